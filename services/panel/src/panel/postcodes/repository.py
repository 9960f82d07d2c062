"""SQL of the directory, and of where members are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.locks import hold
from common.db.tenancy import SystemCode
from panel.postcodes.models import (
    AreaDecile,
    DeprivationRelease,
    MemberArea,
    Postcode,
    PostcodeRelease,
)

DIRECTORY = SystemCode("ONSPD")
"""What the directory's rows bear in place of a system's code."""
SECONDS = 3600
"""A load may take this long; the real file takes about a minute."""

_STAGE = """
CREATE TEMP TABLE staged_postcodes (postcode text, lsoa text, authority text, ended text, imd text)
ON COMMIT DROP
"""

_GREATEST = """
SELECT coalesce(max(imd::int), 0) FROM staged_postcodes
WHERE lsoa LIKE 'E01%' AND imd ~ '^[0-9]{1,6}$'
"""
"""The index is a rank among the areas of England: of a whole directory, their number."""

_TAKE = """
INSERT INTO postcodes (ics, slot, postcode, lsoa, authority, ended_on, decile)
SELECT $1, $2, postcode, NULLIF(lsoa, ''), NULLIF(authority, ''),
    CASE WHEN ended <> '' THEN to_date(ended, 'YYYYMM') END,
    CASE WHEN lsoa LIKE 'E01%' AND imd ~ '^[1-9][0-9]{0,5}$'
        AND imd::int <= $3::int THEN (imd::int - 1) * 10 / $3::int + 1 END
FROM staged_postcodes
WHERE postcode ~ '^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$'
    AND (lsoa = '' OR lsoa ~ '^[A-Z][0-9]{8}$')
    AND (authority = '' OR authority ~ '^[A-Z][0-9]{8}$')
    AND (ended = '' OR ended ~ '^[12][0-9]{3}(0[1-9]|1[0-2])$')
ON CONFLICT DO NOTHING
"""


_STAGE_DECILES = """
CREATE TEMP TABLE staged_deciles (lsoa text, decile smallint) ON COMMIT DROP
"""
_TAKE_DECILES = """
INSERT INTO area_deciles (ics, lsoa, decile) SELECT $1, lsoa, decile FROM staged_deciles
"""


async def release(session: ReadSession) -> PostcodeRelease | None:
    """Give the release that is in force."""
    query = select(PostcodeRelease).where(PostcodeRelease.ics == DIRECTORY)
    return (await session.scalars(query)).one_or_none()


async def lock(session: WriteSession) -> None:
    """Let nobody else load until this transaction ends."""
    await hold(session, "postcodes", "panel")


async def empty_slot(session: WriteSession, slot: int) -> None:
    """Empty a slot that is not in force."""
    connection = await raw_connection(session)
    await connection.execute(f"TRUNCATE postcodes_{int(slot)}")


async def stage(session: WriteSession, lines: AsyncIterator[bytes]) -> int:
    """Copy rows to the side; gives the greatest rank of areas of England, 0 where there is none."""
    connection: Any = await raw_connection(session)
    await connection.execute(_STAGE)
    await connection.copy_to_table("staged_postcodes", source=lines, timeout=SECONDS)
    greatest: int = await connection.fetchval(_GREATEST, timeout=SECONDS)
    return greatest


async def fill_slot(session: WriteSession, slot: int, areas: int | None) -> int:
    """Take the rows into a slot; gives how many are in it. Rows without the form of a postcode, and
    those that come twice, are left out.

    Args:
        areas: how many areas of England the index ranks; None leaves deciles out.
    """
    connection = await raw_connection(session)
    done: str = await connection.execute(_TAKE, DIRECTORY, slot, areas, timeout=SECONDS)
    return int(done.rpartition(" ")[2])


async def put_in_force(
    session: WriteSession,
    *,
    version: str,
    slot: int,
    postcodes: int,
    deprivation: str | None,
    now: datetime,
) -> None:
    """Let a slot be the directory from now on."""
    values = {
        "version": version,
        "slot": slot,
        "postcodes": postcodes,
        "deprivation": deprivation,
        "loaded_at": now,
    }
    statement = insert(PostcodeRelease).values(ics=DIRECTORY, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=values))


async def replace_deciles(
    session: WriteSession, lines: AsyncIterator[bytes], values: Mapping[str, Any]
) -> int:
    """Let a list of deciles stand in place of any before; gives how many areas it has."""
    connection: Any = await raw_connection(session)
    await connection.execute(_STAGE_DECILES)
    await connection.copy_to_table("staged_deciles", source=lines, timeout=SECONDS)
    await session.execute(delete(AreaDecile).where(AreaDecile.ics == DIRECTORY))
    done: str = await connection.execute(_TAKE_DECILES, DIRECTORY, timeout=SECONDS)
    taken = int(done.rpartition(" ")[2])
    statement = insert(DeprivationRelease).values(ics=DIRECTORY, areas=taken, **values)
    kept = {**values, "areas": taken}
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=kept))
    return taken


async def deprivation(session: ReadSession) -> DeprivationRelease | None:
    """Give the list of deciles that is in force."""
    query = select(DeprivationRelease).where(DeprivationRelease.ics == DIRECTORY)
    return (await session.scalars(query)).one_or_none()


async def decile_of(session: ReadSession, lsoa: str) -> int | None:
    """Give the decile of an area by the list in force."""
    query = select(AreaDecile.decile).where(AreaDecile.ics == DIRECTORY, AreaDecile.lsoa == lsoa)
    return (await session.scalars(query)).one_or_none()


async def members_after(
    session: ReadSession, ics: SystemCode, last: UUID | None, limit: int
) -> Sequence[UUID]:
    """Give some members of whom an area is kept, by their ids, those after one."""
    query = select(MemberArea.member_id).where(MemberArea.ics == ics)
    if last is not None:
        query = query.where(MemberArea.member_id > last)
    return (await session.scalars(query.order_by(MemberArea.member_id).limit(limit))).all()


async def areas_of(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[MemberArea]:
    """Give where some members are."""
    query = select(MemberArea).where(MemberArea.ics == ics, MemberArea.member_id.in_(member_ids))
    return (await session.scalars(query.order_by(MemberArea.member_id))).all()


async def find(session: ReadSession, slot: int, postcode: str) -> Postcode | None:
    """Give a postcode."""
    query = select(Postcode).where(
        Postcode.ics == DIRECTORY, Postcode.slot == slot, Postcode.postcode == postcode
    )
    return (await session.scalars(query)).one_or_none()


async def write_area(
    session: WriteSession, ics: SystemCode, member_id: UUID, sealed: bytes, now: datetime
) -> None:
    """Keep where a member is, in place of what was kept before."""
    values = {"sealed": sealed, "derived_at": now}
    statement = insert(MemberArea).values(ics=ics, member_id=member_id, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "member_id"], set_=values)
    )


async def delete_area(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete where a member is."""
    await session.execute(
        delete(MemberArea).where(MemberArea.ics == ics, MemberArea.member_id == member_id)
    )


async def area_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> MemberArea | None:
    """Give where a member is."""
    return await session.get(MemberArea, (member_id, ics))
