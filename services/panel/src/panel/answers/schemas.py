"""A survey as those who are asked see it, and what they answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from panel.surveys.questions import Question


class SurveyToAnswer(Model):
    """The survey that a personal link is for."""

    survey_id: UUID
    title: str
    purpose: str
    closes_on: date | None
    questions: list[Question]


class AnswerIn(Model):
    """An answer to one question: the field that fits the question's kind, and no other."""

    question_id: UUID
    choice: Annotated[str, Field(max_length=60)] | None = Field(
        default=None, description="single_choice: code of the option."
    )
    choices: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=50)] | None = (
        Field(default=None, description="multiple_choice: codes of the options.")
    )
    value: int | None = Field(default=None, description="scale: the number.")
    text: Annotated[str, Field(max_length=10_000)] | None = Field(
        default=None, description="free_text: the words."
    )


class AnswersIn(Model):
    """A person's answers; questions that are not required may be left out."""

    answers: list[AnswerIn] = Field(max_length=100)


class AnswersOut(Model):
    """The answers are kept."""

    survey_id: UUID
    message: str
