"""SQL of the addresses for notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from common.db import locks
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.addresses.models import NoticeAddress


async def systems(session: ReadSession) -> Sequence[SystemCode]:
    """Give the systems in which an address was given."""
    rows = await session.scalars(select(func.insights.systems_with_addresses()))
    return [SystemCode(code) for code in rows.all()]


async def of_owner(session: ReadSession, owner: UUID | None) -> NoticeAddress | None:
    """Give an owner's address."""
    query = select(NoticeAddress).where(NoticeAddress.organisation_id.is_not_distinct_from(owner))
    return (await session.scalars(query)).one_or_none()


async def hold(session: WriteSession, ics: SystemCode, owner: UUID | None) -> None:
    """Let nobody else give an owner's address until the transaction ends."""
    await locks.hold(session, "notice address", "insights", ics, str(owner))


async def lock_owner(session: WriteSession, owner: UUID | None) -> NoticeAddress | None:
    """Give an owner's address, locked until the transaction ends."""
    query = select(NoticeAddress).where(NoticeAddress.organisation_id.is_not_distinct_from(owner))
    return (await session.scalars(query.with_for_update())).one_or_none()


async def add(session: WriteSession, address: NoticeAddress) -> None:
    """Add an address."""
    session.add(address)
    await session.flush()


async def waiting_for(
    session: WriteSession, token_hash: bytes, now: datetime
) -> NoticeAddress | None:
    """Give the address that a token confirms, locked."""
    query = select(NoticeAddress).where(
        NoticeAddress.token_hash == token_hash, NoticeAddress.expires_at > now
    )
    return (await session.scalars(query.with_for_update())).one_or_none()


async def lock(session: WriteSession, address_id: UUID) -> NoticeAddress | None:
    """Give an address, locked until the transaction ends."""
    query = select(NoticeAddress).where(NoticeAddress.id == address_id)
    return (await session.scalars(query.with_for_update())).one_or_none()


async def remove(session: WriteSession, address_id: UUID) -> bool:
    """Delete an address; tell whether it was there."""
    gone = delete(NoticeAddress).where(NoticeAddress.id == address_id).returning(NoticeAddress.id)
    return (await session.execute(gone)).scalar_one_or_none() is not None


async def remove_expired(session: WriteSession, now: datetime) -> None:
    """Delete the addresses that were not confirmed in time."""
    await session.execute(delete(NoticeAddress).where(NoticeAddress.expires_at <= now))


async def to_mail(
    session: WriteSession, now: datetime, *, apart: timedelta, limit: int
) -> Sequence[NoticeAddress]:
    """Give confirmed addresses that may be mailed now, locked; others' are skipped.

    Args:
        apart: how long ago the last mail to each was sent, at least.
    """
    query = (
        select(NoticeAddress)
        .where(
            NoticeAddress.state == "confirmed",
            NoticeAddress.given_up_at.is_(None),
            or_(NoticeAddress.mail_from.is_(None), NoticeAddress.mail_from <= now),
            or_(
                NoticeAddress.last_mailed_at.is_(None), NoticeAddress.last_mailed_at <= now - apart
            ),
        )
        .order_by(NoticeAddress.last_mailed_at.asc().nulls_first(), NoticeAddress.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(query)).all()
