"""What became of an embargo, over HTTP."""

from __future__ import annotations

from uuid import UUID

from common.web.dependencies import Reading
from common.web.routing import Router
from insights.dependencies import API, Reads
from insights.embargo_log import service
from insights.embargo_log.schemas import EmbargoLogOut
from insights.findings import service as findings
from insights.findings.errors import NotYours

router = Router(prefix=f"{API}/findings", tags=["findings"])


@router.get("/{finding_id}/embargo")
async def read_embargo_log(finding_id: UUID, session: Reading, reader: Reads) -> EmbargoLogOut:
    """Read who set, moved, lifted and approved the embargoes of a finding of yours, how each
    ended, and whether one could not be ended."""
    finding = await findings.get(session, finding_id, reader)
    if not reader.owns(finding.organisation_id):
        raise NotYours
    return await service.of_finding(session, finding.id)
