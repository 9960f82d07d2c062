"""A mapping joined to the header of one file: rows become items, or what is wrong with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import compress
from operator import itemgetter
from typing import Any

from common.clock import day_named
from common.errors import FieldError
from common.text.cells import as_written
from insights.feedback.cells import DayCell, Rejection
from insights.feedback.errors import MappingDoesNotFit
from insights.feedback.mapping import (
    MAX_ID,
    MAX_SHORT,
    MAX_TEXT,
    DateColumn,
    Mapping,
    ScoreColumn,
    single_line,
)
from insights.feedback.raw_rows import RawRows

Record = tuple[
    int,
    bytes | None,
    bytes,
    date | None,
    str | None,
    str | None,
    int | None,
    str | None,
    list[str],
    int | None,
    bytes,
]
"""An item: line, key by its external id, hash of its content, date, service, question, score,
text, themes, sentiment as the file says, hash of the row as it came."""

_NO_MARKS = {"", "0"}
"""What a cell of a theme says that the row does not have."""
_WHOLE = re.compile(r"[+-]?\d{1,5}")
"""A whole number, as a score may be written."""

COLUMNS = (
    "line",
    "row_key",
    "content_hash",
    "said_on",
    "service",
    "question",
    "score",
    "text",
    "themes",
    "file_sentiment",
    "raw_hash",
)


class FittedMapping:
    """A mapping joined to a file's header.

    Args:
        today: no day of a row lies after it.
        key: by which the rows as they came are hashed.

    Raises:
        MappingDoesNotFit: if a column that it names is missing from the header, or is there twice.
    """

    def __init__(self, mapping: Mapping, header: Sequence[str], *, today: date, key: bytes) -> None:
        self._raw = RawRows(header, key)
        self.width = len(header)
        self.missing_columns: list[str] = []
        self._today = today
        self._mapping = mapping
        self._plain = as_written if mapping.disarmed else str
        self._names = [single_line(name) for name in header]
        problems: list[FieldError] = []
        self._id = self._find("external_id", mapping.external_id, problems)
        self._date = self._find("said_on.column", _column(mapping.said_on), problems)
        self._service = self._find("service", mapping.service, problems)
        self._question = self._find("question", mapping.question, problems)
        self._score = self._find("score.column", _column(mapping.score), problems)
        self._text = self._find("text", mapping.text, problems)
        self._sentiment = self._find_sentiment(problems)
        self._themes = list(self._find_themes(problems))
        if problems:
            raise MappingDoesNotFit(tuple(problems))
        self._marks = _getter([index for index, _ in self._themes])
        self._codes = [code for _, code in self._themes]
        self._blank = {single_line(m).casefold() for m in mapping.blank_markers}
        if mapping.sentiment is not None:
            told = mapping.sentiment.values.items()
            self._sentiments = {single_line(m).casefold(): value for m, value in told}
        if mapping.score is not None:
            self._no_score = {single_line(m) for m in mapping.score.blank}
            ends = sorted((mapping.score.best, mapping.score.worst))
            self._scale = range(ends[0], ends[1] + 1)
        self._read_date = lru_cache(maxsize=4096)(self._parse_date)

    @property
    def used(self) -> set[int]:
        """Name the columns that are read, counted from 0."""
        single = (self._id, self._date, self._service, self._question, self._score, self._text)
        named = {index for index in (*single, self._sentiment) if index is not None}
        return named | {index for index, _ in self._themes}

    def read(self, line: int, row: Sequence[str]) -> Record | list[Rejection] | None:
        """Read one row: an item, or what is wrong with it, or None where it holds no answer."""
        if len(row) != self.width:
            reason = f"has {len(row)} fields where the header has {self.width}"
            return [Rejection(line, "row", reason)]
        wrong: list[Rejection] = []
        said_on = self._date_of(line, row, wrong)
        score = self._score_of(line, row, wrong)
        text = self._text_of(line, row, wrong)
        service = self._short_of(line, row, self._service, "service", wrong)
        question = self._short_of(line, row, self._question, "question", wrong)
        sentiment = self._sentiment_of(line, row, wrong)
        key = self._key_of(line, row, wrong)
        if wrong:
            return wrong
        if text is None and score is None:
            return None
        marks = self._marks(row)
        told = zip(compress(self._codes, marks), filter(None, marks), strict=True)
        themes = [code for code, mark in told if mark.strip() not in _NO_MARKS]
        parts: tuple[object, ...] = (said_on, service, question, score, text, *themes)
        if sentiment is not None:  # so what was imported before files told it is the same still
            parts = (*parts, sentiment)
        content = hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()
        raw = self._raw.hash_of(row)
        return (line, key, content, said_on, service, question, score, text, themes, sentiment, raw)

    def _find(self, field: str, column: str | None, problems: list[FieldError]) -> int | None:
        if column is None:
            return None
        count = self._names.count(single_line(column))
        if count == 1:
            return self._names.index(single_line(column))
        reason = (
            "names a column that the file has twice" if count else "names no column of the file"
        )
        problems.append(FieldError(f"mapping.{field}", reason))
        return None

    def _find_sentiment(self, problems: list[FieldError]) -> int | None:
        column = self._mapping.sentiment
        if column is None or (
            not column.required and single_line(column.column) not in self._names
        ):
            self.missing_columns += [] if column is None else [column.column]
            return None
        return self._find("sentiment.column", column.column, problems)

    def _find_themes(self, problems: list[FieldError]) -> Iterator[tuple[int, str]]:
        themes = self._mapping.themes
        if themes is None:
            return
        for column, code in themes.columns.items():
            if not themes.required and single_line(column) not in self._names:
                self.missing_columns.append(column)
                continue
            index = self._find(f"themes.columns.{code}", column, problems)
            if index is not None:
                yield index, code

    def _date_of(self, line: int, row: Sequence[str], wrong: list[Rejection]) -> date | None:
        if self._date is None or not (value := row[self._date].strip()):
            return None
        cell = row[self._date]
        if isinstance(cell, DayCell):
            said_on = self._not_to_come(cell.day)
        else:
            said_on = self._read_date(value)
        if isinstance(said_on, date):
            return said_on
        wrong.append(Rejection(line, "said_on", said_on))
        return None

    def _parse_date(self, value: str) -> date | str:
        """Read a date, or tell what is wrong with it. Nothing is guessed: 01/14/2022 in a file of
        day-first dates makes the row's date doubtful, and a person has to look."""
        formats = self._mapping.said_on.formats if self._mapping.said_on else []
        said_on = _first_date(value, formats)
        if said_on is None:
            if _first_date(value, [_swapped(form) for form in formats]) is not None:
                return "has day and month the other way round than the mapping says"
            return "is no date in any format of the mapping"
        return self._not_to_come(said_on)

    def _not_to_come(self, said_on: date) -> date | str:
        return said_on if said_on <= self._today else "lies in the future"

    def _score_of(self, line: int, row: Sequence[str], wrong: list[Rejection]) -> int | None:
        if self._score is None:
            return None
        value = row[self._score].strip()
        if not value or value in self._no_score or self._is_blank(value):
            return None
        if _WHOLE.fullmatch(value) and int(value) in self._scale:
            return int(value)
        ends = f"{self._scale[0]} to {self._scale[-1]}"
        wrong.append(Rejection(line, "score", f"is no whole number from {ends}"))
        return None

    def _sentiment_of(self, line: int, row: Sequence[str], wrong: list[Rejection]) -> int | None:
        if self._sentiment is None:
            return None
        value = single_line(row[self._sentiment])
        if not value or self._is_blank(value):
            return None
        sentiment = self._sentiments.get(value.casefold())
        if sentiment is None:
            wrong.append(Rejection(line, "sentiment", "is none of the mapping's values"))
        return sentiment

    def _text_of(self, line: int, row: Sequence[str], wrong: list[Rejection]) -> str | None:
        text = self._plain(row[self._text or 0]).replace("\xa0", " ").replace("\r\n", "\n").strip()
        if not text or self._is_blank(text):
            return None
        if len(text) > MAX_TEXT:
            wrong.append(Rejection(line, "text", f"is longer than {MAX_TEXT} characters"))
        return text

    def _short_of(
        self,
        line: int,
        row: Sequence[str],
        index: int | None,
        field: str,
        wrong: list[Rejection],
    ) -> str | None:
        if index is None or not (value := row[index]):
            return None
        value = single_line(self._plain(value))
        if len(value) > MAX_SHORT:
            wrong.append(Rejection(line, field, f"is longer than {MAX_SHORT} characters"))
        return value or None

    def _key_of(self, line: int, row: Sequence[str], wrong: list[Rejection]) -> bytes | None:
        if self._id is None:
            return None
        value = single_line(row[self._id])
        if not value:
            wrong.append(Rejection(line, "external_id", "is missing"))
        elif len(value) > MAX_ID:
            wrong.append(Rejection(line, "external_id", f"is longer than {MAX_ID} characters"))
        return hashlib.blake2b(value.encode(), digest_size=16).digest()

    def _is_blank(self, value: str) -> bool:
        return bool(self._blank) and single_line(value).casefold() in self._blank


def _first_date(value: str, formats: Sequence[str]) -> date | None:
    for form in formats:
        try:
            return day_named(datetime.strptime(value, form))  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _swapped(form: str) -> str:
    return form.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m")


def _column(part: DateColumn | ScoreColumn | None) -> str | None:
    return part.column if part is not None else None


def _getter(indexes: Sequence[int]) -> Any:
    if len(indexes) == 0:
        return lambda row: ()
    if len(indexes) == 1:
        return lambda row: (row[indexes[0]],)
    return itemgetter(*indexes)
