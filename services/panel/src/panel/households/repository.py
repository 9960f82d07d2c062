"""SQL of households."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, and_, cast, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys.models import DataKey
from panel.households.models import Household


async def write(
    session: WriteSession, ics: SystemCode, member_id: UUID, sealed: bytes, now: datetime
) -> None:
    """Keep a member's household in place of an earlier one."""
    values = {"sealed": sealed, "told_at": now}
    statement = insert(Household).values(ics=ics, member_id=member_id, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "member_id"], set_=values)
    )


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's household."""
    await session.execute(
        delete(Household).where(Household.ics == ics, Household.member_id == member_id)
    )


async def told_at(session: ReadSession, ics: SystemCode, member_id: UUID) -> datetime | None:
    """Say when a member told their household; None of who did not."""
    query = select(Household.told_at).where(Household.ics == ics, Household.member_id == member_id)
    return (await session.scalars(query)).one_or_none()


async def of_members(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[tuple[Household, DataKey | None]]:
    """Give the households of those of some members who told theirs, with their data keys."""
    key = and_(DataKey.ics == Household.ics, DataKey.member_id == Household.member_id)
    query = select(Household, DataKey).outerjoin(DataKey, key)
    of_these = Household.member_id == func.any(cast(member_ids, ARRAY(Uuid)))
    return [
        (row[0], row[1])
        for row in await session.execute(query.where(Household.ics == ics, of_these))
    ]
