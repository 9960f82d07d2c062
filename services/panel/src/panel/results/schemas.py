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


class QuestionOut(Model):
    """The result of one question."""

    question_id: UUID
    question: str
    kind: str
    required: bool
    answered: int | None = Field(description="How many answered it; null where suppressed.")
    counts: list[CountOut] = Field(description="Empty for free text.")


class ResultsOut(Model):
    """The result of a survey."""

    survey_id: UUID
    level: Level
    invited: int | None = Field(description="How many were asked; null where suppressed.")
    responded: int | None = Field(description="How many answered; null where suppressed.")
    questions: list[QuestionOut]
    threshold: int | None = Field(description="Published: counts from 1 to this are hidden.")
    base: int | None = Field(description="Published: other counts are rounded to this.")
    limits: list[str] = Field(description="What the figures cannot show, in plain words.")


class CommentOut(Model):
    """What somebody wrote in answer to a question, under no name."""

    text: str
    answered_on: date
