"""SQL of reviews of attendance."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.conformance.models import AttendanceReview


async def of_body(session: ReadSession, body_id: UUID) -> list[AttendanceReview]:
    """List the reviews of a body's members' attendance, newest first."""
    query = select(AttendanceReview).where(AttendanceReview.body_id == body_id)
    return list(await session.scalars(query.order_by(AttendanceReview.id.desc())))
