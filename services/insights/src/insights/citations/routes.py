"""Where findings were used, over HTTP."""

from __future__ import annotations

from uuid import UUID

from common.web.dependencies import Reading
from common.web.routing import Router
from insights.citations import service
from insights.citations.schemas import UseOut
from insights.dependencies import API, Reads
from insights.findings import service as findings

router = Router(prefix=f"{API}/findings", tags=["findings"])


@router.get("/{finding_id}/use")
async def read_use(finding_id: UUID, session: Reading, reader: Reads) -> UseOut:
    """Read where a finding was used: the decisions that cite it, and what came of it."""
    finding = await findings.get(session, finding_id, reader)
    return await service.use_of(session, finding.id)
