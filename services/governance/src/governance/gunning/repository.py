"""SQL of openings."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.gunning.models import Opening


async def of_item(session: ReadSession, item_id: UUID) -> list[Opening]:
    """List what was opened of an item, in order."""
    query = select(Opening).where(Opening.item_id == item_id)
    return list(await session.scalars(query.order_by(Opening.opened_at, Opening.id)))
