"""The questions of a survey: their kinds, and what counts as an answer to each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, TypeAdapter, model_validator

from common.clock import NewId, new_id
from common.web.schemas import Model

MAX_SCALE_STEPS = 20
MAX_ROWS = 20
MAX_MONTHS = 60
MAX_NUMBER = 1_000_000_000
Text = Annotated[str, Field(min_length=1, max_length=500)]


class Option(Model):
    """One thing to choose."""

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$", description="Stable; answers bear it.")
    label: Text = Field(description="What people read.")


class ShowIf(Model):
    """When a question is shown: where an earlier one was answered with any of some options."""

    question: int = Field(
        ge=1, le=100, description="Number of the earlier question, counted from 1."
    )
    any_of: list[Annotated[str, Field(max_length=60)]] = Field(
        min_length=1, max_length=50, description="Codes of its options, or steps of its scale."
    )


class _QuestionIn(Model):
    text: Text
    required: bool = Field(default=False, description="Must be answered, if it is shown.")
    show_if: ShowIf | None = Field(default=None, description="Left out: it is always shown.")


class _ChoiceIn(_QuestionIn):
    options: list[Option] = Field(min_length=2, max_length=50)

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        if len({option.code for option in self.options}) != len(self.options):
            raise ValueError("must not have two options of one code")
        return self


class SingleChoiceIn(_ChoiceIn):
    """Choose one."""

    kind: Literal["single_choice"]


class MultipleChoiceIn(_ChoiceIn):
    """Choose one or more."""

    kind: Literal["multiple_choice"]


class ScaleIn(_QuestionIn):
    """Choose a whole number from ``minimum`` to ``maximum``."""

    kind: Literal["scale"]
    minimum: int = Field(default=1, ge=-100, le=100)
    maximum: int = Field(default=5, ge=-100, le=100)
    minimum_label: Text | None = None
    maximum_label: Text | None = None

    @model_validator(mode="after")
    def _goes_upwards(self) -> Self:
        if not 1 <= self.maximum - self.minimum <= MAX_SCALE_STEPS:
            raise ValueError(f"maximum must be 1 to {MAX_SCALE_STEPS} more than minimum")
        return self


class RankingIn(_ChoiceIn):
    """Put options in order, the best first; some may be left out."""

    kind: Literal["ranking"]
    options: list[Option] = Field(min_length=2, max_length=10)


class MatrixIn(_ChoiceIn):
    """Choose one of the same options for each row."""

    kind: Literal["matrix"]
    rows: list[Option] = Field(min_length=1, max_length=MAX_ROWS)
    options: list[Option] = Field(min_length=2, max_length=10)

    @model_validator(mode="after")
    def _rows_differ(self) -> Self:
        if len({row.code for row in self.rows}) != len(self.rows):
            raise ValueError("must not have two rows of one code")
        return self


class NumberIn(_QuestionIn):
    """Write a number; it is counted in bands."""

    kind: Literal["number"]
    minimum: float = Field(ge=-MAX_NUMBER, le=MAX_NUMBER, allow_inf_nan=False)
    maximum: float = Field(ge=-MAX_NUMBER, le=MAX_NUMBER, allow_inf_nan=False)
    integer: bool = Field(default=True, description="Only whole numbers are taken.")
    unit: str | None = Field(default=None, max_length=30, description="Shown, such as minutes.")
    bands: list[Annotated[float, Field(allow_inf_nan=False)]] | None = Field(
        default=None,
        max_length=20,
        description="Where each further band begins, upwards; the first begins with minimum. "
        "Left out: five bands of one width, or as many as there are whole numbers.",
    )

    @model_validator(mode="after")
    def _goes_upwards(self) -> Self:
        if not self.minimum < self.maximum:
            raise ValueError("maximum must be more than minimum")
        cuts = [self.minimum, *(self.bands or []), self.maximum]
        upwards = all(a < b for a, b in pairwise(cuts[:-1]))
        if not upwards or cuts[-2] > self.maximum:
            raise ValueError("bands must go upwards from above minimum to at most maximum")
        if self.integer and any(cut != math.floor(cut) for cut in cuts):
            raise ValueError("minimum, maximum and bands must be whole where integer is true")
        return self


class DateIn(_QuestionIn):
    """Give a day; it is counted by month."""

    kind: Literal["date"]
    earliest: date
    latest: date

    @model_validator(mode="after")
    def _goes_forwards(self) -> Self:
        months = 12 * (self.latest.year - self.earliest.year)
        months += self.latest.month - self.earliest.month + 1
        if self.latest < self.earliest or months > MAX_MONTHS:
            raise ValueError(f"latest must follow earliest, within {MAX_MONTHS} months")
        return self


class FreeTextIn(_QuestionIn):
    """Write something."""

    kind: Literal["free_text"]
    max_length: int = Field(default=2000, ge=1, le=10_000, description="Characters at most.")


class SingleChoice(SingleChoiceIn):
    """Choose one; with the question's id."""

    id: UUID


class MultipleChoice(MultipleChoiceIn):
    """Choose one or more; with the question's id."""

    id: UUID


class Scale(ScaleIn):
    """Choose a number; with the question's id."""

    id: UUID


class Ranking(RankingIn):
    """Put options in order; with the question's id."""

    id: UUID


class Matrix(MatrixIn):
    """Choose one for each row; with the question's id."""

    id: UUID


class Number(NumberIn):
    """Write a number; with the question's id."""

    id: UUID


class Date(DateIn):
    """Give a day; with the question's id."""

    id: UUID


class FreeText(FreeTextIn):
    """Write something; with the question's id."""

    id: UUID


QuestionIn = Annotated[
    SingleChoiceIn
    | MultipleChoiceIn
    | ScaleIn
    | RankingIn
    | MatrixIn
    | NumberIn
    | DateIn
    | FreeTextIn,
    Field(discriminator="kind"),
]
Question = Annotated[
    SingleChoice | MultipleChoice | Scale | Ranking | Matrix | Number | Date | FreeText,
    Field(discriminator="kind"),
]

_QUESTIONS: TypeAdapter[list[Question]] = TypeAdapter(list[Question])


def read_questions(stored: Sequence[Any]) -> list[Question]:
    """Read the questions of a stored survey."""
    return _QUESTIONS.validate_python(list(stored))


def stored_questions(given: Sequence[QuestionIn], make_id: NewId = new_id) -> list[dict[str, Any]]:
    """Give new questions their ids, as they are stored."""
    return [{"id": str(make_id()), **question.model_dump(mode="json")} for question in given]
