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
from math import sqrt
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Double,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    text,
    true,
    union_all,
)

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, after_cursor
from insights.audience import Reader
from insights.findings.models import Finding
from insights.frameworks.rollup import Rollup
from insights.search import facets
from insights.search.matching import matching
from insights.search.schemas import FindingQuery
from insights.search.text import any_of, words_query

CONSIDERED = 250
"""Findings that a search ranks and counts, at most: the newest of those that match."""
SMALL = 2_000
"""Findings up to which the indexes alone are quickest; of all systems, as Postgres last counted."""
SAMPLE = 2_000
"""Newest findings in which a search first looks, to see how common what it asks for is."""
DOUBT = 2.0
"""Standard deviations by which the sample may have held too many by chance: so far a search goes
further back than the sample tells, and twice in a hundred times only has to look again."""
PASSED, LISTED, DATED, FETCHED = 1.6, 0.3, 0.15, 5.0
"""What one finding costs: passed on the way back, in the index of words, in that of days, fetched
out of the table. Microseconds with 1,000,000 findings on a busy machine; the proportions count."""
READ, FARTHEST = 2_000, 150_000
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
_USED = ("id", "state", "visibility", "search", "heard_to", "published_at", *facets.COUNTED)
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
_PASSED = (
    _NEWEST.with_only_columns(_TABLE.c.published_at)
    .offset(bindparam("passed", type_=Integer))
    .limit(1)
    .subquery("passed")
)
# Postgres takes passing a finding, and reading its words, for nearly free: from here on the
# transaction reads findings by the places that indexes give together.
_DAY = select(_PASSED.c.published_at, func.set_config("enable_indexscan", "off", true()))
_NO_MEASURE = cast(null(), Double)
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
    holding, most = await _holding(session, asked.query, found.total, library)
    way, back = quickest(found.total, holding, library, most)
    if way == "all":
        return await _among(session, asked, _TABLE.c)
    found, whole = await _back(session, asked, way, back)
    if found.total < CONSIDERED and not whole and back != most:
        found, whole = await _back(session, asked, "since", most)
    if whole or found.total == CONSIDERED:
        return found
    return replace(found, cut=True)


def quickest(
    found: int, holding: int, library: float, most: int | None
) -> tuple[Literal["pass", "since", "all"], int | None]:
    """Give the quickest way to enough that match, and how many of the newest it goes back through.

    The ways: to pass one after another, to look words and days up together, or the words alone.

    Args:
        found: how many of the sample match.
        holding: how many of the sample have all the words, in whatever order.
        library: how many findings there are.
        most: how many may be gone back through, at most; None: all.
    """
    if not found:
        return ("all", None) if most is None else ("since", most)
    back = int(SAMPLE * CONSIDERED / found * (1 + DOUBT / sqrt(found)))
    if most is not None:
        back = min(back, most)
    elif back >= library:
        return "all", None
    share = holding / SAMPLE
    passing = PASSED * back
    since = DATED * back + share * (LISTED * library + FETCHED * back)
    alone = share * (LISTED + FETCHED) * library
    if most is None and alone <= min(passing, since):
        return "all", None
    return ("pass", back) if passing <= since else ("since", back)


async def _back(
    session: ReadSession, asked: Asked, way: str, back: int | None
) -> tuple[Considered, bool]:
    """Consider so many of the newest, and tell whether these are all that there are."""
    if way == "pass":
        return await _among(session, asked, _SAMPLED, sample=back), False
    since = None if back is None else await session.scalar(_DAY, {"passed": back})
    return await _among(session, asked, _TABLE.c, since=since), since is None


async def _holding(
    session: ReadSession, query: FindingQuery, found: int, library: float
) -> tuple[int, int | None]:
    """Give how many of the sample have all the words, and in how many of the newest findings a
    phrase is looked for; None: in all."""
    phrase = query.words is not None and '"' in query.words
    if query.words is None or not (phrase or query.filtered):
        return found, None
    holding = int(await session.scalar(_HOLDING, {"words": query.words, "sample": SAMPLE}) or 0)
    if not phrase or holding * library <= 2 * READ * SAMPLE:
        return holding, None
    return holding, min(SAMPLE * READ // holding, FARTHEST)


async def library_size(session: ReadSession) -> float:
    """Give how many findings there are, of all systems, as Postgres last counted.

    From here on the transaction's statements are planned for the words that they are asked with.
    """
    return float(await session.scalar(_BEGIN) or 0)


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
        select(*(finding[name] for name in ("id", "published_at", "search", *facets.COUNTED)))
        .where(condition)
        .order_by(newest.desc(), finding.id.desc())
        .limit(CONSIDERED)
        .cte("picked")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rows_counted = select(
        asked.counted.column(picked.c.themes).label("themes"),
        *(picked.c[column] for column in facets.COUNTED if column != "themes"),
    ).cte("rows")
    counts_of = facets.COUNTS if asked.page.after is None else facets.TOTAL
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
