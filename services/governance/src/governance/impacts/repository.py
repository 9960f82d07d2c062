"""SQL of further assessments."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.impacts.models import ImpactAssessment


async def of_decision(session: ReadSession, decision_id: UUID) -> list[ImpactAssessment]:
    """List every version of every assessment of a decision, by kind, the newest first."""
    query = select(ImpactAssessment).where(ImpactAssessment.decision_id == decision_id)
    order = (ImpactAssessment.kind, ImpactAssessment.version.desc())
    return list(await session.scalars(query.order_by(*order)))
