"""Further assessments as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.impacts.kinds import Kind
from governance.words import Because, Code, Said


class AnswerIn(Model):
    """What is said of one field, and on what ground."""

    effect: Said
    reason: Because


class ImpactIn(Model):
    """An assessment of a decision; where there is one of its kind, it is a new version."""

    kind: Code = Field(description="Code of a kind; GET …/impact-assessments lists them.")
    answers: dict[Code, AnswerIn] = Field(
        max_length=50, description="For every field that the kind asks for, and no other."
    )
    reason: Because | None = Field(
        default=None, description="Why there is a new version; goes with a second or later one."
    )
    post_id: UUID | None = Field(default=None, description="The post that assesses, of the body.")


class AnswerOut(Model):
    """What is said of one field."""

    effect: str
    reason: str


class ImpactOut(Model):
    """One version of an assessment. Where the decision is withheld, its words are left out."""

    decision_id: UUID
    kind: Kind
    version: int
    answers: dict[str, AnswerOut] | None
    reason: str | None
    post_id: UUID | None
    recorded_at: datetime


class ImpactsOut(Model):
    """The current assessments of a decision, and the kinds of its day that are wanting."""

    items: list[ImpactOut]
    not_assessed: list[Kind]


class ImpactVersionsOut(Model):
    """Every version of an assessment, newest first."""

    items: list[ImpactOut]
