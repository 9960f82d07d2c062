"""SQL of search over published findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Text,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    true,
)

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, after_cursor
from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.search import facets
from insights.search.schemas import FindingQuery
from insights.search.text import any_of, extract_of, words_query

CANDIDATES = 100
"""Findings that are looked at for nearness to a planned activity, at most."""

_LISTS = {
    "theme": ("themes", Finding.themes),
    "community": ("communities", Finding.communities),
    "place": ("places", Finding.places),
    "method": ("methods", Finding.methods),
}
_SINGLES = {
    "source": ("sources", Finding.source),
    "strength": ("strengths", Finding.strength),
}
"""Filter → field of the query, and the column."""


@dataclass(frozen=True)
class Hit:
    """A finding, where it stands in the order, and its extract with marks around what was found."""

    finding: Finding
    key: tuple[Any, ...]
    extract: str


def matching(reader: Reader, query: FindingQuery) -> ColumnElement[bool]:
    """Give the condition that a finding is published, visible to the reader, and asked for."""
    conditions: list[ColumnElement[bool]] = [
        Finding.state == "published",
        visible_to(reader, Finding.visibility, Finding.organisation_id),
    ]
    if query.words:
        conditions.append(any_of(Finding.search).op("@@")(words_query(query.words)))
    for field, column in _LISTS.values():
        if codes := getattr(query, field):
            conditions.append(column.overlap(cast(list(codes), ARRAY(Text))))
    for field, single in _SINGLES.values():
        if codes := getattr(query, field):
            conditions.append(single.in_(codes))
    if query.organisations:
        conditions.append(Finding.organisation_id.in_(query.organisations))
    if query.heard_after is not None:
        conditions.append(Finding.heard_to >= query.heard_after)
    if query.heard_before is not None:
        conditions.append(Finding.heard_to < query.heard_before)
    return and_(true(), *conditions)


async def page(
    session: ReadSession,
    reader: Reader,
    query: FindingQuery,
    request: PageRequest,
    marks: tuple[str, str],
    *,
    strengths: Mapping[str, float],
) -> Sequence[Hit]:
    """Give findings in order, one more than asked for.

    Args:
        strengths: what each strength of evidence counts, for the order by it.

    The extracts are made for the rows of the page only: a subquery picks these first.
    """
    published = any_of(Finding.published_at)
    if query.words and query.by_relevance:
        rank = cast(func.ts_rank_cd(Finding.search, words_query(query.words)), Double)
        key: tuple[Any, ...] = (rank, published, any_of(Finding.id))
        kinds: tuple[type, ...] = (float, datetime, UUID)
    elif query.order == "strength":
        counts_as = cast(case(strengths, value=Finding.strength, else_=0.0), Double)
        key, kinds = (counts_as, published, any_of(Finding.id)), (float, datetime, UUID)
    else:
        key, kinds = (published, any_of(Finding.id)), (datetime, UUID)
    picked = after_cursor(
        select(Finding, *[part.label(f"key_{n}") for n, part in enumerate(key)]).where(
            matching(reader, query)
        ),
        key,
        kinds,
        request,
        descending=True,
    )
    rows = (await session.execute(picked)).all()
    extracts = await _extracts(session, [row[0].id for row in rows], query.words, marks)
    return [Hit(row[0], tuple(row[1:]), extracts[row[0].id]) for row in rows]


async def _extracts(
    session: ReadSession, ids: Sequence[UUID], words: str | None, marks: tuple[str, str]
) -> dict[UUID, str]:
    if not ids:
        return {}
    text = extract_of(any_of(Finding.summary), words, marks)
    rows = await session.execute(select(Finding.id, text).where(Finding.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


async def counts(
    session: ReadSession, reader: Reader, query: FindingQuery
) -> tuple[int, facets.Counts]:
    """Count all that was found, and by each value of each filter."""
    found = select(
        *(column for _, column in _LISTS.values()),
        *(column for _, column in _SINGLES.values()),
        cast(Finding.organisation_id, Text).label("organisation"),
    ).where(matching(reader, query))
    singles = {name: name for name in (*_SINGLES, "organisation")}
    lists = {name: field for name, (field, _) in _LISTS.items()}
    return await facets.count(session, any_of(found), lists=lists, singles=singles)


async def near_candidates(
    session: ReadSession, reader: Reader, title: str, words: str, themes: Sequence[str]
) -> Sequence[tuple[Finding, float]]:
    """Give published findings that share a theme or words with something planned.

    The measure of wording is the larger of the likeness of the titles (trigrams) and the share of
    the words that the finding has.
    """
    wording = func.greatest(
        func.similarity(Finding.title, title), func.insights.share_of_words(Finding.search, words)
    )
    query = (
        select(Finding, wording)
        .where(
            Finding.state == "published",
            visible_to(reader, Finding.visibility, Finding.organisation_id),
            or_(
                Finding.themes.overlap(cast(list(themes), ARRAY(Text))),
                any_of(Finding.search).op("@@")(func.insights.any_word(words)),
            ),
        )
        .order_by(wording.desc(), Finding.id)
        .limit(CANDIDATES)
    )
    return [(row[0], float(row[1])) for row in await session.execute(query)]


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
