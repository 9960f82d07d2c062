"""What anyone is told of a finding that came before everybody."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession
from insights.audience import ANYONE
from insights.findings import service
from insights.findings.errors import FindingNotFound
from insights.findings.lifecycle import State
from insights.findings.public_schemas import PublicStanding, Replacement


async def standing(session: ReadSession, finding_id: UUID) -> PublicStanding:
    """Tell whether a finding may still be relied on; if not, what stands in for it, or why it was
    withdrawn.

    Raises:
        FindingNotFound: if it never came before everybody, or is not for them now.
    """
    finding = await service.get(session, finding_id, ANYONE)
    return PublicStanding.model_validate(
        {
            "finding_id": finding.id,
            "reference": finding.reference,
            "state": finding.state,
            "superseded_by": await _replacement(session, finding.superseded_by),
            "withdrawn_at": finding.withdrawn_at,
            "withdrawn_reason": finding.withdrawn_reason,
        }
    )


async def _replacement(session: ReadSession, finding_id: UUID | None) -> Replacement | None:
    if finding_id is None:
        return None
    try:
        found = await service.get(session, finding_id, ANYONE)
    except FindingNotFound:
        return None
    if found.state == State.WITHDRAWN:
        return None
    return Replacement(finding_id=found.id, reference=found.reference, title=found.title)
