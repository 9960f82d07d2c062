"""SQL of search over published findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Double,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, after_cursor
from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.frameworks.rollup import Rollup
from insights.search import facets
from insights.search.matching import LISTS, SINGLES, matching
from insights.search.schemas import FindingQuery
from insights.search.text import any_of, extract_of, words_query

CONSIDERED = 500
"""Findings that a search ranks and counts, at most: the newest of those that match."""
SMALL = 20_000
"""Findings up to which the indexes alone are quickest; of all systems, as Postgres last counted."""
SAMPLE = 4_000
"""Newest findings in which a search first looks, to see how common its words are."""
COMMON = 40
"""Matches in the sample from which on going back in time is quicker than the index of words.

Measured with 1,000,000 findings: one passed on the way cost 0.8 µs, one out of the index some 7;
so the ways cost the same where about 1 in 100 matches."""
WAY_BACK = 80_000
"""Newest findings that are passed on the way, at most; what is rarer by chance, the index finds."""
NEAR, SHARING, CANDIDATES = 20_000, 2_000, 100
"""Of so many newest findings those that share something with a planned activity are looked for; so
many of these have their words compared; so many are weighed for nearness."""
MEASURED = (float, datetime, UUID)
BY_RECENCY = (datetime, UUID)
"""The types of the sort keys: by relevance or strength, and by recency."""

_COUNTED = text("SELECT reltuples FROM pg_class WHERE oid = 'insights.findings'::regclass")
# A prepared statement would come to be planned once for all words; what is quick for a common
# word takes seconds for a rare one.
_PLAN_FOR_THE_WORDS = text("SET LOCAL plan_cache_mode = force_custom_plan")


@dataclass(frozen=True)
class Hit:
    """A finding, where it stands in the order, and its extract with marks around what was found."""

    finding: Finding
    key: tuple[Any, ...]
    extract: str


def newest(number: int) -> Any:
    """Give so many of the newest published findings, as a table to select from."""
    table: Any = Finding.__table__
    published = select(table).where(table.c.state == "published")
    ordered = published.order_by(table.c.published_at.desc(), table.c.id.desc())
    return aliased(Finding, ordered.limit(number).subquery("newest"))


AMONG = {number: newest(number) for number in (SAMPLE, WAY_BACK, NEAR)}


async def considered(
    session: ReadSession, reader: Reader, query: FindingQuery, strengths: Mapping[str, float]
) -> Sequence[tuple[Any, ...]]:
    """Give the sort keys of the newest findings that match, the id last, in the order asked for.

    They are `CONSIDERED` at most: a measure of relevance needs every finding's words, and a common
    word stands in half of a library.

    Args:
        strengths: what each strength of evidence counts, for the order by it.
    """
    await session.execute(_PLAN_FOR_THE_WORDS)
    found: list[tuple[Any, ...]] = []
    if await session.scalar(_COUNTED) > SMALL:
        found = await _keys(session, reader, query, strengths, among=SAMPLE)
    if COMMON <= len(found) < CONSIDERED:
        found = await _keys(session, reader, query, strengths, among=WAY_BACK)
    if len(found) < CONSIDERED:
        found = await _keys(session, reader, query, strengths, among=None)
    return sorted(found, reverse=True)


async def _keys(
    session: ReadSession,
    reader: Reader,
    query: FindingQuery,
    strengths: Mapping[str, float],
    *,
    among: int | None,
) -> list[tuple[Any, ...]]:
    """Give the sort keys of the newest that match, among so many newest, or all by the indexes."""
    finding = any_of(Finding) if among is None else AMONG[among]
    # An order that no index gives keeps the planner from going back through all of time.
    published = finding.published_at if among else finding.published_at + literal(timedelta())
    keys = [finding.published_at, finding.id]
    if query.by_relevance and query.words is not None:
        keys = [cast(func.ts_rank_cd(finding.search, words_query(query.words)), Double), *keys]
    elif query.order == "strength":
        keys = [cast(case(strengths, value=finding.strength, else_=0.0), Double), *keys]
    picked = (
        select(*keys)
        .where(matching(reader, query, finding))
        .order_by(published.desc(), finding.id.desc())
        .limit(CONSIDERED)
    )
    return [tuple(row) for row in await session.execute(picked)]


async def newest_keys(
    session: ReadSession, reader: Reader, query: FindingQuery, request: PageRequest
) -> Sequence[tuple[Any, ...]]:
    """Give the sort keys of a page by recency, one more than asked for; it goes on to the last."""
    await session.execute(_PLAN_FOR_THE_WORDS)
    keys = (any_of(Finding.published_at), any_of(Finding.id))
    picked = after_cursor(
        select(*keys).where(matching(reader, query)), keys, BY_RECENCY, request, descending=True
    )
    return [tuple(row) for row in await session.execute(picked)]


async def hits(
    session: ReadSession, keys: Sequence[tuple[Any, ...]], words: str | None, marks: tuple[str, str]
) -> Sequence[Hit]:
    """Give the findings of sort keys, in their order, with extracts."""
    if not keys:
        return []
    extract = extract_of(any_of(Finding.summary), words, marks)
    rows = await session.execute(
        select(Finding, extract).where(Finding.id.in_([key[-1] for key in keys]))
    )
    found = {row[0].id: (row[0], row[1]) for row in rows}
    return [Hit(found[key[-1]][0], key, found[key[-1]][1]) for key in keys]


async def counts(session: ReadSession, ids: Sequence[UUID], counted: Rollup) -> facets.Counts:
    """Count these findings by each value of each filter; themes as the system's own."""
    found = select(
        counted.column(Finding.themes).label("themes"),
        *(getattr(Finding, column) for name, column in LISTS.items() if name != "theme"),
        *(getattr(Finding, column) for column in SINGLES),
        cast(Finding.organisation_id, Text).label("organisation"),
    ).where(any_of(Finding.id) == func.any(cast(list(ids), ARRAY(Uuid))))
    singles = {name: name for name in (*SINGLES, "organisation")}
    _, counts = await facets.count(session, any_of(found), lists=LISTS, singles=singles)
    return counts


async def near_candidates(
    session: ReadSession, reader: Reader, title: str, words: str, themes: Sequence[str]
) -> Sequence[tuple[Finding, float]]:
    """Give published findings that share a theme or words with something planned.

    Looked at are the newest `SHARING` that share any, of the newest `NEAR`. The measure of wording
    is the larger of the likeness of the titles (trigrams) and the share of the words that the
    finding has.
    """
    await session.execute(_PLAN_FOR_THE_WORDS)
    near = AMONG[NEAR]
    wording = func.greatest(
        func.similarity(near.title, title), func.insights.share_of_words(near.search, words)
    )
    sharing = (
        select(near.id.label("id"), wording.label("wording"))
        .where(
            visible_to(reader, near.visibility, near.organisation_id),
            or_(
                near.themes.overlap(cast(list(themes), ARRAY(Text))),
                near.search.op("@@")(func.insights.any_word(words)),
            ),
        )
        .order_by(near.published_at.desc(), near.id.desc())
        .limit(SHARING)
        .subquery("sharing")
    )
    nearest = (
        select(Finding, sharing.c.wording)
        .join(sharing, sharing.c.id == Finding.id)
        .order_by(sharing.c.wording.desc(), Finding.id)
        .limit(CANDIDATES)
    )
    return [(row[0], float(row[1])) for row in await session.execute(nearest)]


async def published_ids(session: ReadSession, ids: Collection[UUID], reader: Reader) -> set[UUID]:
    """Give those of the ids that are published findings which the reader may see."""
    if not ids:
        return set()
    query = select(Finding.id).where(
        Finding.id.in_(ids),
        Finding.state == "published",
        visible_to(reader, Finding.visibility, Finding.organisation_id),
    )
    return set(await session.scalars(query))


async def matching_versions(
    session: ReadSession, reader: Reader, query: FindingQuery, ids: Collection[UUID]
) -> dict[UUID, int]:
    """Give those of the findings that a search finds, each with its version."""
    if not ids:
        return {}
    found = select(Finding.id, Finding.version).where(Finding.id.in_(ids), matching(reader, query))
    return {row[0]: row[1] for row in await session.execute(found)}
