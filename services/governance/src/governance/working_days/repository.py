"""SQL of changed days."""

from __future__ import annotations

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.working_days.models import ChangedDayEntry


async def entries(session: ReadSession) -> list[ChangedDayEntry]:
    """List the entries, in the order of their recording."""
    query = select(ChangedDayEntry).order_by(ChangedDayEntry.recorded_at, ChangedDayEntry.id)
    return list(await session.scalars(query))
