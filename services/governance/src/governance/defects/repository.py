"""SQL of defects."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.defects.models import Defect


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[Defect]:
    """List the defects of a meeting, in the order in which they were recorded."""
    query = select(Defect).where(Defect.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(Defect.id)))
