"""Surveys as staff write and read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from panel.surveys.questions import Question, QuestionIn

State = Literal["draft", "open", "closing", "closed"]
"""``closing``: it takes no more answers, and its results are being made."""
Code = Annotated[str, Field(min_length=1, max_length=60)]
Codes = Annotated[list[Code], Field(max_length=50)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Purpose = Annotated[str, Field(min_length=1, max_length=2000)]
Questions = Annotated[list[QuestionIn], Field(max_length=100)]


class SurveyIn(Model):
    """A new draft."""

    title: Title
    purpose: Purpose = Field(description="Why it is asked; those who are asked read it.")
    themes: Codes = Field(default=[], description="Codes of terms of the vocabulary theme.")
    places: Codes = Field(
        default=[], description="Codes of the places whose members are asked; empty asks all."
    )
    questions: Questions = []
    closes_on: date | None = Field(default=None, description="The last day for answers.")
    extend_until: date | None = Field(
        default=None, description="The day beyond which the survey is never extended."
    )
    anonymous: bool = Field(
        default=False,
        description="Answers are kept sealed until it closes; nothing of what is kept then joins "
        "one to a person, not even the panel's keys: so nobody can be shown or have erased what "
        "they answered, and it is not weighted. Of one answer alone nothing is kept.",
    )


class SurveyPatch(Model):
    """What is changed of a draft; what is left out stays."""

    title: Title | None = None
    purpose: Purpose | None = None
    themes: Codes | None = None
    places: Codes | None = None
    questions: Questions | None = Field(
        default=None,
        description="All questions anew; they get new ids, and breakdowns and quotas are to be "
        "decided anew.",
    )
    closes_on: date | None = Field(default=None, description="null takes it back.")
    extend_until: date | None = Field(default=None, description="null takes it back.")
    anonymous: bool | None = Field(default=None, description="Whether nothing joins answers.")


class OpenIn(Model):
    """Whom to ask."""

    places: Codes | None = Field(
        default=None, description="Codes of places; left out, those of the draft are meant."
    )
    segment_id: UUID | None = Field(
        default=None, description="Ask only the members of a segment, in those places."
    )
    sample: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="Ask so many at most, drawn at random, from each place its share.",
    )


class SurveySummary(Model):
    """A survey in a list."""

    id: UUID
    title: str
    state: State
    places: list[str]
    themes: list[str]
    closes_on: date | None
    opened_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    version: int
    segment_id: UUID | None = Field(description="The segment that it was opened to, if to one.")
    languages: list[str] = Field(
        description="Languages besides English in which it is offered: those into which it was "
        "translated throughout when it was opened."
    )


class SurveyOut(SurveySummary):
    """A survey with its questions."""

    purpose: str
    extend_until: date | None
    questions: list[Question]
    anonymous: bool = Field(description="Whether nothing joins an answer to a person.")
