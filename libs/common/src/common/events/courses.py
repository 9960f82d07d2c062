"""What governance says of the course of a decision: amendments, powers given, how it stands."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from common.events.envelope import EventData


class PaperPut(BaseModel):
    """One paper, in one version, that was before the body."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    paper_id: UUID
    version: int


class StandingTold(BaseModel):
    """How a decision stands from a day on, in a code and in public words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: date
    code: str
    """in_force, not_yet_in_force, open_to_call_in, suspended, referred_back, replaced, due_back or
    not_ratified."""
    words: str


class AmendmentTold(BaseModel):
    """An amendment of the motion that a decision was adopted from, and what became of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int
    part: int
    """Of the resolution as it stood then, from 1; a new part comes after it."""
    leave_out: str | None = None
    insert: str | None = None
    result: str
    """carried, lost, withdrawn or ruled_out."""
    method: str | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    reason: str | None = None


class VoteTold(BaseModel):
    """A vote on a decision, as a whole or in parts, in numbers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    parts: list[int] = []
    """The parts of the resolution that it was on, from 1; none of a vote on the whole."""
    method: str
    """consensus, show_of_hands, recorded or secret."""
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    by_casting_vote: bool = False
    carried: bool


class DelegationTold(BaseModel):
    """A power that a decision gives to a post."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    to: str
    """A role or post, never a person."""
    scope: str
    until: date
    """Last day."""
    conditions: list[str] = []
    revoked_on: date | None = None


class CourseTold(EventData):
    """How a decision came about and stands."""

    standing: list[StandingTold] = []
    """How it stands from which day on, the earliest first; what stands today is the last of those
    that have begun."""
    authority: str | None = None
    """delegation or urgent, where no meeting took it."""
    decided_by: list[str] = []
    """The roles that took it then."""
    why_not_at_a_meeting: str | None = None
    involvement_limited: str | None = None
    """Why urgency limited how people were involved."""
    delegated_by: UUID | None = None
    """The decision that delegated it."""
    moved: list[str] = []
    """The resolution as it was moved, where it was amended."""
    amendments: list[AmendmentTold] = []
    votes: list[VoteTold] = []
    """Every vote that led to it, in order, where one of them names parts."""
    delegations: list[DelegationTold] = []
    called_in_because: str | None = None
    call_in_outcome_because: str | None = None
    replaced_by: UUID | None = None
    """The decision that took its place after it was called in."""
