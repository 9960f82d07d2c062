"""What is held of a member's part in a survey, for the member's own eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Held:
    """What is held of a member's part in one survey."""

    survey_id: UUID
    title: str
    questions: list[Any]
    unsent: bool
    """A draft is kept; only the personal link opens it."""
    answered_on: date | None
    answers: dict[str, Any] | None
    answered: bool
    anonymous: bool
    """Then nobody can tell which answers are theirs."""


@dataclass(frozen=True)
class Answered:
    """A survey that a member answered: not what, nor when."""

    survey_id: UUID
    title: str
    opened_at: datetime
