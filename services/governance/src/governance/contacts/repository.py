"""SQL of addresses of holders."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession, WriteSession
from governance.bodies.models import Holder
from governance.contacts.models import HolderContact


async def of_holder(session: ReadSession, holder_id: UUID) -> HolderContact | None:
    """Give the address of a holder."""
    query = select(HolderContact).where(HolderContact.holder_id == holder_id)
    return (await session.scalars(query)).one_or_none()


async def of_post(session: ReadSession, post_id: UUID, on: date) -> HolderContact | None:
    """Give the address of who holds a post on a day, deputies aside."""
    query = (
        select(HolderContact)
        .join(Holder, (Holder.ics == HolderContact.ics) & (Holder.id == HolderContact.holder_id))
        .where(Holder.post_id == post_id, Holder.deputy.is_(False), Holder.valid_from <= on)
        .where((Holder.valid_to.is_(None)) | (Holder.valid_to > on))
        .limit(1)
    )
    return (await session.scalars(query)).first()


async def forget_ended(session: WriteSession, today: date) -> None:
    """Delete the addresses of those whose time has ended."""
    ended = aliased(Holder)
    over = select(ended.id).where(
        ended.ics == HolderContact.ics, ended.id == HolderContact.holder_id, ended.valid_to <= today
    )
    await session.execute(delete(HolderContact).where(over.exists()))
