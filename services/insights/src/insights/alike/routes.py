"""Findings like one, over HTTP."""

from __future__ import annotations

from uuid import UUID

from common.clock import day_in_england
from common.web.dependencies import Reading
from common.web.routing import Router
from insights.alike import service
from insights.alike.schemas import SimilarFinding
from insights.dependencies import API, Now, Reads

router = Router(prefix=f"{API}/findings", tags=["search"])


@router.get("/{finding_id}/similar")
async def list_similar_findings(
    finding_id: UUID, session: Reading, reader: Reads, now: Now
) -> list[SimilarFinding]:
    """List the published findings that come near to one, with why: 10 at most."""
    return await service.like(session, finding_id, reader, on=day_in_england(now))
