"""The scheme of a body for public questions, statements and petitions (rule 5), as its terms of
reference bear it under ``public_involvement``. Pure: terms in, rules out.

Every figure is the body's own and is dated with the terms. A body without the entry takes none.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from governance.working_days.calendar import WorkingCalendar

ENTRY = "public_involvement"
Words = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
Days = Annotated[int, Field(ge=0, le=250)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Rule):
    """How questions, or statements, are taken."""

    notice_working_days: Days
    """They are in time until so many working days before the meeting."""
    clear: bool = False
    """So many whole working days must lie between."""
    most_characters: Annotated[int, Field(ge=50, le=10_000)]
    most_per_person: Annotated[int, Field(ge=1, le=100)]
    """From one person for one meeting."""
    answer_working_days: Days
    """After the meeting; of a written answer, after it was asked."""
    in_person: bool = False
    """It may be read out by the one who sent it."""
    answered_by: Words


class Threshold(_Rule):
    """A number of signatures, and what it leads to."""

    signatures: Annotated[int, Field(ge=1, le=10_000_000)]
    leads_to: Literal["debate", "answer"]
    """A debate by the body, or an answer by the officer named."""
    by: Words


class Petitions(_Rule):
    """How petitions are taken."""

    open_days: Annotated[int, Field(ge=1, le=1_000)]
    most_characters: Annotated[int, Field(ge=50, le=10_000)]
    check_working_days: Days
    """In which it is decided whether a petition is opened."""
    answer_working_days: Days
    """After it closed."""
    thresholds: Annotated[list[Threshold], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        numbers = [one.signatures for one in self.thresholds]
        if len(set(numbers)) != len(numbers):
            raise ValueError("thresholds must differ")
        return self


class Ground(_Rule):
    """A ground of refusal, with the clause that allows it."""

    code: Code
    label: Words
    clause: Words


class Agenda(_Rule):
    """The standing item under which questions and statements are taken."""

    number: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9./() -]+$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Channel(_Rule):
    """A way, other than the form, by which somebody may ask."""

    code: Code
    label: Words


class Assisted(_Rule):
    """How staff take down what came by telephone, by letter or in another way than the form."""

    channels: Annotated[list[Channel], Field(min_length=1, max_length=20)]
    enter_within_working_days: Days
    """After it came; later it is not entered as of that day."""

    def has(self, code: str) -> bool:
        """Say whether a channel is one of them."""
        return any(one.code == code for one in self.channels)


class Scheme(_Rule):
    """How a body takes public questions, statements and petitions."""

    source: Words
    questions: Said | None = None
    statements: Said | None = None
    petitions: Petitions | None = None
    assisted: Assisted | None = None
    """None where only the form is open."""
    agenda: Agenda
    grounds: Annotated[list[Ground], Field(min_length=1, max_length=50)]
    kept_days: Annotated[int, Field(ge=0, le=3_650)]
    """After the answer; then everything that tells who asked is deleted."""

    def said(self, kind: str) -> Said | None:
        """Give the rules of questions or of statements; None where the body takes none."""
        return self.questions if kind == "question" else self.statements

    def ground(self, code: str) -> Ground | None:
        """Give a ground of refusal."""
        return next((one for one in self.grounds if one.code == code), None)


def read(content: dict[str, Any]) -> Scheme | None:
    """Read the scheme out of terms of reference; None where the body takes nothing.

    Raises:
        ValueError: if the entry does not have the form of a scheme.
    """
    entry = content.get(ENTRY)
    return None if entry is None else Scheme.model_validate(entry)


def last_day(rules: Said, held_on: date, calendar: WorkingCalendar) -> date:
    """Give the last day on which something for a meeting is in time."""
    return calendar.before(held_on, rules.notice_working_days, clear=rules.clear)


def answer_due(
    rules: Said, asked_on: date, held_on: date | None, calendar: WorkingCalendar
) -> date:
    """Give the day by which an answer is due: counted from the meeting, or from the asking where
    the answer comes in writing."""
    return calendar.after(held_on or asked_on, rules.answer_working_days)
