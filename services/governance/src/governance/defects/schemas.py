"""Defects as the API takes and gives them."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Day, Reason

Kind = Literal["vacancy", "calling", "appointment"]


class DefectIn(Model):
    """Something that was found to be wrong with a meeting."""

    kind: Kind = Field(
        description="A vacancy in the membership; how the meeting was called; how somebody who "
        "attended was appointed."
    )
    post_id: UUID | None = Field(default=None, description="Of a vacancy or an appointment.")
    description: Reason
    found_on: Day
    in_good_faith: bool = Field(description="Its decisions were taken in good faith.")

    @model_validator(mode="after")
    def _names_the_post(self) -> Self:
        if (self.kind == "calling") == (self.post_id is not None):
            raise ValueError("post_id goes with a vacancy or an appointment, and only with them")
        return self


class DefectOut(Model):
    """A defect of a meeting, and what the terms make of it."""

    id: UUID
    meeting_id: UUID
    kind: Kind
    post_id: UUID | None
    description: str
    found_on: date
    in_good_faith: bool
    decisions_stand: bool = Field(
        description="By the terms of the meeting's day its decisions are valid in spite of it."
    )
    decision_ids: list[UUID] = Field(description="The decisions of the meeting.")


class DefectsOut(Model):
    """The defects of a meeting, in the order in which they were recorded."""

    items: list[DefectOut]
