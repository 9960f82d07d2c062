"""SQL of commissions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.commissions.models import Commission


async def keep(
    session: WriteSession, ics: SystemCode, assembly_id: UUID, values: Mapping[str, Any]
) -> None:
    """Keep a version of a commission, unless a later one is kept."""
    statement = insert(Commission).values(ics=ics, id=assembly_id, cancelled=False, **values)
    newer = statement.on_conflict_do_update(
        index_elements=["ics", "id"],
        set_=dict(values),
        where=Commission.told_version < statement.excluded.told_version,
    )
    await session.execute(newer)


async def cancel(session: WriteSession, ics: SystemCode, assembly_id: UUID, version: int) -> None:
    """Note that a commission is cancelled, for good."""
    statement = update(Commission).where(Commission.ics == ics, Commission.id == assembly_id)
    await session.execute(statement.values(cancelled=True, told_version=version))


async def find(session: ReadSession, ics: SystemCode, assembly_id: UUID) -> Commission | None:
    """Give a commission."""
    query = select(Commission).where(Commission.ics == ics, Commission.id == assembly_id)
    return (await session.scalars(query)).one_or_none()


async def find_to_hold(
    session: WriteSession, ics: SystemCode, assembly_id: UUID
) -> Commission | None:
    """Give a commission, and hold it until the transaction ends."""
    query = select(Commission).where(Commission.ics == ics, Commission.id == assembly_id)
    held = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(held)).one_or_none()


async def page(
    session: ReadSession, ics: SystemCode, request: PageRequest, *, cancelled_too: bool
) -> Page[Commission]:
    """List commissions, the newest first."""
    query = select(Commission).where(Commission.ics == ics)
    if not cancelled_too:
        query = query.where(Commission.cancelled.is_(False))
    newest = after_cursor(query, [Commission.__table__.c.id], [UUID], request, descending=True)
    return page_of((await session.scalars(newest)).all(), request, lambda one: [one.id])
