"""The statement by which a search picks, ranks and counts: made once for each form that it takes.

The findings picked are the newest that match. Beside the sort keys of a page of them stand their
counts, in the rows of one answer: to pick them twice would cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    DateTime,
    Double,
    Integer,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from common.db.compiled import Compiled
from common.db.engine import ReadSession
from common.db.pagination import PageRequest, decode_cursor
from insights.audience import Reader
from insights.findings.models import Finding
from insights.frameworks.rollup import Rollup, as_own
from insights.search import facets
from insights.search.matching import TYPES, asked_for, meant
from insights.search.schemas import FindingQuery
from insights.search.text import words_query

BY_MEASURE = (float, datetime, UUID)
BY_RECENCY = (datetime, UUID)
"""The types of the sort keys: by relevance or strength, and by recency."""

Reach = Literal["newest", "since", "all"]
"""Which findings are looked at: so many of the newest, those since a moment, or all."""

_KEY_TYPES: Mapping[type, Any] = {float: Double(), datetime: DateTime(timezone=True), UUID: Uuid()}
_TABLE: Any = Finding.__table__
_USED = ("id", "state", "visibility", "search", "heard_to", "published_at", *facets.COUNTED)
NEWEST = (
    select(*(_TABLE.c[name] for name in _USED))
    .where(_TABLE.c.state == "published")
    .order_by(_TABLE.c.published_at.desc(), _TABLE.c.id.desc())
)
"""Published findings, the newest first, with what a search uses of them."""
SAMPLED: Any = NEWEST.limit(bindparam("newest", type_=Integer)).subquery("newest").c
_NO_COUNT = (cast(null(), Text), cast(null(), Text), cast(null(), BigInteger))


@dataclass(frozen=True)
class Asked:
    """A search of findings: who asks for what, in which order, how counted, and which page.

    Args:
        strengths: what each strength of evidence counts, for the order by it.
    """

    reader: Reader
    query: FindingQuery
    strengths: Mapping[str, float]
    counted: Rollup
    page: PageRequest


@dataclass(frozen=True)
class Picked:
    """How many were picked, their counts, and the sort keys of a page of them.

    The keys are one more than the page holds, in the order asked for, the id last.
    """

    total: int
    counts: facets.Counts
    keys: Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class _Form:
    """All of a search's statement but its values."""

    reach: Reach
    asked: tuple[str, ...]
    order: Literal["relevance", "strength", "recency"]
    of_organisation: bool
    in_being: bool
    scopes: frozenset[str]
    later: bool
    mapped: bool


async def pick(
    session: ReadSession, asked: Asked, most: int, reach: Reach, bound: int | datetime | None
) -> Picked:
    """Pick the newest findings that match, `most` at most, of those within reach.

    Args:
        bound: how many of the newest, or since when.

    Raises:
        Invalid: if the page's cursor is of another order.
    """
    query, page = asked.query, asked.page
    meant_by = asked_for(query)
    form = _Form(
        reach,
        tuple(meant_by),
        _order(query),
        asked.reader.organisation_id is not None,
        asked.reader.in_being,
        asked.reader.scopes,
        page.after is not None,
        bool(asked.counted.own),
    )
    values = meant_by | {
        "most": most,
        reach: bound,
        "week": week_of(bound) if isinstance(bound, datetime) else None,
        "own": asked.reader.organisation_id,
        "limit": page.limit + 1,
        "mapped": list(asked.counted.own),
        "day": asked.counted.day,
        "weights": orjson.dumps(asked.strengths).decode(),
    }
    if page.after is not None:
        after = decode_cursor(page.after, kinds(query))
        values |= {f"after_{place}": key for place, key in enumerate(after)}
    return _read(await _statement(form).all(session, values))


def week_of(moment: datetime) -> int:
    """Give the week of a moment as `Finding.published_week` numbers it."""
    return int(moment.timestamp() // timedelta(weeks=1).total_seconds())


def kinds(query: FindingQuery) -> Sequence[type]:
    """Give the types of the sort keys of a search."""
    return BY_RECENCY if _order(query) == "recency" else BY_MEASURE


def _order(query: FindingQuery) -> Literal["relevance", "strength", "recency"]:
    if query.by_recency:
        return "recency"
    return "relevance" if query.by_relevance else "strength"


def _read(rows: Sequence[Any]) -> Picked:
    counts: list[tuple[str, str, int]] = []
    keys: list[tuple[Any, ...]] = []
    for name, code, number, *key in rows:
        if name is not None:
            counts.append((name, code, number))
        else:
            keys.append(tuple(key[1:] if key[0] is None else key))
    total, told = facets.told(counts)
    return Picked(total, told, sorted(keys, reverse=True))


@lru_cache(maxsize=512)
def _statement(form: _Form) -> Compiled:
    finding = SAMPLED if form.reach == "newest" else _TABLE.c
    own: Any = bindparam("own", type_=Uuid) if form.of_organisation else None
    values = {name: bindparam(name, type_=TYPES[name]) for name in form.asked}
    condition = meant(Reader("", own, form.scopes, form.in_being), values, finding)
    newest = finding.published_at
    if form.reach != "newest":
        # An order that no index gives keeps the planner from going back through all of time.
        newest = newest + literal(timedelta())
    if form.reach == "since":
        since = bindparam("since", type_=DateTime(timezone=True))
        condition = condition & (finding.published_at >= since)
        condition = condition & (finding.published_week >= bindparam("week", type_=Integer))
    picked = (
        select(*(finding[name] for name in ("id", "published_at", "search", *facets.COUNTED)))
        .where(condition)
        .order_by(newest.desc(), finding.id.desc())
        .limit(bindparam("most", type_=Integer))
        .cte("picked")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    counted = select(
        _as_own(picked.c.themes, form).label("themes"),
        *(picked.c[column] for column in facets.COUNTED if column != "themes"),
    ).cte("rows")
    counts = facets.TOTAL if form.later else facets.COUNTS
    return Compiled(union_all(_page(picked.c, form), counts).add_cte(counted))


def _as_own(themes: Any, form: _Form) -> Any:
    if not form.mapped:
        return themes
    return as_own(themes, bindparam("mapped", type_=ARRAY(Text)), bindparam("day", type_=Date))


def _page(picked: Any, form: _Form) -> Any:
    """Give the sort keys of a page of what was picked."""
    keys = [picked.published_at, picked.id]
    measure: Any = cast(null(), Double)
    if form.order == "relevance":
        rank = func.ts_rank_cd(picked.search, words_query(bindparam("words", type_=Text)))
        measure = cast(rank, Double)
    elif form.order == "strength":
        weights = bindparam("weights", type_=Text)
        weight = cast(cast(weights, JSONB).op("->>")(picked.strength), Double)
        measure = func.coalesce(weight, 0.0)
    if form.order != "recency":
        keys = [measure, *keys]
    page = select(*(keys if form.order != "recency" else [measure, *keys]))
    if form.later:
        after: list[Any] = [
            bindparam(f"after_{place}", type_=_KEY_TYPES[kind])
            for place, kind in enumerate(BY_RECENCY if form.order == "recency" else BY_MEASURE)
        ]
        page = page.where(tuple_(*keys) < tuple_(*after))
    page = page.order_by(*(key.desc() for key in keys)).limit(bindparam("limit", type_=Integer))
    return select(*_NO_COUNT, *page.subquery("page").c)
