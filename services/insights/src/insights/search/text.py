"""Full-text search as SQL: what all searches of the library share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, literal_column
from sqlalchemy.dialects.postgresql import REGCONFIG

_LIBRARY: ColumnElement[Any] = literal_column("'insights.library'::regconfig", REGCONFIG)
"""The text search configuration: English, accents taken off. It stands in the statement itself: as
a parameter it would have the words read anew for every row that is looked at."""


def words_query(words: str | ColumnElement[str]) -> ColumnElement[Any]:
    """Read words as for a web search; never fails, whatever they are."""
    return func.websearch_to_tsquery(_LIBRARY, words)


def extract_of(text: ColumnElement[Any], words: str | None, marks: tuple[str, str]) -> Any:
    """Give the part of a text around what was found, or its beginning."""
    if not words:
        return func.left(text, 300)
    options = (
        f'StartSel="{marks[0]}", StopSel="{marks[1]}", MaxFragments=2, MaxWords=30, MinWords=10'
    )
    return func.ts_headline(_LIBRARY, text, words_query(words), options)


def any_of(attribute: Any) -> Any:
    """Give a mapped attribute as a column of a type that the checker takes for any."""
    return attribute
