"""Search over published findings that the reader may see, and what comes near to a plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, page_of
from insights.activities.nearness import Candidate, Facets
from insights.ageing import service as ageing
from insights.ageing.decay import Clock
from insights.audience import Reader
from insights.frameworks import service as frameworks
from insights.frameworks.rollup import Rollup
from insights.organisations import service as organisations
from insights.search import nearest, repository, ways
from insights.search.extracts import as_html, new_marks
from insights.search.matching import found_by, having
from insights.search.picking import Asked, Picked
from insights.search.schemas import Count, FindingHit, FindingQuery, FindingResults
from insights.spelling import meant as offering
from insights.spelling import service as spelling


async def findings(
    session: ReadSession, reader: Reader, query: FindingQuery, request: PageRequest, *, as_of: date
) -> FindingResults:
    """Search findings; the first page tells what each filter would leave.

    A word that finds nothing gives way to a likely one, unless the words are meant exactly
    (`insights.spelling`); where the words find little, likely ones are offered. By recency the
    pages go on to the last that matches. Ranked and counted are the newest `ways.CONSIDERED`. Each
    tells its age as of a day; the order doesn't depend on it. Which are found depends on it only
    where themes are asked for: codes of a framework count under the system's own themes by the
    mapping of the day.
    """
    rule = await ageing.rule_on(session, as_of)
    counted = await frameworks.rollup(session, as_of)
    query = replace(query, themes=counted.spread(query.themes))
    showing = None
    if query.words and not query.exact:
        spelled = await spelling.spelled(session, query.words, partial(having, reader))
        query, showing = replace(query, words=spelled.words), spelled.showing
    first = request.after is None
    found = ways.Considered(Picked(0, {}, []))
    if first or not query.by_recency:
        asked = Asked(reader, query, rule.strengths, counted, request)
        found = await ways.considered(session, asked)
    meant = None
    if first and query.words and not query.exact and showing is None and not found.is_least:
        meant = await offering.meant(
            session,
            query.words,
            partial(having, reader),
            lambda words: found_by(reader, replace(query, words=words)),
            found=found.picked.total,
        )
    if query.by_recency and (found.cut or not first):
        keys = await repository.newest_keys(session, reader, query, request)
    else:
        keys = found.picked.keys
    page = page_of(keys, request, lambda key: key)
    marks = new_marks()
    hits = await repository.hits(session, [key[-1] for key in page.items], query.words, marks)
    clock = Clock(as_of, rule.half_life_days, rule.half_lives)
    names = await organisations.names(
        session, {hit["organisation_id"] for hit in hits if hit["organisation_id"]}
    )
    return FindingResults(
        showing=showing,
        did_you_mean=meant,
        items=[_hit(hit, names, marks, clock, counted) for hit in hits],
        next_cursor=page.next_cursor,
        total=found.picked.total if first else None,
        total_is_least=first and found.is_least,
        counts={
            name: [Count(code=code, count=count) for code, count in pairs]
            for name, pairs in found.picked.counts.items()
        },
    )


async def near_findings(
    session: ReadSession, reader: Reader, own: Facets, words: str, counted: Rollup, *, most: int
) -> list[Candidate]:
    """Give published findings that may come near to something planned, with their themes as the
    own ones that they count as: at least the `most` of them that come nearest."""
    rows = await nearest.candidates(session, reader, own, words, counted, most=most)
    return [
        Candidate(
            "finding",
            found,
            reference,
            Facets(title, counted.rolled(themes), communities, places),
            float(wording),
        )
        for found, reference, title, themes, communities, places, wording in rows
    ]


async def published_ids(session: ReadSession, ids: Collection[UUID], reader: Reader) -> set[UUID]:
    """Give those of the ids that are published findings which the reader may see."""
    return await repository.published_ids(session, ids, reader)


async def matching_versions(
    session: ReadSession,
    reader: Reader,
    query: FindingQuery,
    ids: Collection[UUID],
    *,
    as_of: date,
) -> dict[UUID, int]:
    """Give those of the findings that a search finds, each with the version that it finds."""
    counted = await frameworks.rollup(session, as_of)
    query = replace(query, themes=counted.spread(query.themes))
    return await repository.matching_versions(session, reader, query, ids)


def _hit(
    found: Mapping[str, Any],
    names: dict[UUID, str],
    marks: tuple[str, str],
    clock: Clock,
    counted: Rollup,
) -> FindingHit:
    shown = dict(found)
    first_published_at = shown.pop("first_published_at")
    extract, organisation_id = shown.pop("extract"), shown["organisation_id"]
    return FindingHit(
        **shown,
        extract=as_html(extract, marks),
        organisation_name=names.get(organisation_id) if organisation_id else None,
        ageing=ageing.age(
            clock, shown["heard_to"], first_published_at, counted.rolled(shown["themes"])
        ),
    )
