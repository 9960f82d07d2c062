"""What can go wrong with a selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from panel.selection.relaxing import Change


class SelectionInvalid(ValueError):
    """The pool or the quotas make no sense. The message names no person."""


class SolverFailed(Exception):
    """The solver ended without an answer, or with one that can't be true: nothing is known.

    It says nothing of the quotas, and the message names no person.
    """


@dataclass
class QuotasUnmeetable(Exception):
    """No panel keeps all quotas. `changes` are the smallest that let one be found."""

    changes: tuple[Change, ...]
