"""SQL of communication needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.access.models import AccessNeeds


async def of_members(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[AccessNeeds]:
    """Give the needs of those of some members who stated any."""
    query = select(AccessNeeds).where(AccessNeeds.ics == ics, AccessNeeds.member_id.in_(member_ids))
    return (await session.scalars(query)).all()


async def write(
    session: WriteSession, ics: SystemCode, member_id: UUID, sealed: bytes, now: datetime
) -> None:
    """Write a member's needs in place of earlier ones."""
    values = {"sealed": sealed, "stated_at": now}
    statement = insert(AccessNeeds).values(ics=ics, member_id=member_id, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "member_id"], set_=values)
    )


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's needs."""
    await session.execute(
        delete(AccessNeeds).where(AccessNeeds.ics == ics, AccessNeeds.member_id == member_id)
    )
