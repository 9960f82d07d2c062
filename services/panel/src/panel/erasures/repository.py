"""SQL of erasures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.erasures.models import Acknowledgement, Erasure, LedgerEntry

AT_ONCE = 500
"""Erasures that are announced again in one transaction."""


async def by_token(session: ReadSession, ics: SystemCode, hashed: bytes) -> Erasure | None:
    """Find an erasure by the hash of its receipt's token."""
    query = select(Erasure).where(Erasure.ics == ics, Erasure.token_hash == hashed)
    return (await session.scalars(query)).one_or_none()


async def by_id_locked(session: WriteSession, ics: SystemCode, erasure_id: UUID) -> Erasure | None:
    """Find an erasure and lock it, so that of two acknowledgements the second sees the first."""
    query = select(Erasure).where(Erasure.ics == ics, Erasure.id == erasure_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def keep_acknowledgement(session: WriteSession, acknowledged: Acknowledgement) -> None:
    """Write a service's word; the first one stands."""
    values = {c.key: getattr(acknowledged, c.key) for c in Acknowledgement.__table__.columns}
    await session.execute(insert(Acknowledgement).values(**values).on_conflict_do_nothing())


async def acknowledgements(
    session: ReadSession, ics: SystemCode, erasure_ids: Sequence[UUID]
) -> Sequence[Acknowledgement]:
    """Give what services said of some erasures, in order of the services' names."""
    query = (
        select(Acknowledgement)
        .where(Acknowledgement.ics == ics, Acknowledgement.erasure_id.in_(erasure_ids))
        .order_by(Acknowledgement.service)
    )
    return (await session.scalars(query)).all()


async def outstanding(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Erasure]:
    """List the erasures that are not complete, the oldest first."""
    query = select(Erasure).where(Erasure.ics == ics, Erasure.completed_at.is_(None))
    ordered = after_cursor(query, [Erasure.__table__.c.id], [UUID], page)
    rows = (await session.scalars(ordered)).all()
    return page_of(rows, page, lambda erasure: [erasure.id])


async def unacknowledged(
    session: WriteSession, ics: SystemCode, before: datetime
) -> Sequence[Erasure]:
    """Give the erasures that are not complete and were last announced before a moment, locked;
    those that somebody else holds are left out."""
    query = (
        select(Erasure)
        .where(Erasure.ics == ics, Erasure.completed_at.is_(None), Erasure.announced_at <= before)
        .order_by(Erasure.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(query)).all()


async def count_outstanding(
    session: ReadSession, ics: SystemCode, now: datetime
) -> tuple[int, int]:
    """Count the erasures that are not complete, and those of them that are overdue."""
    query = select(func.count(), func.count().filter(Erasure.due_at < now)).where(
        Erasure.ics == ics, Erasure.completed_at.is_(None)
    )
    row = (await session.execute(query)).one()
    return row[0], row[1]


async def enter_ledger(session: WriteSession, entries: Sequence[LedgerEntry]) -> int:
    """Add to the ledger; gives how many were new."""
    new = 0
    names = [column.key for column in LedgerEntry.__table__.columns]
    for entry in entries:
        values = {name: getattr(entry, name) for name in names}
        statement = insert(LedgerEntry).values(**values).on_conflict_do_nothing()
        new += len((await session.execute(statement.returning(LedgerEntry.ics))).all())
    return new


async def extent(session: ReadSession, ics: SystemCode) -> tuple[int, datetime | None]:
    """Tell how long the ledger is, and of when its latest entry."""
    query = select(func.count(), func.max(LedgerEntry.erased_at)).where(LedgerEntry.ics == ics)
    row = (await session.execute(query)).one()
    return row[0], row[1]


async def ledger(session: ReadSession, ics: SystemCode) -> Sequence[LedgerEntry]:
    """Give the whole ledger of a system, the oldest entry first."""
    query = (
        select(LedgerEntry)
        .where(LedgerEntry.ics == ics)
        .order_by(LedgerEntry.erased_at, LedgerEntry.member_hash)
    )
    return (await session.scalars(query)).all()
