"""What anyone is told of a finding that is for everybody, beside what its event told."""

from __future__ import annotations

from uuid import UUID

from common.web.dependencies import Reading, anonymous
from common.web.routing import Router
from insights.ageing import service as ageing
from insights.ageing.wording import SAID
from insights.audience import ANYONE
from insights.dependencies import API, AsOf
from insights.findings import public, service
from insights.findings.errors import FindingNotFound
from insights.findings.lifecycle import State
from insights.findings.public_schemas import PublicAge, PublicStanding

router = Router(prefix=f"{API}/published-findings", tags=["findings"], dependencies=[anonymous()])


@router.get("/{finding_id}/age")
async def read_public_age(*, finding_id: UUID, session: Reading, as_of: AsOf) -> PublicAge:
    """Read how old the evidence of a finding is, as anyone may: for its public page."""
    finding = await service.get(session, finding_id, ANYONE)
    clock = await ageing.clock_on(session, as_of)
    told = ageing.age(clock, finding.heard_to, finding.first_published_at, finding.themes)
    if finding.state == State.WITHDRAWN or told is None:
        raise FindingNotFound
    return PublicAge(finding_id=finding.id, ageing=told, in_words=SAID[told.state])


@router.get("/{finding_id}/standing")
async def read_public_standing(*, finding_id: UUID, session: Reading) -> PublicStanding:
    """Read, as anyone may, whether a finding still stands; if not, what does, or why it was
    withdrawn."""
    return await public.standing(session, finding_id)
