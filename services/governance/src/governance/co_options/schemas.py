"""Co-options as the API takes and gives them."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Code, Day, Name, Title


class CoOptionIn(Model):
    """A member to co-opt."""

    title: Title = Field(description="Of the post: Housing Sector Representative.")
    sector: Title | None = None
    organisation: Title | None = None
    name: Name
    ground: Code = Field(description="A code of arrangements.co_option.grounds in the terms.")
    valid_from: Day
    valid_to: Day | None = Field(default=None, description="First day on which it is no more.")
    decision_id: UUID | None = Field(default=None, description="By which the body co-opted.")
    meeting_id: UUID | None = Field(
        default=None, description="Adjourned for want of a quorum, at which the chair co-opted."
    )

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if (self.decision_id is None) == (self.meeting_id is None):
            raise ValueError("give either the body's decision or the adjourned meeting")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("valid_to must be after valid_from")
        return self


class CoOptionOut(Model):
    """A co-opted member."""

    post_id: UUID
    holder_id: UUID | None = None
    ground: str
    chosen_by: Literal["body", "chair"]
    decision_id: UUID | None
    meeting_id: UUID | None
    valid_from: date
    valid_to: date | None


class CoOptionsOut(Model):
    """The co-opted members of a body, in the order in which they were recorded."""

    items: list[CoOptionOut]
