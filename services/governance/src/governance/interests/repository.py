"""SQL of interests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession, WriteSession
from governance.interests.models import Interest, ItemInterest


async def of_posts(session: ReadSession, post_ids: Sequence[UUID]) -> list[Interest]:
    """List the register's entries of posts, newest first."""
    query = select(Interest).where(Interest.post_id.in_(post_ids))
    return list(await session.scalars(query.order_by(Interest.declared_on.desc(), Interest.id)))


async def for_change(session: WriteSession, interest_id: UUID) -> Interest | None:
    """Give one entry, locked."""
    query = select(Interest).where(Interest.id == interest_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def of_item(session: ReadSession, item_id: UUID, at: datetime | None) -> list[ItemInterest]:
    """List what was declared on an item up to a moment, in order."""
    query = select(ItemInterest).where(ItemInterest.item_id == item_id)
    if at is not None:
        query = query.where(ItemInterest.at <= at)
    return list(await session.scalars(query.order_by(ItemInterest.at, ItemInterest.id)))
