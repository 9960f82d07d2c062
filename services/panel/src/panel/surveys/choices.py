"""What can be chosen in a question, and under which choices an answer counts.

A number counts under its band, a day under its month, a ranking under its first choice.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from calendar import month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from panel.surveys.pipes import without_answers
from panel.surveys.questions import (
    Date,
    FreeText,
    Matrix,
    MultipleChoice,
    Number,
    Question,
    QuestionIn,
    Ranking,
    Scale,
    SingleChoice,
)

STATED_BANDS = 5
"""So many bands a number has whose question gives none."""
_MONTH = len("2026-11")


@dataclass(frozen=True)
class Item:
    """What is counted by itself: a question, or one row of a matrix."""

    question: Question
    row: str | None = None
    """Code of the row."""

    @property
    def key(self) -> str:
        """Names it among all items of a survey."""
        return key_of(str(self.question.id), self.row)

    @property
    def text(self) -> str:
        """What people read, with a note where each read an answer of their own."""
        text = without_answers(self.question.text)
        if not isinstance(self.question, Matrix):
            return text
        labels = {row.code: row.label for row in self.question.rows}
        return f"{text}: {labels[self.row or '']}"


def key_of(question_id: str, row: str | None) -> str:
    """Name a question, or a row of a matrix, among all items of a survey."""
    return question_id if row is None else f"{question_id}.{row}"


def items(questions: Sequence[Question]) -> list[Item]:
    """Give all that is counted, in the order of the questions."""
    return [
        Item(question, row)
        for question in questions
        for row in ([r.code for r in question.rows] if isinstance(question, Matrix) else [None])
    ]


def choices(question: Question) -> Iterator[tuple[str, str]]:
    """Give what can be chosen, as (code, label); nothing for free text."""
    match question:
        case SingleChoice() | MultipleChoice() | Ranking() | Matrix():
            yield from ((option.code, option.label) for option in question.options)
        case Scale():
            for value in range(question.minimum, question.maximum + 1):
                yield str(value), _step_label(question, value)
        case Number():
            yield from _bands(question)
        case Date():
            yield from _months(question)
        case FreeText():
            return


def routing_codes(question: QuestionIn | Question) -> set[str]:
    """Give the codes that a later question may be shown by; none where nothing is chosen."""
    if question.kind in ("single_choice", "multiple_choice"):
        return {option.code for option in question.options}
    if question.kind == "scale":
        return {str(value) for value in range(question.minimum, question.maximum + 1)}
    return set()


def counted_under(item: Item, answer: Any) -> list[str]:
    """Give the codes of the choices that a kept answer counts under; none for free text, and for
    a row of a matrix that it leaves out."""
    codes: list[str] = []
    match item.question:
        case SingleChoice() | Scale():
            codes = [str(answer)]
        case MultipleChoice():
            codes = list(answer)
        case Ranking():
            codes = list(answer[:1])
        case Matrix():
            codes = [answer[item.row]] if item.row in answer else []
        case Number():
            codes = [band_of(item.question, float(answer))]
        case Date():
            codes = [str(answer)[:_MONTH]]
    return codes


def band_of(question: Number, value: float) -> str:
    """Give the code of a number's band: where the band begins."""
    starts = _starts(question)
    return f"{starts[max(0, bisect_right(starts, value) - 1)]:.12g}"


def _starts(question: Number) -> list[float]:
    if question.bands is not None:
        return [question.minimum, *question.bands]
    length = question.maximum - question.minimum
    if not question.integer:
        return [question.minimum + i * length / STATED_BANDS for i in range(STATED_BANDS)]
    width = math.ceil((length + 1) / STATED_BANDS)
    return [question.minimum + i * width for i in range(math.ceil((length + 1) / width))]


def _bands(question: Number) -> Iterator[tuple[str, str]]:
    starts = _starts(question)
    unit = f" {question.unit}" if question.unit else ""
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        code = f"{start:.12g}"
        last = question.maximum if following is None else following - 1
        if not question.integer and following is not None:
            yield code, f"{code} to under {following:.12g}{unit}"
        elif last == start:
            yield code, f"{code}{unit}"
        else:
            yield code, f"{code} to {last:.12g}{unit}"


def _months(question: Date) -> Iterator[tuple[str, str]]:
    first = 12 * question.earliest.year + question.earliest.month - 1
    last = 12 * question.latest.year + question.latest.month - 1
    for number in range(first, last + 1):
        month = date(number // 12, number % 12 + 1, 1)
        yield month.isoformat()[:_MONTH], f"{month_name[month.month]} {month.year}"


def _step_label(question: Scale, value: int) -> str:
    ends = {question.minimum: question.minimum_label, question.maximum: question.maximum_label}
    label = ends.get(value)
    return f"{value} ({label})" if label else str(value)
