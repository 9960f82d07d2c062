"""SQL of search over published findings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Text,
    Uuid,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, after_cursor
from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.search import facets
from insights.search.schemas import FindingQuery
from insights.search.text import any_of, extract_of, words_query

CONSIDERED = 500
"""Findings that a search ranks and counts, at most: the newest of those that match."""
SAMPLE = 4_000
"""Newest findings in which a search first looks, to see how common its words are."""
COMMON = 40
"""Matches in the sample from which on going back in time is quicker than the index of words.

Measured with 1,000,000 findings: a finding passed on the way costs 0.8 µs, one out of the index
2 to 7 µs; so the ways cost the same where about 1 in 100 matches."""
WAY_BACK = 80_000
"""Newest findings that are passed on the way, at most; what is rarer by chance, the index finds."""
NEAR, SHARING, CANDIDATES = 20_000, 2_000, 100
"""Of so many newest findings those that share something with a planned activity are looked for; so
many of these have their words compared; so many are weighed for nearness."""
BY_RELEVANCE = (float, datetime, UUID)
BY_RECENCY = (datetime, UUID)
"""The types of the sort keys of either order."""

# A prepared statement would come to be planned once for all words; what is quick for a common
# word takes seconds for a rare one.
_PLAN_FOR_THE_WORDS = text("SET LOCAL plan_cache_mode = force_custom_plan")

_LISTS = {"theme": "themes", "community": "communities", "place": "places", "method": "methods"}
"""Filter → field of the query, which is the column that holds several codes."""
_SINGLES = {"source": "sources", "strength": "strengths"}
"""Filter, which is the column that holds one code → field of the query."""


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


def matching(reader: Reader, query: FindingQuery, finding: Any = Finding) -> ColumnElement[bool]:
    """Give the condition that a finding is published, visible to the reader, and asked for."""
    conditions: list[ColumnElement[bool]] = [
        finding.state == "published",
        visible_to(reader, finding.visibility, finding.organisation_id),
    ]
    if query.words:
        conditions.append(finding.search.op("@@")(words_query(query.words)))
    for column in _LISTS.values():
        if codes := getattr(query, column):
            conditions.append(getattr(finding, column).overlap(cast(list(codes), ARRAY(Text))))
    for single, field in _SINGLES.items():
        if codes := getattr(query, field):
            conditions.append(getattr(finding, single).in_(codes))
    if query.organisations:
        conditions.append(finding.organisation_id.in_(query.organisations))
    if query.heard_after is not None:
        conditions.append(finding.heard_to >= query.heard_after)
    if query.heard_before is not None:
        conditions.append(finding.heard_to < query.heard_before)
    return and_(true(), *conditions)


async def considered(
    session: ReadSession, reader: Reader, query: FindingQuery
) -> Sequence[tuple[Any, ...]]:
    """Give the sort keys of the newest findings that match, the id last, in the order asked for.

    They are `CONSIDERED` at most: a measure of relevance needs every finding's words, and a common
    word stands in half of a library.
    """
    await session.execute(_PLAN_FOR_THE_WORDS)
    found = await _keys(session, reader, query, among=SAMPLE)
    if COMMON <= len(found) < CONSIDERED:
        found = await _keys(session, reader, query, among=WAY_BACK)
    if len(found) < CONSIDERED:
        found = await _keys(session, reader, query, among=None)
    return sorted(found, reverse=True)


async def _keys(
    session: ReadSession, reader: Reader, query: FindingQuery, *, among: int | None
) -> list[tuple[Any, ...]]:
    """Give the sort keys of the newest that match, among so many newest, or all by the indexes."""
    finding = any_of(Finding) if among is None else AMONG[among]
    # An order that no index gives keeps the planner from going back through all of time.
    published = finding.published_at if among else finding.published_at + literal(timedelta())
    keys = [finding.published_at, finding.id]
    if query.by_relevance and query.words is not None:
        keys = [cast(func.ts_rank_cd(finding.search, words_query(query.words)), Double), *keys]
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


async def counts(session: ReadSession, ids: Sequence[UUID]) -> facets.Counts:
    """Count these findings by each value of each filter."""
    found = select(
        *(getattr(Finding, column) for column in (*_LISTS.values(), *_SINGLES)),
        cast(Finding.organisation_id, Text).label("organisation"),
    ).where(any_of(Finding.id) == func.any(cast(list(ids), ARRAY(Uuid))))
    singles = {name: name for name in (*_SINGLES, "organisation")}
    return await facets.count(session, any_of(found), lists=_LISTS, singles=singles)


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
