"""Openings and the Gunning pack as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model

State = Literal["held", "partly", "missing"]


class OpeningIn(Model):
    """A member's post opens something; when is taken from the clock."""

    post_id: UUID
    what: Literal["paper", "finding"]
    finding_id: UUID | None = None
    finding_version: int | None = Field(default=None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _finding_with_its_version(self) -> Self:
        named = (self.finding_id is not None, self.finding_version is not None)
        if named != ((True, True) if self.what == "finding" else (False, False)):
            raise ValueError("finding_id and finding_version go with finding, and only with it")
        return self


class OpeningOut(Model):
    """Who opened what, and when."""

    id: UUID
    item_id: UUID
    post_id: UUID
    what: str
    finding_id: UUID | None
    finding_version: int | None
    opened_at: datetime


class OpeningsOut(Model):
    """What was opened of an item, in order."""

    items: list[OpeningOut]


class ProofOut(Model):
    """One dated piece of evidence."""

    kind: str = Field(description="What the id names: proposal, activity, meeting, finding …")
    id: str | None
    on: date | None
    at: datetime | None = Field(description="The moment, where the record has it.")
    words: str


class PrincipleOut(Model):
    """What the record shows for a principle, and what it lacks."""

    number: int
    principle: str
    state: State
    evidence: list[ProofOut]
    missing: list[str]


class GunningOut(Model):
    """The Gunning pack of a decision. It shows what is on record, and scores nothing."""

    decision_id: UUID
    reference: str
    decided_at: datetime = Field(description="What came before this moment counts.")
    decided_by: Literal["vote", "meeting", "day"] = Field(
        description="Where the moment is from: the vote, the meeting's beginning, or its day."
    )
    withheld_reason: str | None = Field(
        description="The decision is withheld from the public, and so is its pack."
    )
    principles: list[PrincipleOut]
