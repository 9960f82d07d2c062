"""What comes near an activity that is planned: chosen when it is registered, and again when it is
changed to be about something else; kept with it.

It is chosen by what its lead may see, whoever acts for them, and shown by what its reader may see
at the moment: what nobody leads is led by the editors, who see everything, and by others who don't.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from insights.activities import repository
from insights.activities.nearness import THRESHOLD, Facets, nearness
from insights.activities.schemas import NearMatch
from insights.audience import Reader
from insights.frameworks import service as frameworks
from insights.search import service as search

SHOWN_MATCHES = 10
"""Shown at most; more are kept, so that what is hidden from a reader takes the place of nothing."""
KEPT_MATCHES = 500
"""Kept with an activity at most, the nearest."""


async def near(
    session: ReadSession,
    reader: Reader,
    own: Facets,
    topic: str | None,
    *,
    on: date,
    activity_id: UUID | None = None,
) -> list[NearMatch]:
    """Give what is known and what else is planned that comes near, nearest first, explained.

    Args:
        on: day whose mapping of themes counts.
        activity_id: the activity itself, where it is registered; it is not near to itself.
    """
    words = f"{own.title} {topic or ''}"
    counted = await frameworks.rollup(session, on)
    candidates = [
        *await search.near_findings(session, reader, own, words, counted, most=KEPT_MATCHES),
        *await repository.near_candidates(session, reader, own),
    ]
    scored = [(nearness(own, candidate), candidate) for candidate in candidates]
    nearest = sorted(
        (
            (found, candidate)
            for found, candidate in scored
            if found.score >= THRESHOLD and candidate.id != activity_id
        ),
        key=lambda one: (-one[0].score, str(one[1].id)),
    )
    return [
        NearMatch(
            kind=candidate.kind,
            id=candidate.id,
            title=candidate.facets.title,
            reference=candidate.reference,
            score=found.score,
            reasons=found.reasons,
        )
        for found, candidate in nearest[:KEPT_MATCHES]
    ]


async def kept(session: ReadSession, activity_id: UUID, reader: Reader) -> list[NearMatch]:
    """Give what was near when an activity was registered, or changed last: of it what the reader
    may see, as it is called today, nearest first."""
    found = await repository.matches_of(session, activity_id, reader, limit=SHOWN_MATCHES)
    return [
        NearMatch(
            kind=match.kind,
            id=match.matched_id,
            title=title,
            reference=match.reference,
            score=match.score,
            reasons=match.reasons,
        )
        for match, title in found
    ]
