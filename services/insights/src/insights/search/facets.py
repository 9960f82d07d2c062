"""Counts for each filter: how many of what was found each value would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Double,
    Select,
    Text,
    Uuid,
    column,
    func,
    literal,
    select,
    text,
    true,
    union_all,
)

from common.db.engine import ReadSession
from insights.search.matching import LISTS, SINGLES

SHOWN = 50
"""Values of one filter that are told, those with most first."""

_SINGLES = {**{name: name for name in SINGLES}, "organisation": "organisation_id"}
COUNTED = (*LISTS.values(), *_SINGLES.values())
"""Columns of a finding that its filters count by."""

Counts = dict[str, list[tuple[str, int]]]


async def count(
    session: ReadSession,
    found: Select[Any],
    *,
    lists: Mapping[str, str],
    singles: Mapping[str, str],
) -> tuple[int, Counts]:
    """Count what was found, in all and by each value of each filter, in one statement.

    Args:
        found: gives the columns that are counted, of everything that was found.
        lists: filter → column that holds several codes.
        singles: filter → column that holds one, as text.
    """
    rows = found.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
    parts: list[Any] = [select(literal(""), literal(""), func.count()).select_from(rows)]
    for name, listed in lists.items():
        codes = func.unnest(rows.c[listed]).table_valued("code").render_derived()
        parts.append(
            select(literal(name), codes.c.code, func.count())
            .select_from(rows.join(codes, true()))
            .group_by(codes.c.code)
        )
    for name, single in singles.items():
        code = rows.c[single]
        parts.append(
            select(literal(name), code, func.count()).where(code.is_not(None)).group_by(code)
        )
    counted = await session.execute(union_all(*parts))
    return told((row[0], row[1], row[2]) for row in counted)


def told(counted: Iterable[tuple[str, str, int]]) -> tuple[int, Counts]:
    """Give the number of all, and the counts by filter, out of rows of filter, value and number.

    The number of all stands under no filter's name.
    """
    total, counts = 0, Counts()
    for name, code, number in counted:
        if name:
            counts.setdefault(name, []).append((code, number))
        else:
            total = number
    return total, {name: _most(pairs) for name, pairs in counts.items()}


def _most(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:SHOWN]


_NO_KEYS = "NULL::float8, NULL::timestamptz, NULL::uuid"
_HOW_MANY = f"SELECT '', '', count(*), {_NO_KEYS} FROM rows"  # noqa: S608
_BY_LIST = "SELECT '{}', code, count(*), {} FROM rows, unnest({}) AS codes (code) GROUP BY code"
_BY_ONE = "SELECT '{0}', {2}::text, count(*), {1} FROM rows WHERE {2} IS NOT NULL GROUP BY {2}"


def _read(*parts: str) -> Any:
    """Read rows of filter, value and number: written out, for making them costs milliseconds."""
    return text(" UNION ALL ".join(parts)).columns(
        column("name", Text),
        column("code", Text),
        column("number", BigInteger),
        column("measure", Double),
        column("published_at", DateTime(timezone=True)),
        column("id", Uuid),
    )


TOTAL = _read(_HOW_MANY)
"""How many rows there are in `rows`, beside which a page's sort keys stand."""
COUNTS = _read(
    _HOW_MANY,
    *(_BY_LIST.format(name, _NO_KEYS, listed) for name, listed in LISTS.items()),
    *(_BY_ONE.format(name, _NO_KEYS, single) for name, single in _SINGLES.items()),
)
"""The same, and how many by each value of each filter."""
