"""Search over published findings that the reader may see, and what comes near to a plan."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, page_of
from insights.activities.nearness import Candidate, Facets
from insights.ageing import service as ageing
from insights.ageing.decay import Clock
from insights.audience import Reader
from insights.organisations import service as organisations
from insights.search import repository
from insights.search.extracts import as_html, new_marks
from insights.search.schemas import Count, FindingHit, FindingQuery, FindingResults


async def findings(
    session: ReadSession, reader: Reader, query: FindingQuery, request: PageRequest, *, as_of: date
) -> FindingResults:
    """Search findings; the first page tells what each filter would leave.

    Each tells its age as of a day; which are found, and in what order, doesn't depend on it.
    """
    rule = await ageing.rule_on(session, as_of)
    clock = Clock(as_of, rule.half_life_days, rule.half_lives)
    marks = new_marks()
    strengths = {code: float(weight) for code, weight in rule.strengths.items()}
    rows = await repository.page(session, reader, query, request, marks, strengths=strengths)
    page = page_of(rows, request, lambda hit: hit.key)
    names = await organisations.names(
        session, {h.finding.organisation_id for h in page.items if h.finding.organisation_id}
    )
    first = request.after is None
    total, counts = await repository.counts(session, reader, query) if first else (None, {})
    return FindingResults(
        items=[_hit(hit, names, marks, clock) for hit in page.items],
        next_cursor=page.next_cursor,
        total=total,
        counts={
            name: [Count(code=code, count=count) for code, count in pairs]
            for name, pairs in counts.items()
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
    session: ReadSession, reader: Reader, query: FindingQuery, ids: Collection[UUID]
) -> dict[UUID, int]:
    """Give those of the findings that a search finds, each with the version that it finds."""
    return await repository.matching_versions(session, reader, query, ids)


def _hit(
    hit: repository.Hit, names: dict[UUID, str], marks: tuple[str, str], clock: Clock
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
        ageing=ageing.age(clock, finding.heard_to, finding.first_published_at, finding.themes),
    )
