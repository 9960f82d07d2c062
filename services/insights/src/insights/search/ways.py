"""How the newest findings that match are found, quickly for common words and for rare ones.

A search first looks at the newest few findings. Where these don't hold enough that match, how many
do tells how far back it must go: until then the indexes of words and of days are read together,
and what is in both is fetched. What is too rare for that, the index of words finds by itself.

Measured with 1,000,000 findings: a place in an index costs a tenth of a microsecond, a finding
fetched out of the table some five, so nothing is fetched that isn't likely to be considered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    Double,
    Integer,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    null,
    select,
    text,
    union_all,
)

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, after_cursor
from insights.audience import Reader
from insights.findings.models import Finding
from insights.frameworks.rollup import Rollup
from insights.search import facets
from insights.search.matching import LISTS, SINGLES, matching
from insights.search.schemas import FindingQuery
from insights.search.text import any_of, words_query

CONSIDERED = 250
"""Findings that a search ranks and counts, at most: the newest of those that match."""
SMALL = 2_000
"""Findings up to which the indexes alone are quickest; of all systems, as Postgres last counted."""
SAMPLE = 2_000
"""Newest findings in which a search first looks, to see how common what it asks for is."""
MARGIN = 1.3
"""How much further back than the sample tells a search goes, so that it rarely goes twice."""
LISTED, FETCHED = 0.15, 5.0
"""Microseconds that a place in the indexes costs, and a finding fetched out of the table."""
READ, FARTHEST = 3_000, 150_000
"""Findings with all the words of a phrase that are read for the phrase itself, about and at most;
and how many of the newest are gone back through for one.

The index knows words, not their order. Where twice as many have the words, older ones are left, and
the answer says that there may be more."""
MEASURED = (float, datetime, UUID)
BY_RECENCY = (datetime, UUID)
"""The types of the sort keys: by relevance or strength, and by recency."""

_BEGIN = text(
    # A prepared statement would come to be planned once for all words; what is quick for a common
    # word takes seconds for a rare one.
    "SELECT reltuples, set_config('plan_cache_mode', 'force_custom_plan', true)"
    " FROM pg_class WHERE oid = 'insights.findings'::regclass"
)
_SINGLES = {**{name: name for name in SINGLES}, "organisation": "organisation_id"}
_COUNTED = (*LISTS.values(), *_SINGLES.values())
_USED = ("id", "state", "visibility", "search", "heard_to", "published_at", *_COUNTED)
_TABLE: Any = Finding.__table__
_NEWEST = (
    select(*(_TABLE.c[name] for name in _USED))
    .where(_TABLE.c.state == "published")
    .order_by(_TABLE.c.published_at.desc(), _TABLE.c.id.desc())
)
_SAMPLED = _NEWEST.limit(bindparam("sample", type_=Integer)).subquery("newest").c
_HOLDING = select(func.count()).where(
    _SAMPLED.search.op("@@")(
        func.insights.in_any_order(words_query(bindparam("words", type_=Text)))
    )
)
_DAY = (
    _NEWEST.with_only_columns(_TABLE.c.published_at)
    .offset(bindparam("passed", type_=Integer))
    .limit(1)
)
_NO_MEASURE = cast(null(), Double)
_NO_COUNT = (cast(null(), Text), cast(null(), Text), cast(null(), BigInteger))
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


_TOTAL = _read(_HOW_MANY)
_COUNTS = _read(
    _HOW_MANY,
    *(_BY_LIST.format(name, _NO_KEYS, listed) for name, listed in LISTS.items()),
    *(_BY_ONE.format(name, _NO_KEYS, single) for name, single in _SINGLES.items()),
)


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
class Considered:
    """What a search considered: how many, their counts, and the sort keys of a page of them.

    The keys are one more than the page holds, in the order asked for, the id last.
    """

    total: int
    counts: facets.Counts
    keys: Sequence[tuple[Any, ...]]
    cut: bool = False
    """Whether older findings were not looked at although fewer than `CONSIDERED` were found."""

    @property
    def is_least(self) -> bool:
        """Tell whether there may be more that match."""
        return self.cut or self.total == CONSIDERED


async def considered(session: ReadSession, asked: Asked) -> Considered:
    """Rank and count the newest findings that match, `CONSIDERED` at most.

    A measure of relevance needs every finding's words, and a common word stands in half of a
    library: hence the bound.

    Raises:
        Invalid: if the page's cursor is of another order.
    """
    library = await library_size(session)
    if library <= SMALL:
        return await _among(session, asked, _TABLE.c)
    found = await _among(session, asked, _SAMPLED, sample=SAMPLE)
    if found.total == CONSIDERED:
        return found
    most = await _readable(session, asked.query.words, library)
    back = how_far(found.total, library, most)
    since = None if back is None else await session.scalar(_DAY, {"passed": back})
    if since is None:
        return await _among(session, asked, _TABLE.c)
    found = await _among(session, asked, _TABLE.c, since=since)
    if found.total == CONSIDERED:
        return found
    if back != most:
        since = None if most is None else await session.scalar(_DAY, {"passed": most})
        found = await _among(session, asked, _TABLE.c, since=since)
    return replace(found, cut=since is not None)


async def library_size(session: ReadSession) -> float:
    """Give how many findings there are, of all systems, as Postgres last counted.

    From here on the transaction's statements are planned for the words that they are asked with.
    """
    return float(await session.scalar(_BEGIN) or 0)


def how_far(found: int, library: float, most: int | None = None) -> int | None:
    """Give how many of the newest findings should hold enough that match; None: look at all.

    Args:
        found: how many of the sample match.
        library: how many findings there are.
        most: how many may be looked at, at most; None: all.
    """
    if not found:
        return most
    back = int(MARGIN * SAMPLE * CONSIDERED / found)
    if most is not None:
        return min(back, most)
    by_words_alone = FETCHED * library * found / SAMPLE
    return back if LISTED * back < by_words_alone and back < library else None


async def _readable(session: ReadSession, words: str | None, library: float) -> int | None:
    """Give in how many of the newest findings a phrase is looked for; None: in all."""
    if words is None or '"' not in words:
        return None
    holding = await session.scalar(_HOLDING, {"words": words, "sample": SAMPLE})
    if not holding or holding * library <= 2 * READ * SAMPLE:
        return None
    return min(SAMPLE * READ // holding, FARTHEST)


async def _among(
    session: ReadSession,
    asked: Asked,
    finding: Any,
    *,
    sample: int | None = None,
    since: datetime | None = None,
) -> Considered:
    """Consider the newest that match, of so many newest, or of those since a moment, or of all."""
    condition = matching(asked.reader, asked.query, finding)
    newest = finding.published_at
    if sample is None:
        # An order that no index gives keeps the planner from going back through all of time.
        newest = newest + literal(timedelta())
    if since is not None:
        condition = condition & (finding.published_at >= since)
    picked = (
        select(*(finding[name] for name in ("id", "published_at", "search", *_COUNTED)))
        .where(condition)
        .order_by(newest.desc(), finding.id.desc())
        .limit(CONSIDERED)
        .cte("picked")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rows_counted = select(
        asked.counted.column(picked.c.themes).label("themes"),
        *(picked.c[column] for column in _COUNTED if column != "themes"),
    ).cte("rows")
    counts_of = _COUNTS if asked.page.after is None else _TOTAL
    statement = union_all(_page(picked.c, asked), counts_of).add_cte(rows_counted)
    rows = await session.execute(statement, {} if sample is None else {"sample": sample})
    counts: list[tuple[str, str, int]] = []
    keys: list[tuple[Any, ...]] = []
    for name, code, number, measure, published_at, finding_id in rows:
        if name is not None:
            counts.append((name, code, number))
        elif measure is None:
            keys.append((published_at, finding_id))
        else:
            keys.append((measure, published_at, finding_id))
    total, told = facets.told(counts)
    return Considered(total, told, sorted(keys, reverse=True))


def _page(picked: Any, asked: Asked) -> Any:
    """Give the sort keys of a page of what was picked."""
    keys = [picked.published_at, picked.id]
    if asked.query.by_relevance and asked.query.words is not None:
        rank = func.ts_rank_cd(picked.search, words_query(asked.query.words))
        keys = [cast(rank, Double), *keys]
    elif asked.query.order == "strength":
        keys = [cast(case(asked.strengths, value=picked.strength, else_=0.0), Double), *keys]
    kinds = MEASURED if len(keys) > len(BY_RECENCY) else BY_RECENCY
    columns = keys if kinds is MEASURED else [_NO_MEASURE, *keys]
    page = after_cursor(any_of(select(*columns)), keys, kinds, asked.page, descending=True)
    return select(*_NO_COUNT, *page.subquery("page").c)
