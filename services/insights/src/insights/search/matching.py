"""Which published findings a search means: what is read out as files is chosen by it too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    literal,
    select,
    true,
)

from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.search.schemas import FindingQuery
from insights.search.text import words_query

LISTS = {"theme": "themes", "community": "communities", "place": "places", "method": "methods"}
"""Filter → field of the query, which is the column that holds several codes."""
SINGLES = {"source": "sources", "strength": "strengths"}
"""Filter, which is the column that holds one code → field of the query."""

TYPES: Mapping[str, Any] = {
    "words": Text(),
    **{field: ARRAY(Text()) for field in (*LISTS.values(), *SINGLES.values())},
    "organisations": ARRAY(Uuid()),
    "heard_after": Date(),
    "heard_before": Date(),
}
"""What can be asked for → its type in Postgres."""


def _overlaps(column: str) -> Callable[[Any, Any], ColumnElement[bool]]:
    return lambda finding, codes: getattr(finding, column).overlap(cast(codes, ARRAY(Text)))


def _is_any(column: str) -> Callable[[Any, Any], ColumnElement[bool]]:
    return lambda finding, codes: getattr(finding, column) == any_(codes)


_MEANT: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "words": lambda finding, words: finding.search.op("@@")(words_query(words)),
    **{column: _overlaps(column) for column in LISTS.values()},
    **{field: _is_any(single) for single, field in SINGLES.items()},
    "organisations": _is_any("organisation_id"),
    "heard_after": lambda finding, day: finding.heard_to >= day,
    "heard_before": lambda finding, day: finding.heard_to < day,
}
"""What can be asked for → the condition that it means, of a finding and a value."""


def asked_for(query: FindingQuery) -> dict[str, Any]:
    """Give what a query asks for, and nothing that it leaves open."""
    given = {name: getattr(query, name) for name in TYPES}
    return {
        name: list(value) if isinstance(value, list | tuple) else value
        for name, value in given.items()
        if value not in (None, "", (), [])
    }


def matching(reader: Reader, query: FindingQuery, finding: Any = Finding) -> ColumnElement[bool]:
    """Give the condition that a finding is published, visible to the reader, and asked for."""
    asked = asked_for(query)
    return meant(reader, {name: literal(asked[name], TYPES[name]) for name in asked}, finding)


def meant(reader: Reader, asked: Mapping[str, Any], finding: Any) -> ColumnElement[bool]:
    """Give the same condition, with values that are SQL themselves."""
    return and_(
        true(),
        finding.state == "published",
        visible_to(reader, finding.visibility, finding.organisation_id),
        *conditions(asked, finding),
    )


def conditions(asked: Mapping[str, Any], finding: Any) -> list[ColumnElement[bool]]:
    """Give the condition of each thing that is asked for, with values that are SQL themselves."""
    return [_MEANT[name](finding, value) for name, value in asked.items()]


def having(reader: Reader, word: str) -> Select[int]:
    """Select the published findings that have a word, of those that the reader may see."""
    return found_by(reader, FindingQuery(words=word))


def found_by(reader: Reader, query: FindingQuery) -> Select[int]:
    """Select what a search finds, of what the reader may see."""
    return select(literal(1)).where(matching(reader, query))
