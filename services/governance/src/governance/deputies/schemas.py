"""Deputies as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Moment, Name, Reason

Outcome = Literal["approved", "refused", "withdrawn"]


class NominationIn(Model):
    """A deputy whom a member nominates for one meeting."""

    post_id: UUID = Field(description="The member's post.")
    name: Name
    briefed: bool = Field(default=False, description="The deputy was fully briefed.")


class RulingIn(Model):
    """What the chair rules on a nomination, or that the member takes it back."""

    outcome: Outcome
    reason: Reason | None = Field(default=None, description="Needed for a refusal.")
    at: Moment

    @model_validator(mode="after")
    def _a_refusal_has_a_reason(self) -> Self:
        if self.outcome == "refused" and self.reason is None:
            raise ValueError("a refusal needs its reason")
        return self


class NominationOut(Model):
    """A deputy nominated for a meeting, and where that stands."""

    id: UUID
    meeting_id: UUID
    post_id: UUID
    name: str
    briefed: bool
    recorded_at: datetime = Field(description="When the secretariat was told.")
    outcome: Outcome | None = Field(description="null while the chair has not ruled.")
    reason: str | None
    ruled_at: datetime | None


class NominationsOut(Model):
    """The deputies nominated for a meeting, in order."""

    items: list[NominationOut]
