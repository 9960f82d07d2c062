"""The questions of a survey: their kinds, and what counts as an answer to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, TypeAdapter, model_validator

from common.clock import NewId, new_id
from common.web.schemas import Model

MAX_SCALE_STEPS = 20
Text = Annotated[str, Field(min_length=1, max_length=500)]


class Option(Model):
    """One thing to choose."""

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$", description="Stable; answers bear it.")
    label: Text = Field(description="What people read.")


class _QuestionIn(Model):
    text: Text
    required: bool = False


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


class FreeText(FreeTextIn):
    """Write something; with the question's id."""

    id: UUID


QuestionIn = Annotated[
    SingleChoiceIn | MultipleChoiceIn | ScaleIn | FreeTextIn, Field(discriminator="kind")
]
Question = Annotated[SingleChoice | MultipleChoice | Scale | FreeText, Field(discriminator="kind")]

_QUESTIONS: TypeAdapter[list[Question]] = TypeAdapter(list[Question])


def read_questions(stored: Sequence[Any]) -> list[Question]:
    """Read the questions of a stored survey."""
    return _QUESTIONS.validate_python(list(stored))


def stored_questions(given: Sequence[QuestionIn], make_id: NewId = new_id) -> list[dict[str, Any]]:
    """Give new questions their ids, as they are stored."""
    return [{"id": str(make_id()), **question.model_dump(mode="json")} for question in given]


def choices(question: Question) -> Iterator[tuple[str, str]]:
    """Give what can be chosen, as (code, label); nothing for free text."""
    match question:
        case SingleChoice() | MultipleChoice():
            yield from ((option.code, option.label) for option in question.options)
        case Scale():
            for value in range(question.minimum, question.maximum + 1):
                yield str(value), _step_label(question, value)
        case FreeText():
            return


def _step_label(question: Scale, value: int) -> str:
    ends = {question.minimum: question.minimum_label, question.maximum: question.maximum_label}
    label = ends.get(value)
    return f"{value} ({label})" if label else str(value)
