"""All SQL of API keys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from gateway.keys.models import ApiKey


async def find_by_prefix(session: ReadSession, prefix: str) -> ApiKey | None:
    """Give the key with this public prefix."""
    return await session.scalar(select(ApiKey).where(ApiKey.prefix == prefix))


async def find(session: ReadSession, key_id: UUID, *, lock: bool = False) -> ApiKey | None:
    """Give a key of the session's system; ``lock`` keeps others from changing it meanwhile."""
    query = select(ApiKey).where(ApiKey.id == key_id)
    return await session.scalar(query.with_for_update() if lock else query)


async def find_successor(session: ReadSession, key_id: UUID) -> ApiKey | None:
    """Give the key that was rotated from this one."""
    return await session.scalar(select(ApiKey).where(ApiKey.replaces_id == key_id))


async def names(session: ReadSession) -> set[str]:
    """Give the names of all keys of the session's system."""
    return set(await session.scalars(select(ApiKey.name)))


async def page(session: ReadSession, request: PageRequest) -> Page[ApiKey]:
    """Give keys in the order of their making."""
    query = after_cursor(select(ApiKey), [ApiKey.__table__.c.id], [UUID], request)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda key: [key.id])


async def note_use(session: WriteSession, key_id: UUID, hour: datetime) -> None:
    """Record that a key was used in this hour, once."""
    await session.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .where(or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < hour))
        .values(last_used_at=hour)
    )
