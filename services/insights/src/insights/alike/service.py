"""Findings that come near to one, scored and explained as near matches of a plan are (rule 4)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from insights.activities.nearness import THRESHOLD, Facets, nearness
from insights.alike.schemas import SimilarFinding
from insights.audience import Reader
from insights.findings import service as findings
from insights.findings.errors import FindingNotFound
from insights.frameworks import service as frameworks
from insights.search import service as search

SHOWN = 10


async def like(
    session: ReadSession, finding_id: UUID, reader: Reader, *, on: date
) -> list[SimilarFinding]:
    """Give the published findings that come near to one, of those that the reader may see; the
    nearest first.

    Raises:
        FindingNotFound: if there is none, or the reader may not know of it or of what it said.
    """
    finding = await findings.get(session, finding_id, reader)
    if finding.state == "withdrawn" and not reader.owns(finding.organisation_id):
        raise FindingNotFound
    counted = await frameworks.rollup(session, on)
    themes = counted.rolled(finding.themes)
    own = Facets(finding.title, themes, finding.communities, finding.places)
    candidates = await search.near_findings(
        session,
        reader,
        own,
        finding.title,
        counted,
        most=SHOWN + 1,  # itself is among them
    )
    scored = [(one, nearness(own, one)) for one in candidates if one.id != finding.id]
    near = [
        SimilarFinding(
            id=one.id,
            reference=one.reference or "",
            title=one.facets.title,
            score=found.score,
            reasons=found.reasons,
        )
        for one, found in scored
        if found.score >= THRESHOLD
    ]
    return sorted(near, key=lambda one: (-one.score, str(one.id)))[:SHOWN]
