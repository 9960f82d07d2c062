"""Decisions as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from common.web.schemas import Model
from governance.decisions.course import Course
from governance.words import Code, Name, Reason, Text, Title


class Part(Model):
    """One part of a resolution."""

    text: Text
    marker: str | None = Field(default=None, max_length=20, description="As printed: (a), ii.")
    outcome: Code | None = Field(default=None, description="Code of the vocabulary outcome.")
    person: Name | None = Field(
        default=None, description="Who is elected or appointed by it; does not travel in events."
    )
    first_line: int | None = Field(default=None, ge=1)
    last_line: int | None = Field(default=None, ge=1)


class Citation(Model):
    """A finding, in the version that was before the body."""

    finding_id: UUID
    version: int = Field(ge=1, le=1_000_000)


def _once_each(citations: list[Citation]) -> list[Citation]:
    if len({c.finding_id for c in citations}) != len(citations):
        raise ValueError("must name each finding once")
    return citations


class DecisionContent(Model):
    """What a decision says."""

    title: Title
    outcome: Code = Field(description="Code of the vocabulary outcome.")
    kind_of_activity: Code | None = Field(
        default=None, description="Code of the vocabulary activity_kind (NHS Act 2006, s. 14Z45)."
    )
    parts: list[Part] = Field(default=[], max_length=100, description="The resolution, in parts.")
    involvement_statement: Text | None = Field(
        default=None, description="How the public were involved, and what came of it."
    )
    evidence: list[Citation] = Field(default=[], max_length=200)
    activity_ids: list[UUID] = Field(default=[], max_length=200)
    not_done: Text | None = Field(
        default=None, description="What people asked for that was not done, and why."
    )
    mover: Name | None = None
    seconder: Name | None = None
    effective_on: date | None = None
    review_on: date | None = None
    confidential: bool = False
    withheld_reason: Reason | None = Field(
        default=None, description="Why it is withheld from the public; needed where confidential."
    )

    @field_validator("evidence")
    @classmethod
    def _each_finding_once(cls, citations: list[Citation]) -> list[Citation]:
        return _once_each(citations)

    @field_validator("activity_ids")
    @classmethod
    def _each_activity_once(cls, ids: list[UUID]) -> list[UUID]:
        if len(set(ids)) != len(ids):
            raise ValueError("must name each activity once")
        return ids

    @model_validator(mode="after")
    def _withheld_with_its_reason(self) -> Self:
        if self.confidential != (self.withheld_reason is not None):
            raise ValueError("withheld_reason goes with confidential, and only with it")
        return self


class DecisionIn(DecisionContent):
    """A decision to record."""

    body_id: UUID
    meeting_id: UUID | None = None
    item_id: UUID | None = Field(default=None, description="Item of that meeting's agenda.")
    decided_on: date

    @model_validator(mode="after")
    def _item_of_a_meeting(self) -> Self:
        if self.item_id is not None and self.meeting_id is None:
            raise ValueError("item_id needs its meeting_id")
        return self


class DecisionPatch(Model):
    """A correction: what is not sent stays. It becomes a new version; the old one is kept."""

    reason: Reason = Field(description="Why it is corrected; kept with the version.")
    title: Title | None = None
    outcome: Code | None = None
    kind_of_activity: Code | None = None
    parts: list[Part] | None = Field(default=None, max_length=100)
    involvement_statement: Text | None = None
    evidence: list[Citation] | None = Field(default=None, max_length=200)
    activity_ids: list[UUID] | None = Field(default=None, max_length=200)
    not_done: Text | None = None
    mover: Name | None = None
    seconder: Name | None = None
    effective_on: date | None = None
    review_on: date | None = None
    confidential: bool | None = None
    withheld_reason: Reason | None = None


class EvidenceOut(Model):
    """A finding that a decision relies on, and what is known of that version today."""

    finding_id: UUID
    version: int
    title: str | None
    state: str
    superseded_at: datetime | None = Field(
        description="When another version or finding took its place; the decision relied on this."
    )
    superseded_by: UUID | None = Field(description="The finding that did, perhaps itself.")
    superseded_by_version: int | None = Field(description="Its newest published version.")


class StandingOut(Model):
    """How a decision stands from a day on."""

    since: date
    code: str = Field(
        description="in_force, not_yet_in_force, open_to_call_in, suspended, referred_back, "
        "replaced, due_back or not_ratified."
    )
    words: str = Field(description="The same in public words.")


class DecisionOut(Model):
    """A decision in one version. Where it is withheld, its words are left out."""

    id: UUID
    reference: str
    version: int
    body_id: UUID
    meeting_id: UUID | None
    item_id: UUID | None
    decided_on: date
    title: str | None
    outcome: str
    kind_of_activity: str | None
    parts: list[Part]
    involvement_statement: str | None
    evidence: list[EvidenceOut]
    activity_ids: list[UUID]
    not_done: str | None
    mover: str | None
    seconder: str | None
    effective_on: date | None
    review_on: date | None
    confidential: bool
    withheld_reason: str | None
    reason: str | None = Field(description="Why there is this version; null for the first.")
    source: dict[str, Any] | None = Field(
        description="The minutes import, and the lines of it, that the decision came from."
    )
    recorded_at: datetime
    standing: StandingOut
    standing_from: list[StandingOut] = Field(
        description="How it stands from which day on, the earliest first; days to come too."
    )
    course: Course | None = Field(
        description="The motion with its amendments, delegations, on whose authority it was taken "
        "where no meeting took it, and call-in; null of what a meeting simply decided."
    )


class VersionsOut(Model):
    """Every version of a decision, newest first."""

    items: list[DecisionOut]
