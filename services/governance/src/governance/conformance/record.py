"""What the record has of a body's year, gathered for the checks; pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Sat:
    """A meeting that was held, or is to be, in the year looked at."""

    meeting_id: UUID
    held_on: date
    held: bool
    due_on: date
    """Agenda and papers are due by then."""
    notice_given_on: date | None = None
    at_short_notice: bool = False
    """The chair deemed it urgent, for a recorded reason."""
    issued_on: date | None = None
    """The first issue of its agenda."""
    not_sent: bool = False
    """Somebody on the list has not had it."""
    papers: Sequence[date | None] = ()
    """When each paper was first published; None of one that was not."""
    in_public: bool = False
    published_on: date | None = None
    programmed: bool = False
    """Something is on its agenda, or planned for it."""
    quorum_confirmed: bool = False
    minutes_approved: bool = False
    record_wanting: Sequence[str] = ()
    """Boards that have not had its record."""
    votes_wanting: Sequence[str] = ()


@dataclass(frozen=True)
class Asked:
    """What the terms ask; None or False where they don't."""

    meetings_per_year: int | None = None
    notice_working_days: int | None = None
    has_quorum: bool = False
    attendance_percent: int | None = None
    record_goes_on: bool = False
    votes_go_on: bool = False
    offices_rotate: bool = False
    meets_in_public: bool = False
    review_due: date | None = None


@dataclass(frozen=True)
class Year:
    """A body's year up to a day, and the year ahead."""

    on: date
    whole: bool
    """The body was in being for all of the year past."""
    asked: Asked
    sat: Sequence[Sat] = ()
    flagged: Sequence[UUID] = ()
    """Posts whose attendance is too low, and was not reviewed."""
    offices_wanting: Sequence[str] = ()
    clauses: dict[str, str] = field(default_factory=dict)
