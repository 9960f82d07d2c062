"""What the chair does with a meeting, as the API takes and gives it: confirming its quorum,
adjourning and resuming it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Day, Moment


class ConfirmationIn(Model):
    """When the chair confirmed that the meeting is quorate."""

    at: Moment


class ConfirmationOut(Model):
    """What was found when the chair confirmed that the meeting is quorate."""

    id: UUID
    meeting_id: UUID
    presiding_post_id: UUID
    counted: int
    members: int
    not_quorate_for: list[UUID] = Field(
        description="Items for which the interests declared by then leave too few."
    )
    at: datetime


class ConfirmationsOut(Model):
    """Confirmations of a meeting's quorum, in order."""

    items: list[ConfirmationOut]


class AdjournmentIn(Model):
    """The meeting is adjourned, or resumed."""

    kind: Literal["adjourned", "resumed"]
    why: Literal["not_quorate", "other"] | None = Field(
        default=None, description="Needed for adjourning."
    )
    item_id: UUID | None = Field(
        default=None, description="The item for which it is not quorate, if for one alone."
    )
    resumes_on: Day | None = Field(
        default=None, description="The later day to which it is adjourned, where one is set."
    )
    at: Moment

    @model_validator(mode="after")
    def _adjourning_has_a_reason(self) -> Self:
        if (self.kind == "adjourned") != (self.why is not None):
            raise ValueError("why goes with adjourning, and only with it")
        if self.kind == "resumed" and self.resumes_on is not None:
            raise ValueError("resumes_on goes with adjourning, and only with it")
        return self


class AdjournmentOut(Model):
    """A step in which a meeting was adjourned or resumed."""

    id: UUID
    meeting_id: UUID
    kind: Literal["adjourned", "resumed"]
    why: Literal["not_quorate", "other"] | None
    resumes_on: date | None
    at: datetime


class AdjournmentsOut(Model):
    """When a meeting was adjourned and resumed, in order."""

    items: list[AdjournmentOut]
