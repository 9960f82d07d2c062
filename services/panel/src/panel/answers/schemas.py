"""A survey as those who are asked see it, and what they answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from panel.surveys.questions import Question

Code = Annotated[str, Field(max_length=60)]


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
    ranking: Annotated[list[Code], Field(max_length=10)] | None = Field(
        default=None, description="ranking: codes of the options, the best first."
    )
    rows: Annotated[dict[str, Code], Field(max_length=20)] | None = Field(
        default=None, description="matrix: code of the row → code of the option."
    )
    number: Annotated[float, Field(allow_inf_nan=False)] | None = Field(
        default=None, description="number: the number."
    )
    day: date | None = Field(default=None, description="date: the day.")
    text: Annotated[str, Field(max_length=10_000)] | None = Field(
        default=None, description="free_text: the words."
    )


class LanguageOut(Model):
    """A language in which the survey can be read."""

    code: str = Field(description="BCP 47, for the attribute lang.")
    name: str = Field(description="In the language itself.")
    direction: Literal["ltr", "rtl"] = Field(description="For the attribute dir.")


class PageWords(Model):
    """Words of a page that says why a link opens no survey."""

    language: LanguageOut
    words: dict[str, str] = Field(description="English → this language.")


class SurveyToAnswer(Model):
    """The survey that a personal link is for, in one language."""

    survey_id: UUID
    title: str
    purpose: str
    closes_on: date | None
    anonymous: bool = Field(
        description="Answers are kept sealed until it closes; nothing that is kept joins them to "
        "who gives them then. Say which before asking."
    )
    pilot: bool = Field(
        description="It is a trial: the answers are not counted in the survey's results. Say so."
    )
    language: LanguageOut = Field(description="Of the texts below.")
    languages: list[LanguageOut] = Field(description="All that it can be read in.")
    words: dict[str, str] = Field(
        description="Words of a page around the questions: English → this language."
    )
    questions: list[Question] = Field(
        description="Earlier answers are filled into the texts as far as they are in the draft."
    )
    pages: list[list[UUID]] = Field(
        description="Ids of the questions of each page. Save the draft after each page: texts of "
        "later ones may repeat what was answered."
    )
    draft: list[AnswerIn] = Field(description="What was answered so far and saved.")


class AnswersIn(Model):
    """A person's answers. Questions that are not required may be left out; answers to questions
    that were not shown, by their `show_if`, are dropped unread."""

    answers: list[AnswerIn] = Field(max_length=100)


class AnswersOut(Model):
    """The answers are kept."""

    survey_id: UUID
    message: str
    receipt: str | None = Field(
        description="Signed proof that an answer to this survey was taken; it names neither the "
        "person nor the answer. GET /receipt-keys gives what verifies it. null of a trial, of "
        "which nothing comes but better questions."
    )


class DraftIn(Model):
    """Answers so far. Nothing need be answered; what is there must fit its question. Answers to
    questions that are not shown, by their `show_if`, are dropped unread."""

    answers: list[AnswerIn] = Field(max_length=100)
