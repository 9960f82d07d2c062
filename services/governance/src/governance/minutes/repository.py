"""SQL of imported minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import defer

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.minutes.models import MinutesImport


async def get(session: ReadSession, import_id: UUID) -> MinutesImport | None:
    """Give one import of the transaction's system."""
    query = select(MinutesImport).where(MinutesImport.id == import_id)
    return (await session.scalars(query)).one_or_none()


async def get_for_change(session: WriteSession, import_id: UUID) -> MinutesImport | None:
    """Give one import, locked until the transaction ends."""
    query = select(MinutesImport).where(MinutesImport.id == import_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def by_digest(session: ReadSession, body_id: UUID, digest: bytes) -> MinutesImport | None:
    """Give the import of the same text for the same body."""
    query = select(MinutesImport).where(
        MinutesImport.body_id == body_id, MinutesImport.digest == digest
    )
    return (await session.scalars(query)).one_or_none()


async def add(session: WriteSession, row: dict[str, Any]) -> bool:
    """Add an import; False where another with the same text for the same body came first."""
    statement = (
        insert(MinutesImport)
        .values(row)
        .on_conflict_do_nothing(index_elements=["ics", "body_id", "digest"])
    )
    return await session.scalar(statement.returning(MinutesImport.id)) is not None


async def page(
    session: ReadSession, request: PageRequest, body_id: UUID | None
) -> Page[MinutesImport]:
    """List imports, the newest first, without their texts."""
    heavy = (MinutesImport.source_text, MinutesImport.extracted, MinutesImport.content,
             MinutesImport.page_starts, MinutesImport.left_out)  # fmt: skip
    query = select(MinutesImport).options(*(defer(column, raiseload=True) for column in heavy))
    if body_id is not None:
        query = query.where(MinutesImport.body_id == body_id)
    keys: Any = (MinutesImport.id,)
    query = after_cursor(query, keys, (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))
