"""What the record has of a decision, gathered for the four principles; pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from common.clock import ENGLAND
from governance.gunning.schemas import State
from governance.working_days.calendar import WorkingCalendar


@dataclass(frozen=True)
class Moment:
    """When a decision was taken: what came before it counts."""

    at: datetime
    source: Literal["vote", "meeting", "day"]

    @property
    def day(self) -> date:
        """Give its day in England."""
        return self.at.astimezone(ENGLAND).date()


@dataclass(frozen=True)
class Text:
    """A text of the proposal, by its fingerprint."""

    assessment_id: UUID
    number: int
    sha256: str
    recorded_at: datetime


@dataclass(frozen=True)
class Ran:
    """An activity that the decision names or its findings rest on."""

    id: UUID
    title: str | None
    """None where not everybody may read it."""
    public: bool
    starts_on: date | None
    ends_on: date | None
    announced_at: datetime | None
    called_off: bool


@dataclass(frozen=True)
class Cited:
    """A version of a finding that the decision relies on."""

    id: UUID
    version: int
    title: str | None
    public: bool
    published_at: datetime | None


@dataclass(frozen=True)
class Member:
    """A post that took part in the decision, and what it opened and when."""

    post_id: UUID
    title: str
    opened: Sequence[tuple[str, datetime]] = ()


@dataclass(frozen=True)
class Put:
    """A version of a paper that was published, and whether that was in time by the terms."""

    id: UUID
    version: int
    sha256: str
    published_at: datetime
    late: bool


@dataclass(frozen=True)
class Period:
    """A pre-election period."""

    code: str
    name: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True)
class Record:
    """Everything that the principles are judged by."""

    decided: Moment
    texts: Sequence[Text] = ()
    activities: Sequence[Ran] = ()
    findings: Sequence[Cited] = ()
    published: Sequence[tuple[UUID, datetime]] = ()
    """When the meeting's versions were published."""
    papers: Sequence[Put] = ()
    """Papers of the decision's item that were published, each version."""
    notice_given_on: date | None = None
    members: Sequence[Member] = ()
    members_known: bool = False
    """Attendance was recorded, so that the members are those who took part."""
    elections: Sequence[Period] = ()
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)

    @property
    def involvement(self) -> list[Ran]:
        """Give the activities that took place before the decision, as far as one knows."""
        return [
            one
            for one in self.activities
            if not one.called_off and (one.starts_on is None or one.starts_on < self.decided.day)
        ]

    @property
    def began_on(self) -> date | None:
        """Give the first day of involvement; None where no activity has one."""
        return min((one.starts_on for one in self.involvement if one.starts_on), default=None)


@dataclass(frozen=True)
class Proof:
    """One dated piece of evidence."""

    kind: str
    id: str | None
    words: str
    on: date | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Principle:
    """What the record shows for a principle, and what it lacks."""

    number: int
    principle: str
    state: State
    evidence: Sequence[Proof]
    missing: Sequence[str]


def moment(kind: str, id: object, at: datetime, words: str) -> Proof:  # noqa: A002
    """Make a piece of evidence of a moment."""
    return Proof(kind, str(id), words, on=at.astimezone(ENGLAND).date(), at=at)


def midnight(day: date) -> datetime:
    """Give the moment at which a day begins in England."""
    return datetime(day.year, day.month, day.day, tzinfo=ENGLAND)
