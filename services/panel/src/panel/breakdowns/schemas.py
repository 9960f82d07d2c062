"""Plans of results by group, as staff write and read them."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model

MAX_BREAKDOWNS = 12
Number = Annotated[int, Field(ge=1, le=100)]


class _ByIn(Model):
    questions: list[Number] = Field(
        min_length=1, max_length=100, description="Numbers of the questions, counted from 1."
    )


class ByDimensionIn(_ByIn):
    """By what members told about themselves."""

    by: Literal["dimension"]
    dimension: str = Field(max_length=60, description="place, or a vocabulary such as sex.")


class BySegmentIn(_ByIn):
    """By being in a segment or not."""

    by: Literal["segment"]
    segment_id: UUID


class ByQuestionIn(_ByIn):
    """By what was answered to another question, of one choice or a scale."""

    by: Literal["question"]
    question: Number


BreakdownIn = Annotated[ByDimensionIn | BySegmentIn | ByQuestionIn, Field(discriminator="by")]


class PlanIn(Model):
    """What is published of a survey besides the results of the whole."""

    breakdowns: list[BreakdownIn] = Field(max_length=MAX_BREAKDOWNS)


class PlanOut(PlanIn):
    """A plan as it stands."""

    decided: bool = Field(description="True once the survey has closed.")
