"""Full-text search as SQL: what all searches of the library share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, REAL, ColumnElement, Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG

_LIBRARY: ColumnElement[Any] = literal_column("'insights.library'::regconfig", REGCONFIG)
"""The text search configuration: English, accents taken off. It stands in the statement itself: as
a parameter it would have the words read anew for every row that is looked at."""


def words_query(words: str | ColumnElement[str]) -> ColumnElement[Any]:
    """Read words as for a web search; never fails, whatever they are."""
    return func.websearch_to_tsquery(_LIBRARY, words)


def share_of(vector: Any, words: str) -> ColumnElement[Any]:
    """Give the share of a text's words that a vector has, from 0 to 1.

    The words are read once for all rows, and those that a vector has are taken out of it in one go:
    `insights.share_of_words` says the same, and reads the words for each row.
    """
    read = func.tsvector_to_array(func.to_tsvector(_LIBRARY, words), type_=ARRAY(Text))
    asked = select(read).scalar_subquery()
    has = func.length(vector) - func.length(func.ts_delete(vector, asked))
    return cast(has / cast(func.greatest(func.cardinality(asked), 1), REAL), REAL)


def extract_of(text: ColumnElement[Any], words: Any, options: Any) -> Any:
    """Give the part of a text around what was found, or its beginning where no words are given."""
    if words is None or words == "":
        return func.left(text, 300)
    return func.ts_headline(_LIBRARY, text, words_query(words), options)


def extract_options(marks: tuple[str, str]) -> str:
    """Say how long extracts are, and what stands before and after what was found."""
    begin, end = marks
    return f'StartSel="{begin}", StopSel="{end}", MaxFragments=2, MaxWords=30, MinWords=10'


def any_of(attribute: Any) -> Any:
    """Give a mapped attribute as a column of a type that the checker takes for any."""
    return attribute
