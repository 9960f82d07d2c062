"""Writing a table as CSV (RFC 4180), JSON Lines or Parquet, a piece at a time.

In CSV codes stand behind each other after a semicolon, texts below each other; an apostrophe goes
before what a spreadsheet would take for a formula (`common.text.cells`).
"""

from __future__ import annotations

import codecs
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args

import orjson

from common.text.cells import csv_lines, safe
from insights.exports.tables import Kind, Table, Value

FormName = Literal["csv", "jsonl", "parquet"]
CODES_BETWEEN = "; "


@dataclass(frozen=True)
class Form:
    """A form of file."""

    name: FormName
    media_type: str
    content_type: str
    """The media type as it is told, with the charset."""
    write: Callable[[Table], AsyncIterator[bytes]]


async def as_csv(table: Table) -> AsyncIterator[bytes]:
    """Write a line of names, then one a row."""
    yield csv_lines([[column.name for column in table.columns]])
    cells = [_CELLS[column.kind] for column in table.columns]
    async for piece in table.pieces:
        yield csv_lines(
            ["" if value is None else cell(value) for cell, value in zip(cells, row, strict=True)]
            for row in piece
        )


async def as_csv_for_excel(table: Table) -> AsyncIterator[bytes]:
    """Write CSV behind a byte-order mark, by which Excel knows UTF-8."""
    yield codecs.BOM_UTF8
    async for part in as_csv(table):
        yield part


async def as_json_lines(table: Table) -> AsyncIterator[bytes]:
    """Write an object a row, with every name; null where there is nothing."""
    names = [column.name for column in table.columns]
    async for piece in table.pieces:
        yield b"".join(
            orjson.dumps(
                dict(zip(names, row, strict=True)),
                option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z,
            )
            for row in piece
        )


def as_parquet(table: Table) -> AsyncIterator[bytes]:
    """Write row groups as they fill, then the footer."""
    from insights.exports import parquet  # noqa: PLC0415 (57 MB few exports need)

    return parquet.as_parquet(table)


FORMS: dict[FormName, Form] = {
    "csv": Form("csv", "text/csv", "text/csv; charset=utf-8", as_csv),
    "jsonl": Form("jsonl", "application/jsonl", "application/jsonl", as_json_lines),
    "parquet": Form(
        "parquet",
        "application/vnd.apache.parquet",
        "application/vnd.apache.parquet",
        as_parquet,
    ),
}


def _text(value: Value) -> str:
    return safe(str(value))


def _whole(value: Value) -> str:
    return str(value)


def _day(value: Value) -> str:
    if not isinstance(value, date):
        raise TypeError("a day is a date")
    return value.isoformat()


def _moment(value: Value) -> str:
    if not isinstance(value, datetime):
        raise TypeError("a moment is a time of a day")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _codes(value: Value) -> str:
    return safe(CODES_BETWEEN.join(_listed(value)))


def _texts(value: Value) -> str:
    return safe("\n".join(_listed(value)))


def _listed(value: Value) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("several values are a list")
    return value


_CELLS: dict[Kind, Callable[[Value], str]] = {
    "text": _text,
    "whole": _whole,
    "day": _day,
    "moment": _moment,
    "codes": _codes,
    "texts": _texts,
}
if set(_CELLS) != set(get_args(Kind)):
    raise TypeError("every kind of column needs a cell")
