"""The columns of a file of answers: what each is called, means and may hold.

A question is q1, q2 … in the order in which they were asked. What can be chosen several times over
has a column for each option (1 chosen, 0 not), a ranking one for each option with its rank, a
matrix one for each row. An empty cell is: not answered, or not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from common.personal_data import find
from common.text.cells import safe
from panel.surveys.choices import choices
from panel.surveys.questions import (
    FreeText,
    Matrix,
    MultipleChoice,
    Number,
    Question,
    Ranking,
)

Cell = str | int | float


@dataclass(frozen=True)
class Column:
    """A column of the file."""

    name: str
    means: str
    values: str
    """What can stand in it, in words."""
    cell: Callable[[Any], Cell] | None
    """Makes the cell of a question's answer; None where the answer is the cell."""


def name_of(number: int) -> str:
    """Name a question by its number, counted from 1."""
    return f"q{number}"


def columns(questions: Sequence[Question]) -> list[tuple[str, list[Column]]]:
    """Give the columns of each question, with its id."""
    return [
        (str(question.id), list(_columns(name_of(number), question)))
        for number, question in enumerate(questions, start=1)
    ]


def kinds_of_personal_data(text: str) -> list[str]:
    """Name the kinds of what in a text reads like personal data."""
    return sorted({kind for _, _, kind in find(text)})


def _columns(name: str, question: Question) -> Iterator[Column]:
    match question:
        case MultipleChoice():
            for option in question.options:
                yield Column(
                    f"{name}_{option.code}",
                    f"{question.text}: {option.label}",
                    "1 chosen, 0 not chosen",
                    partial(_chosen, option.code),
                )
        case Ranking():
            for option in question.options:
                yield Column(
                    f"{name}_{option.code}",
                    f"{question.text}: {option.label}",
                    f"rank, 1 (best) to {len(question.options)}; empty where not ranked",
                    partial(_rank, option.code),
                )
        case Matrix():
            for row in question.rows:
                yield Column(
                    f"{name}_{row.code}",
                    f"{question.text}: {row.label}",
                    _codes(choices(question)),
                    partial(_of_row, row.code),
                )
        case FreeText():
            yield Column(name, question.text, "text", safe)
            yield Column(
                f"{name}_personal_data",
                f"{question.text}: what in the answer reads like personal data",
                "nhs_number, email, telephone, postcode, date_of_birth; empty where nothing does",
                _noted,
            )
        case _:
            yield Column(name, question.text, _values(question), None)


def _chosen(code: str, answer: Sequence[str]) -> Cell:
    return int(code in answer)


def _rank(code: str, answer: Sequence[str]) -> Cell:
    return answer.index(code) + 1 if code in answer else ""


def _of_row(code: str, answer: Mapping[str, str]) -> Cell:
    return answer.get(code, "")


def _noted(answer: str) -> Cell:
    return " ".join(kinds_of_personal_data(answer))


def _codes(offered: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{code} = {label}" for code, label in offered)


def _values(question: Question) -> str:
    if isinstance(question, Number):
        unit = f" {question.unit}" if question.unit else ""
        return f"number, {question.minimum:.12g} to {question.maximum:.12g}{unit}"
    if question.kind == "date":
        return f"day, {question.earliest} to {question.latest}"
    return _codes(choices(question))
