"""Delegations as the API takes and gives them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.decisions.schemas import DecisionContent, DecisionOut
from governance.words import Day, Reason, Title

Conditions = Annotated[list[Reason], Field(max_length=20)]


class DelegationIn(Model):
    """A power to give to a post."""

    role: Title = Field(description="The role or post, never a person's name.")
    scope: Reason = Field(description="What may be decided, in words.")
    until: Day = Field(description="Last day.")
    conditions: Conditions = Field(
        default=[], description="Such as: in consultation with the chair."
    )
    part: int | None = Field(
        default=None, ge=1, le=200, description="The part of the resolution that gives it, from 1."
    )


class RevocationIn(Model):
    """Why a power is taken back."""

    reason: Reason


class ExerciseIn(DecisionContent):
    """A decision under a delegation; its day is the day on which it is recorded."""

    within_scope: Reason = Field(description="How it lies within what was delegated.")
    conditions_met: Conditions = Field(
        default=[], description="How each condition was met, in their order."
    )
    duty_assessment_id: UUID = Field(description="Its own assessment of the duty to involve.")

    @model_validator(mode="after")
    def _says_how_people_were_involved(self) -> Self:
        if self.involvement_statement is None:
            raise ValueError("involvement_statement is needed, of this decision itself")
        return self


class DelegationOut(Model):
    """A delegation, and what was decided under it."""

    id: UUID
    decision_id: UUID
    body_id: UUID
    part: int | None
    role: str
    scope: str
    until: date
    conditions: list[str]
    state: Literal["in_force", "ended", "revoked"]
    revoked_on: date | None
    revoked_reason: str | None
    exercises: list[UUID] = Field(description="Decisions taken under it, the oldest first.")


class DelegationsOut(Model):
    """The delegations of a body, the newest first."""

    items: list[DelegationOut]


class DelegatedDecisionsOut(Model):
    """Decisions taken under delegation since the meeting before."""

    since: date = Field(description="The day of the meeting before; what was taken on it counts.")
    until: date
    items: list[DecisionOut]
