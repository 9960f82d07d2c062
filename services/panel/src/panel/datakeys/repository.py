"""SQL of data keys."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.datakeys.models import DataKey
from panel.wrapping import Wrapped

_NOT_UNDER = """
SELECT member_id, kek, wrapped FROM data_keys
WHERE ics = $1 AND kek <> $2 AND member_id > $3 ORDER BY member_id LIMIT $4 FOR UPDATE
"""
_REWRAP = """
UPDATE data_keys d SET kek = given.kek, wrapped = given.wrapped
FROM unnest($2::uuid[], $3::text[], $4::bytea[]) AS given (member_id, kek, wrapped)
WHERE d.ics = $1 AND d.member_id = given.member_id
"""


async def write(
    session: WriteSession, ics: SystemCode, keys: Sequence[tuple[UUID, Wrapped]]
) -> None:
    """Write the data keys of members who have none."""
    rows = [
        {"ics": ics, "member_id": member_id, "kek": one.kek, "wrapped": one.wrapped}
        for member_id, one in keys
    ]
    if rows:
        await session.execute(insert(DataKey), rows)


async def of_members(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[DataKey]:
    """Give the data keys of some members."""
    query = select(DataKey).where(DataKey.ics == ics, DataKey.member_id.in_(member_ids))
    return (await session.scalars(query)).all()


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's data key."""
    await session.execute(delete(DataKey).where(DataKey.ics == ics, DataKey.member_id == member_id))


async def counts(session: ReadSession, ics: SystemCode) -> dict[str, int]:
    """Count data keys by the key-encryption key that wraps them."""
    query = select(DataKey.kek, func.count()).where(DataKey.ics == ics).group_by(DataKey.kek)
    return {row[0]: row[1] for row in await session.execute(query.order_by(DataKey.kek))}


async def not_under(
    session: WriteSession, ics: SystemCode, kek: str, after: UUID, limit: int
) -> list[tuple[UUID, Wrapped]]:
    """Give some data keys that another key-encryption key wraps, locked, in the order of ids."""
    connection = await raw_connection(session)
    rows = await connection.fetch(_NOT_UNDER, ics, kek, after, limit)
    return [(row["member_id"], Wrapped(row["kek"], row["wrapped"])) for row in rows]


async def rewrap(
    session: WriteSession, ics: SystemCode, keys: Sequence[tuple[UUID, Wrapped]]
) -> None:
    """Write data keys as they are wrapped now."""
    connection = await raw_connection(session)
    await connection.execute(
        _REWRAP,
        ics,
        [member_id for member_id, _ in keys],
        [one.kek for _, one in keys],
        [one.wrapped for _, one in keys],
    )
