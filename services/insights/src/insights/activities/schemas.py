"""Activities as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from insights.audience import Visibility
from insights.words import Code, Codes, Reason, Text, Title

Status = Literal["planned", "under_way", "finished", "called_off"]
Methods = Annotated[list[Code], Field(min_length=1, max_length=20)]


class ActivityFields(Model):
    """What is planned: about what, with whom, where, when and how."""

    title: Title
    topic: Text | None = Field(default=None, description="What is to be found out, in a sentence.")
    themes: Codes = []
    communities: Codes = Field(default=[], description="With whom: codes of communities.")
    places: Codes = Field(default=[], description="Where; empty means the whole system.")
    methods: Methods = Field(description="Codes of the vocabulary method, the main one first.")
    spectrum_level: Code | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    visibility: Visibility = "public"

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("ends_on must not be before starts_on")
        return self


class ActivityIn(ActivityFields):
    """An activity to register, best while it is only planned."""

    organisation_id: UUID | None = Field(
        default=None, description="Who leads; your own organisation if left out."
    )
    going_ahead_reason: Reason | None = Field(
        default=None,
        description="Why to ask in spite of what is known already, where you have looked.",
    )


class ActivityPatch(Model):
    """What to change; a field that isn't sent stays."""

    title: Title | None = None
    topic: Text | None = None
    themes: Codes | None = None
    communities: Codes | None = None
    places: Codes | None = None
    methods: Methods | None = None
    spectrum_level: Code | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    visibility: Visibility | None = None
    status: Literal["planned", "under_way", "finished"] | None = None
    going_ahead_reason: Reason | None = None


class CallOffIn(Model):
    """Why an activity is called off, and what is used in its place."""

    reason: Reason
    reused_finding_ids: list[UUID] = Field(
        default=[],
        max_length=100,
        description="Findings that answer the question already. With any, this counts as an "
        "engagement avoided.",
    )


class NearMatch(Model):
    """Something known or planned that comes near to an activity, and why."""

    kind: Literal["finding", "activity"]
    id: UUID
    title: str
    reference: str | None
    score: float = Field(ge=0, le=1, description="1 is the same question to the same people.")
    reasons: list[str] = Field(description="What they share, in plain words.")


class ActivityOut(ActivityFields):
    """An activity as it is registered."""

    id: UUID
    organisation_id: UUID | None
    survey_id: UUID | None
    selection_id: UUID | None = Field(
        description="The panel's selection whose assembly it is, if it is one."
    )
    status: Status
    going_ahead_reason: str | None
    called_off_reason: str | None
    reused_finding_ids: list[UUID] = Field(
        description="Findings that are used in its place; of them those that you may see today."
    )
    version: int
    created_at: datetime
    near_matches: list[NearMatch] = Field(
        default=[],
        description="What was known and planned when it was registered, or changed to be about "
        "something else; of it what you may see today.",
    )


class AvoidedOut(Model):
    """How many engagements were avoided because the answer was known, beside those that went ahead.

    Of the activities that you may see, by the day on which they were registered. Surveys and
    assemblies of the panel are left out: nobody registers them.
    """

    registered: int
    with_near_matches: int = Field(description="Something that came near was known or planned.")
    went_ahead: int = Field(description="Of those with near matches: under way or finished.")
    avoided: int = Field(description="Called off for findings that answer instead.")
    reused_findings: int = Field(description="These findings, each counted once.")


class Planned(Model):
    """An activity in the calendar."""

    id: UUID
    title: str
    status: Status
    starts_on: date | None
    ends_on: date | None
    places: list[str] = Field(description="Empty means the whole system.")
    communities: list[str]
    themes: list[str]
    methods: list[str]
    organisation_id: UUID | None
    organisation_name: str | None


class CodeCount(Model):
    """How many activities of the window are in one place, or with one community."""

    code: str
    activities: int


class CalendarOut(Model):
    """Engagement between two days: what is planned, under way and finished."""

    first: date
    last: date
    items: list[Planned] = Field(description="By their first day.")
    next_cursor: str | None
    by_place: list[CodeCount] = Field(
        description="Of all, not of the page; one for the whole system counts in no place. Empty "
        "on later pages."
    )
    by_community: list[CodeCount] = Field(description="Of all, not of the page.")
