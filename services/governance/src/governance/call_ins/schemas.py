"""Call-in as the API takes and gives it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from common.web.schemas import Model
from governance.words import Reason


class CallInIn(Model):
    """Who calls a decision in, and why."""

    reason: Reason
    by_post_ids: list[UUID] = Field(
        default=[], max_length=100, description="Members, where they do it together."
    )
    by_body_id: UUID | None = Field(default=None, description="A body, where it does it itself.")

    @field_validator("by_post_ids")
    @classmethod
    def _each_once(cls, ids: list[UUID]) -> list[UUID]:
        if len(set(ids)) != len(ids):
            raise ValueError("must name each member once")
        return ids

    @model_validator(mode="after")
    def _by_one_or_the_other(self) -> Self:
        if bool(self.by_post_ids) == (self.by_body_id is not None):
            raise ValueError("either members call it in, or a body")
        return self


class OutcomeIn(Model):
    """What the committee that looked at it says."""

    outcome: Literal["upheld", "referred_back"]
    reason: Reason


class ReconsiderationIn(Model):
    """What its body decided again."""

    outcome: Literal["kept", "replaced"]
    reason: Reason
    replaced_by: UUID | None = Field(
        default=None, description="The decision that takes its place, if one does."
    )

    @model_validator(mode="after")
    def _by_a_decision(self) -> Self:
        if (self.outcome == "replaced") != (self.replaced_by is not None):
            raise ValueError("replaced_by goes with replaced, and only with it")
        return self


class OutcomeOut(Model):
    """One step of what came of it."""

    outcome: str
    reason: str
    replaced_by: UUID | None
    recorded_at: datetime


class CallInOut(Model):
    """Who called a decision in, and what came of it."""

    decision_id: UUID
    by_post_ids: list[UUID]
    by_body_id: UUID | None
    reason: str
    called_at: datetime
    outcomes: list[OutcomeOut]
