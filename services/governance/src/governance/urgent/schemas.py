"""Urgent decisions as the API takes them."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.decisions.schemas import DecisionContent
from governance.duty.schemas import LimitIn
from governance.words import Reason

Posts = Annotated[list[UUID], Field(max_length=50)]


class UrgentIn(DecisionContent):
    """An urgent decision; its day is the day on which it is recorded."""

    why_urgent: Reason = Field(description="Why it could not wait for a meeting.")
    taken_by: Posts = Field(min_length=1, description="Posts that decided together.")
    consulted: Posts = Field(default=[], description="Posts that were consulted before.")
    conflicted: Posts = Field(
        default=[], description="Posts with an interest in it: they neither decide nor count."
    )
    duty_assessment_id: UUID = Field(description="Its assessment of the duty to involve.")
    involvement_limited: LimitIn | None = Field(
        default=None, description="Where urgency limited it: on which ground, why, until when."
    )
    temporary: bool = Field(default=False, description="A change for a time; needs review_on.")

    @model_validator(mode="after")
    def _says_how_people_were_involved(self) -> Self:
        if self.involvement_statement is None and self.involvement_limited is None:
            raise ValueError("say how people were involved, or why urgency limited it")
        return self

    @model_validator(mode="after")
    def _limited_for_a_reason_of_its_own(self) -> Self:
        limited = self.involvement_limited
        if limited is not None and limited.reason.casefold() == self.why_urgent.casefold():
            raise ValueError("involvement is limited for a reason of its own")
        return self

    @model_validator(mode="after")
    def _comes_back(self) -> Self:
        if self.temporary and self.review_on is None:
            raise ValueError("a change for a time needs review_on, the day on which it comes back")
        return self

    @model_validator(mode="after")
    def _each_post_once(self) -> Self:
        posts = [*self.taken_by, *self.consulted]
        if len(set(posts)) != len(posts):
            raise ValueError("each post decides or is consulted, once")
        return self


class RatificationIn(Model):
    """What the body says of an urgent decision."""

    meeting_id: UUID
    ratified: bool
    reason: Reason
