"""Quotas as staff write and read them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from common.web.schemas import Model

MAX_QUOTAS = 100
Code = Annotated[str, Field(min_length=1, max_length=60)]


class _QuotaIn(Model):
    at_most: int = Field(ge=0, le=1_000_000, description="So many answers are taken.")


class OfDimensionIn(_QuotaIn):
    """Of those who told one thing about themselves."""

    by: Literal["dimension"]
    dimension: Code = Field(description="place, or a vocabulary such as sex.")
    cell: Code = Field(
        description="Code of the place, term or heading; not_said for all who told nothing."
    )


class OfQuestionIn(_QuotaIn):
    """Of those who give one answer to a single choice of the survey."""

    by: Literal["question"]
    question: int = Field(ge=1, le=100, description="Its number, counted from 1.")
    cell: Code = Field(description="Code of the option.")


QuotaIn = Annotated[OfDimensionIn | OfQuestionIn, Field(discriminator="by")]
_PLAN: TypeAdapter[list[QuotaIn]] = TypeAdapter(list[QuotaIn])


class QuotasIn(Model):
    """All quotas of a survey; an answer has to fit under each that it is in."""

    quotas: list[QuotaIn] = Field(max_length=MAX_QUOTAS)


class QuotaOut(Model):
    """A quota, and how far it is."""

    by: Literal["dimension", "question"]
    dimension: str | None = None
    question: int | None = None
    cell: str
    at_most: int
    taken: int | None = Field(
        description="Exact; null without panel:personal, before the survey is opened, and while "
        "an anonymous one is open: a figure that grows with each answer shows who gave it. Null "
        "too where the counter of an anonymous one was altered and could not be opened."
    )


class QuotasOut(Model):
    """The quotas of a survey."""

    quotas: list[QuotaOut]


def read_plan(stored: list[object]) -> list[QuotaIn]:
    """Read the quotas of a stored survey."""
    return _PLAN.validate_python(stored)
