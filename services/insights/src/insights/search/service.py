"""Search over published findings that the reader may see, and what comes near to a plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import partial
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
from insights.search import repository, ways
from insights.search.extracts import as_html, new_marks
from insights.search.matching import found_by, having
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
    found = ways.Considered(0, {}, [])
    if first or not query.by_recency:
        strengths = {code: float(weight) for code, weight in rule.strengths.items()}
        asked = ways.Asked(reader, query, strengths, counted, request)
        found = await ways.considered(session, asked)
    meant = None
    if first and query.words and not query.exact and showing is None and not found.is_least:
        meant = await offering.meant(
            session,
            query.words,
            partial(having, reader),
            lambda words: found_by(reader, replace(query, words=words)),
            found=found.total,
        )
    if query.by_recency and (found.cut or not first):
        keys = await repository.newest_keys(session, reader, query, request)
    else:
        keys = found.keys
    page = page_of(keys, request, lambda key: key)
    marks = new_marks()
    hits = await repository.hits(session, [key[-1] for key in page.items], query.words, marks)
    clock = Clock(as_of, rule.half_life_days, rule.half_lives)
    names = await organisations.names(
        session, {hit.finding.organisation_id for hit in hits if hit.finding.organisation_id}
    )
    return FindingResults(
        showing=showing,
        did_you_mean=meant,
        items=[_hit(hit, names, marks, clock, counted) for hit in hits],
        next_cursor=page.next_cursor,
        total=found.total if first else None,
        total_is_least=first and found.is_least,
        counts={
            name: [Count(code=code, count=count) for code, count in pairs]
            for name, pairs in found.counts.items()
        },
    )


async def near_findings(
    session: ReadSession, reader: Reader, own: Facets, words: str
) -> list[Candidate]:
    """Give published findings that may come near to something planned."""
    rows = await repository.near_candidates(session, reader, own.title, words, own.themes)
    return [
        Candidate(
            "finding",
            finding.id,
            finding.reference,
            Facets(finding.title, finding.themes, finding.communities, finding.places),
            wording,
        )
        for finding, wording in rows
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
    hit: repository.Hit,
    names: dict[UUID, str],
    marks: tuple[str, str],
    clock: Clock,
    counted: Rollup,
) -> FindingHit:
    finding = hit.finding
    organisation_id = finding.organisation_id
    return FindingHit(
        id=finding.id,
        reference=finding.reference,
        title=finding.title,
        extract=as_html(hit.extract, marks),
        organisation_id=organisation_id,
        organisation_name=names.get(organisation_id) if organisation_id else None,
        themes=finding.themes,
        communities=finding.communities,
        places=finding.places,
        methods=finding.methods,
        source=finding.source,
        strength=finding.strength,
        heard_to=finding.heard_to,
        published_at=finding.published_at,
        version=finding.version,
        ageing=ageing.age(
            clock, finding.heard_to, finding.first_published_at, counted.rolled(finding.themes)
        ),
    )
