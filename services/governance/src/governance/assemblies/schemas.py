"""Assemblies as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Code, Day, Reason, Text, Title

State = Literal["commissioned", "reported", "cancelled"]
Seats = Annotated[int, Field(ge=1, le=1000)]
Categories = Annotated[
    list[Code],
    Field(min_length=1, max_length=10, description="Codes of the vocabulary assembly_category."),
]


class AssemblyFields(Model):
    """What a commission says, and may be amended."""

    kind: Code = Field(description="Code of the vocabulary assembly_kind.")
    title: Title
    question: Text = Field(description="What the assembly is asked.")
    seats: Seats
    categories: Categories
    spectrum_level: Code = Field(description="Code of the vocabulary involvement_spectrum.")
    starts_on: Day
    ends_on: Day = Field(description="Last day.")
    receiving_body_id: UUID = Field(description="The body that will answer.")
    answer_due_on: Day = Field(description="The day by which it has promised to answer.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.starts_on <= self.ends_on <= self.answer_due_on:
            raise ValueError("starts_on, ends_on and answer_due_on must come in this order")
        if len(set(self.categories)) != len(self.categories):
            raise ValueError("categories must be named once each")
        return self


class AssemblyIn(AssemblyFields):
    """An assembly or jury that a body commissions."""

    body_id: UUID = Field(description="The body that commissions it.")
    decision_id: UUID | None = Field(
        default=None, description="The recorded decision of that body that commissions it."
    )


class AssemblyPatch(Model):
    """What to amend; what is not sent stays."""

    kind: Code | None = None
    title: Title | None = None
    question: Text | None = None
    seats: Seats | None = None
    categories: Categories | None = None
    spectrum_level: Code | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    receiving_body_id: UUID | None = None
    answer_due_on: Day | None = None


class CancellationIn(Model):
    """Why it is not held."""

    reason: Reason


class RecommendationIn(Model):
    """One recommendation."""

    text: Text = Field(description="In the assembly's own words.")
    finding_id: UUID | None = Field(
        default=None, description="The published finding that says how it was come to."
    )
    finding_version: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.finding_id is None) != (self.finding_version is None):
            raise ValueError("finding_id and finding_version go together")
        return self


class RecommendationsIn(Model):
    """What the assembly recommends, in its order."""

    recommendations: list[RecommendationIn] = Field(min_length=1, max_length=100)


class CorrectionIn(Model):
    """A recommendation as the assembly made it, where it was recorded wrongly."""

    text: Text | None = Field(
        description="In the assembly's own words; null where it made no such recommendation."
    )
    finding_id: UUID | None = Field(
        default=None, description="The published finding that says how it was come to."
    )
    finding_version: Annotated[int, Field(ge=1)] | None = None
    reason: Reason = Field(description="Why it is corrected; it is published.")

    @model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        if (self.finding_id is None) != (self.finding_version is None):
            raise ValueError("finding_id and finding_version go together")
        if self.text is None and self.finding_id is not None:
            raise ValueError("a recommendation that was never made rests on no finding")
        return self


class AnswerIn(Model):
    """The answer to one recommendation."""

    recommendation_id: UUID
    answer: Code = Field(description="Code of the vocabulary recommendation_answer.")
    reason: Text
    decision_id: UUID = Field(description="The decision of the receiving body that it rests on.")


class AnswersIn(Model):
    """Answers that are published together."""

    answers: list[AnswerIn] = Field(min_length=1, max_length=100)


class LotteryOut(Model):
    """How those who sit are chosen, as far as the panel has come; nobody is named."""

    selection_id: UUID
    state: Literal["committed", "drawn", "completed"]
    seats: int
    root: str = Field(description="Root of the published document, committed to before the draw.")
    source: str | None
    draw_on: date | None
    committed_at: datetime | None
    digits: str | None
    evidence: str | None
    drawn_at: datetime | None
    filled: int | None = Field(description="Seats that somebody has; null before the draw.")
    replaced: int = Field(description="Seats that were given to somebody else after the draw.")
    completed_on: date | None


class AnswerOut(Model):
    """An answer to a recommendation."""

    answer: str
    reason: str
    decision_id: UUID | None = Field(description="Null where the decision is withheld by now.")
    decision_reference: str | None
    answered_at: datetime


class CorrectionOut(Model):
    """A correction of a recommendation."""

    text: str | None = Field(description="Null where the assembly made no such recommendation.")
    finding_id: UUID | None
    finding_version: int | None
    reason: str
    corrected_at: datetime


class RecommendationOut(Model):
    """A recommendation as it stands, and what was answered."""

    id: UUID
    number: int
    text: str
    withdrawn: bool = Field(description="The assembly made no such recommendation: it is void.")
    recorded_text: str = Field(description="As it was recorded first.")
    corrections: list[CorrectionOut] = Field(description="The one that stands first.")
    finding_id: UUID | None
    finding_version: int | None
    reported_at: datetime
    overdue: bool = Field(description="It is not answered, and the promised day is over.")
    answers: list[AnswerOut] = Field(description="The one that stands first.")


class AssemblyOut(AssemblyFields):
    """A commission, how far the lottery is, what was recommended and answered."""

    id: UUID
    body_id: UUID
    body_name: str
    receiving_body_name: str
    decision_id: UUID | None
    decision_reference: str | None
    state: State
    cancelled_reason: str | None
    commissioned_at: datetime
    lottery: LotteryOut | None
    recommendations: list[RecommendationOut]
    version: int


class AssemblySummary(Model):
    """A commission in a list."""

    id: UUID
    body_id: UUID
    receiving_body_id: UUID
    kind: str
    title: str
    seats: int
    starts_on: date
    ends_on: date
    answer_due_on: date
    state: State
    commissioned_at: datetime
