"""Amending a resolution: words in, words out. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_GAP = re.compile(r" {2,}")


@dataclass(frozen=True)
class Clause:
    """One part of a resolution."""

    text: str
    marker: str | None = None


@dataclass(frozen=True)
class Change:
    """What an amendment would do."""

    part: int
    """From 1. Where nothing is left out, the new part comes after it; 0 is before the first."""
    leave_out: str | None
    insert: str | None


class DoesNotFit(ValueError):
    """The change cannot be made; the reason is a code."""


def amended(resolution: Sequence[Clause], change: Change) -> list[Clause]:
    """Give a resolution with a change made.

    Raises:
        DoesNotFit: no-such-part, not-these-words where they do not stand in that part,
            words-twice where they stand there more than once, nothing-left where no part would
            be left: a motion that nobody wants is voted down, not amended away.
    """
    parts = list(resolution)
    first = 0 if change.leave_out is None else 1
    if not first <= change.part <= len(parts):
        raise DoesNotFit("no-such-part")
    if change.leave_out is None:
        parts.insert(change.part, Clause(change.insert or ""))
        return parts
    old = parts[change.part - 1]
    if (times := old.text.count(change.leave_out)) != 1:
        raise DoesNotFit("words-twice" if times else "not-these-words")
    text = old.text.replace(change.leave_out, change.insert or "")
    text = _GAP.sub(" ", text).strip()
    parts[change.part - 1 : change.part] = [replace(old, text=text)] if text else []
    if not parts:
        raise DoesNotFit("nothing-left")
    return parts


def substantive(moved: Sequence[Clause], carried: Sequence[Change]) -> list[Clause]:
    """Give the substantive motion: as it was moved, with each amendment that was carried, in order.

    Raises:
        DoesNotFit: if one of them does not fit.
    """
    resolution = list(moved)
    for change in carried:
        resolution = amended(resolution, change)
    return resolution
