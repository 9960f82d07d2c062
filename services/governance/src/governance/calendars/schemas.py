"""A published meeting as calendars and feeds tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from governance.meetings.schemas import Published


@dataclass(frozen=True)
class Entry:
    """A meeting as it was last published, and when."""

    meeting_id: UUID
    body_name: str
    version: int
    first_published_at: datetime
    published_at: datetime
    told: Published


@dataclass(frozen=True)
class Calendar:
    """Meetings of a system, or of one of its bodies."""

    name: str
    address: str
    """Where it is read."""
    pages: str
    """Where the public page of each meeting is, without its id."""
    entries: list[Entry]
