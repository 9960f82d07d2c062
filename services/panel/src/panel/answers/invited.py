"""What a personal link, or a member's invitation, is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Invited:
    """Who holds a personal link, and what it is for."""

    survey_id: UUID
    member_id: UUID
    answered: bool
    takes_answers: bool
    title: str
    purpose: str
    closes_on: date | None
    anonymous: bool
    questions: list[Any]
    opened_at: datetime
    """When the survey was opened."""
    languages: list[str]
    """Languages besides English that the survey is offered in."""
    pilot: bool
    """It is a trial, of which nothing is published."""
    quotas: list[Any]
    """See `panel.quotas`."""
    language: str
    """The member's."""
    draft: bytes | None
