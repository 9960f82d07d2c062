"""SQL of objections and pauses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.rights.models import Objection, Pause


async def objections_of(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[Objection]:
    """Give the objections of some members, by purpose."""
    query = select(Objection).where(Objection.ics == ics, Objection.member_id.in_(member_ids))
    return (await session.scalars(query.order_by(Objection.purpose))).all()


async def pauses_of(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID], on: date
) -> Sequence[Pause]:
    """Give the pauses of some members that are not over on a day."""
    query = select(Pause).where(Pause.ics == ics, Pause.member_id.in_(member_ids))
    return (await session.scalars(query.where(Pause.until > on))).all()


async def object_to(
    session: WriteSession, ics: SystemCode, member_id: UUID, purpose: str, now: datetime
) -> bool:
    """Write an objection; the first one stands, and then it is False."""
    values = {"ics": ics, "member_id": member_id, "purpose": purpose, "objected_at": now}
    statement = insert(Objection).values(**values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(Objection.purpose)) is not None


async def take_back(
    session: WriteSession, ics: SystemCode, member_id: UUID, purposes: Sequence[str]
) -> None:
    """Delete objections to some purposes."""
    statement = delete(Objection).where(Objection.ics == ics, Objection.member_id == member_id)
    await session.execute(statement.where(Objection.purpose.in_(purposes)))


async def pause(session: WriteSession, ics: SystemCode, member_id: UUID, until: date) -> None:
    """Write a pause in place of an earlier one."""
    statement = insert(Pause).values(ics=ics, member_id=member_id, until=until)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "member_id"], set_={"until": until})
    )


async def resume(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a pause."""
    await session.execute(delete(Pause).where(Pause.ics == ics, Pause.member_id == member_id))


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's objections and pause."""
    statement = delete(Objection).where(Objection.ics == ics, Objection.member_id == member_id)
    await session.execute(statement)
    await resume(session, ics, member_id)
