"""Writing answers as CSV (RFC 4180) and as JSON Lines, a piece at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

import orjson

from common.text.cells import csv_lines
from panel.datafiles.layout import Cell, Column, columns, kinds_of_personal_data, name_of
from panel.surveys.questions import FreeText, Question

Pieces = AsyncIterator[list[dict[str, Any]]]


async def as_csv(questions: Sequence[Question], pieces: Pieces) -> AsyncIterator[bytes]:
    """Write a line of names, then one a person."""
    laid_out = columns(questions)
    yield csv_lines([[column.name for _, of_one in laid_out for column in of_one]])
    async for piece in pieces:
        # Column by column: of most of them the answers are the cells.
        yield csv_lines(zip(*_filled(laid_out, piece), strict=True))


def _filled(
    laid_out: Sequence[tuple[str, Sequence[Column]]], piece: Sequence[Mapping[str, Any]]
) -> Iterator[Sequence[Cell | None]]:
    """Give the cells of each column; None, which is written as nothing, where nothing was said."""
    for key, of_one in laid_out:
        said = [answers.get(key) for answers in piece]
        for column in of_one:
            cell = column.cell
            yield said if cell is None else [None if one is None else cell(one) for one in said]


async def as_json_lines(questions: Sequence[Question], pieces: Pieces) -> AsyncIterator[bytes]:
    """Write an object a person: the name of each question that they answered → the answer, of an
    open one with what in it reads like personal data."""
    named = [
        (str(question.id), name_of(number), isinstance(question, FreeText))
        for number, question in enumerate(questions, start=1)
    ]
    async for piece in pieces:
        yield b"".join(
            orjson.dumps(
                {
                    name: _open(answers[key]) if is_open else answers[key]
                    for key, name, is_open in named
                    if key in answers
                },
                option=orjson.OPT_APPEND_NEWLINE,
            )
            for answers in piece
        )


def rows_as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Write a table whose cells are all safe text."""
    return csv_lines(rows).decode()


def _open(text: str) -> dict[str, Any]:
    return {"text": text, "personal_data": kinds_of_personal_data(text)}
