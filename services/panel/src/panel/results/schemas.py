"""Results as they are read."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model

Level = Literal["published", "exact"]


class CountOut(Model):
    """How many chose one option."""

    code: str
    label: str
    count: int | None = Field(description="null where it is suppressed.")
    mean_rank: float | None = Field(
        default=None,
        description="ranking, exact only: mean place among those who ranked it; 1 is the best.",
    )
    weighted_percent: float | None = Field(
        default=None,
        description="Weighted share of those who answered; null where it is not shown.",
    )
    margin_points: float | None = Field(
        default=None, description="Half width of the 95% interval, in percentage points."
    )


class QuestionOut(Model):
    """The result of one question, or of one row of a matrix. A ranking is counted by first choice,
    a number by band and a day by month."""

    question_id: UUID
    row: str | None = Field(default=None, description="matrix: code of the row.")
    question: str
    kind: str
    required: bool
    answered: int | None = Field(description="How many answered it; null where suppressed.")
    counts: list[CountOut] = Field(description="Empty for free text.")
    effective_n: float | None = Field(
        default=None, description="People who stand behind the weighted shares."
    )


class GroupOut(Model):
    """The results of one group."""

    code: str = Field(description="not_said: of whom it is not known.")
    label: str
    responded: int | None = Field(description="How many of it answered; null where suppressed.")
    questions: list[QuestionOut]


class BreakdownOut(Model):
    """Results by group."""

    by: Literal["dimension", "segment", "question"]
    code: str = Field(description="The dimension, the segment's id, or the question's number.")
    label: str
    groups: list[GroupOut]


class WeightingOut(Model):
    """How the estimates were weighted, and what that costs."""

    weighted_to: list[str] = Field(description="Dimensions of the population.")
    left_out: list[str] = Field(description="Dimensions of which too little is known.")
    joined: list[list[str]] = Field(description="Groups that count as one: too few answered.")
    cap: float = Field(description="The greatest weight, as a multiple of the mean.")
    design_effect: float = Field(description="Kish's; 1 where all weights are alike.")
    effective_n: float | None = Field(description="People, after the design effect.")


class ResultsOut(Model):
    """The result of a survey."""

    survey_id: UUID
    level: Level
    invited: int | None = Field(
        description="How many were asked; null where suppressed, and where none or few answered."
    )
    responded: int | None = Field(description="How many answered; null where suppressed.")
    questions: list[QuestionOut]
    threshold: int | None = Field(description="Published: counts from 1 to this are hidden.")
    base: int | None = Field(description="Published: other counts are rounded to this.")
    weighting: WeightingOut | None = Field(
        default=None, description="null where there is nothing to weight to, or before closing."
    )
    breakdowns: list[BreakdownOut] = Field(
        default=[], description="Results by group: published, those of the survey's plan."
    )
    unopened: int | None = Field(
        default=0,
        description="Answers to an anonymous survey that were altered in store and could not be "
        "opened; they are in no figure. null where suppressed.",
    )
    limits: list[str] = Field(description="What the figures cannot show, in plain words.")


class CommentOut(Model):
    """What somebody wrote in answer to a question, under no name."""

    text: str
    answered_on: date | None = Field(description="null in an anonymous survey.")
