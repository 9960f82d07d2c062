"""SQL of communication needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.access.models import AccessNeeds
from panel.datakeys.models import DataKey


async def of_members(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[tuple[AccessNeeds, DataKey | None]]:
    """Give the needs of those of some members who stated any, with their data keys."""
    key = and_(DataKey.ics == AccessNeeds.ics, DataKey.member_id == AccessNeeds.member_id)
    query = select(AccessNeeds, DataKey).outerjoin(DataKey, key)
    found = query.where(AccessNeeds.ics == ics, AccessNeeds.member_id.in_(member_ids))
    return [(row[0], row[1]) for row in await session.execute(found)]


async def of_member(session: ReadSession, ics: SystemCode, member_id: UUID) -> AccessNeeds | None:
    """Give the needs of a member who stated any."""
    return await session.get(AccessNeeds, (member_id, ics))


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
