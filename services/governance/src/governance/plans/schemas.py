"""Plans as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.plans.priorities import Test
from governance.words import Code, Day, Reason, Title

Kind = Literal["standing", "place_update", "deep_dive", "once"]
State = Literal["active", "waiting", "done", "dropped"]
REPEATING = ("standing", "place_update")
Priority = Annotated[int, Field(ge=1, le=1000)]


class PlanItemIn(Model):
    """Something that a body means to take up."""

    kind: Kind
    title: Title
    every: int | None = Field(
        default=None, ge=1, le=100,
        description="At every so many-th meeting; goes with standing and place_update.",
    )  # fmt: skip
    places: list[Title] = Field(
        default=[], max_length=50, description="Places that take turns; goes with place_update."
    )
    starts_on: Day
    ends_on: Day | None = Field(default=None, description="Last day.")
    priority: Priority = 100

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind in REPEATING) != (self.every is not None):
            raise ValueError("every goes with standing and place_update, and only with them")
        if (self.kind == "place_update") != bool(self.places):
            raise ValueError("places go with place_update, and only with it")
        if len(set(self.places)) != len(self.places):
            raise ValueError("places must be named once each")
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("ends_on must not be before starts_on")
        return self


class PlanItemPatch(Model):
    """What to change of an item; what is not sent stays."""

    title: Title | None = None
    priority: Priority | None = None
    dropped_reason: Reason | None = Field(default=None, description="Drops it, with this reason.")


class PlanItemOut(Model):
    """An item of the plan."""

    id: UUID
    body_id: UUID
    kind: Kind
    title: str
    every: int | None
    places: list[str]
    starts_on: date
    ends_on: date | None
    priority: int
    state: State
    dropped_reason: str | None
    version: int


class ProgrammeIn(Model):
    """How far ahead to place."""

    until: Day


class PlacementIn(Model):
    """The meeting that an item is to come to."""

    meeting_id: UUID


class AgendaIn(Model):
    """How the item is numbered on the agenda."""

    number: str = Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9./() -]+$")


class PlacementOut(Model):
    """An item of the plan at a meeting."""

    id: UUID
    plan_item_id: UUID
    meeting_id: UUID
    kind: Kind
    title: str | None = Field(description="Null where it is withheld on an agenda from you.")
    place: str | None
    by_hand: bool
    item_id: UUID | None = Field(description="On the agenda; null while it is a draft.")


class ProgrammeMeetingOut(Model):
    """What comes to a meeting."""

    meeting_id: UUID
    held_on: date
    status: str
    placements: list[PlacementOut]


class ProgrammeOut(Model):
    """The work programme: what comes to which meeting, and what waits for a date."""

    meetings: list[ProgrammeMeetingOut]
    waiting: list[PlanItemOut]


class ScoreIn(Model):
    """A score, and on what ground."""

    score: int = Field(ge=0, le=100, description="From 0 to the test's highest.")
    reason: Reason


class AppraisalIn(Model):
    """Scores for every criterion of the test of the day."""

    scores: dict[Code, ScoreIn] = Field(max_length=50)


class AppraisalOut(Model):
    """How an item was scored."""

    id: UUID
    plan_item_id: UUID
    test: Test
    scores: dict[str, ScoreIn]
    total: int
    recorded_at: datetime


class AppraisalsOut(Model):
    """The appraisals of an item, newest first."""

    items: list[AppraisalOut]
