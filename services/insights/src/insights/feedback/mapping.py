"""A mapping: which column of a file holds what, and how its values are read.

It is saved with a source of feedback. `fitting` joins it to the header of one file.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from common.web.schemas import Model
from insights.words import Code, Title

Encoding = Literal["auto", "utf-8", "windows-1252"]
Marker = Annotated[str, StringConstraints(max_length=200)]

MAX_TEXT = 20_000
MAX_SHORT = 1_000
MAX_ID = 200


def _date_format(value: str) -> str:
    if not all(part in value for part in ("%d", "%m")) or not ("%Y" in value or "%y" in value):
        raise ValueError("a date's format names day, month and year, such as %d/%m/%Y")
    try:
        datetime.strptime(date(2026, 11, 21).strftime(value), value)  # noqa: DTZ007
    except ValueError:
        raise ValueError("is no format of a date, such as %d/%m/%Y") from None
    return value


class DateColumn(Model):
    """A column of dates; the formats are tried in their order."""

    column: Title
    formats: list[
        Annotated[str, StringConstraints(max_length=40), AfterValidator(_date_format)]
    ] = Field(default=["%d/%m/%Y", "%Y-%m-%d"], min_length=1, max_length=10)


class ScoreColumn(Model):
    """A column of scores on a scale of whole numbers, either way round."""

    column: Title
    best: int = Field(ge=-1000, le=1000)
    worst: int = Field(ge=-1000, le=1000)
    blank: list[Marker] = Field(
        default=[], max_length=50, description="Values that mean no score, such as a don't know."
    )


class SentimentColumn(Model):
    """A column that says how each comment feels, as whoever made the file labelled it."""

    column: Title
    values: dict[Marker, Annotated[int, Field(ge=1, le=5)]] = Field(
        default={str(value): value for value in range(1, 6)},
        min_length=1,
        max_length=50,
        description="What the file says → 1 very positive to 5 very negative. An empty cell says "
        "nothing; any other value rejects its row.",
    )
    required: bool = Field(
        default=True, description="False lets a file leave the column out; the report says so."
    )


class ThemeColumns(Model):
    """One column for each theme; any mark in it but 0 means that the theme applies."""

    columns: dict[Title, Code] = Field(
        min_length=1, max_length=500, description="Column → code of a theme."
    )
    required: bool = Field(
        default=True, description="False lets a file leave out theme columns; the report says so."
    )

    @field_validator("columns", mode="before")
    @classmethod
    def _each_column_once(cls, given: object) -> object:
        # Names that spaces alone tell apart would be one, and the theme of all but one be lost.
        names = [str(name).strip() for name in given] if isinstance(given, dict) else []
        if len({*names}) < len(names):
            raise ValueError("names a column twice; spaces tell none apart")
        return given


class OpenAnswer(Model):
    """A column of open answers to one question of a survey; each answer becomes an item."""

    column: Title
    question: Title = Field(description="The question that was asked.")
    note: Title | None = Field(
        default=None,
        description="Column that notes what in the answer reads like personal data: an answer "
        "with a note is rejected, for a person to look at.",
    )


class Mapping(Model):
    """Which column holds what."""

    encoding: Encoding = "auto"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    blank_markers: list[Marker] = Field(
        default=[], max_length=50, description="Texts that mean no answer, such as Did not answer."
    )
    external_id: Title | None = Field(
        default=None, description="Column that names a row for good; imported once by it."
    )
    said_on: DateColumn | None = None
    service: Title | None = None
    question: Title | None = None
    score: ScoreColumn | None = None
    sentiment: SentimentColumn | None = None
    text: Title | None = Field(default=None, description="Column of the words; or see `answers`.")
    answers: list[OpenAnswer] = Field(
        default=[], max_length=200, description="Columns of open answers, in the place of `text`."
    )
    themes: ThemeColumns | None = None
    disarmed: bool = Field(
        default=False,
        description="Take off the apostrophe that stands before what would be a formula, as in "
        "CSV files that Golden Thread wrote.",
    )

    @model_validator(mode="after")
    def _one_or_several_texts(self) -> Self:
        if (self.text is None) == (not self.answers):
            raise ValueError("name either text, the column of the words, or answers")
        if self.answers and (self.question is not None or self.external_id is not None):
            raise ValueError("with answers, leave out question and external_id: a row has several")
        return self


def single_line(text: str) -> str:
    """Take line ends, no-break spaces and runs of spaces for one space, and none at the ends."""
    return " ".join(text.split())
