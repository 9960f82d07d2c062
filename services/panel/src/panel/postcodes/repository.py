"""SQL of the directory, and of where members are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from common.messaging.locks import lock_key
from panel.postcodes.models import MemberArea, Postcode, PostcodeRelease

DIRECTORY = SystemCode("ONSPD")
"""What the directory's rows bear in place of a system's code."""
SECONDS = 3600
"""A load may take this long; the real file takes about a minute."""

_STAGE = """
CREATE TEMP TABLE staged_postcodes (postcode text, lsoa text, authority text, ended text, imd text)
ON COMMIT DROP
"""

_AREAS = """
SELECT greatest(1, max(imd::int)) FROM staged_postcodes
WHERE lsoa LIKE 'E01%' AND imd ~ '^[0-9]{1,6}$'
"""
"""The index is a rank among the areas of England, so its greatest is their number."""

_TAKE = """
INSERT INTO postcodes (ics, slot, postcode, lsoa, authority, ended_on, decile)
SELECT $1, $2, postcode, NULLIF(lsoa, ''), NULLIF(authority, ''),
    CASE WHEN ended <> '' THEN to_date(ended, 'YYYYMM') END,
    CASE WHEN lsoa LIKE 'E01%' AND imd ~ '^[1-9][0-9]{0,5}$'
        THEN (imd::int - 1) * 10 / $3::int + 1 END
FROM staged_postcodes
WHERE postcode ~ '^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$'
    AND (lsoa = '' OR lsoa ~ '^[A-Z][0-9]{8}$')
    AND (authority = '' OR authority ~ '^[A-Z][0-9]{8}$')
    AND (ended = '' OR ended ~ '^[12][0-9]{3}(0[1-9]|1[0-2])$')
ON CONFLICT DO NOTHING
"""


async def release(session: ReadSession) -> PostcodeRelease | None:
    """Give the release that is in force."""
    query = select(PostcodeRelease).where(PostcodeRelease.ics == DIRECTORY)
    return (await session.scalars(query)).one_or_none()


async def lock(session: WriteSession) -> None:
    """Let nobody else load until this transaction ends."""
    connection = await raw_connection(session)
    await connection.execute("SELECT pg_advisory_xact_lock($1)", lock_key("postcodes", "panel"))


async def empty_slot(session: WriteSession, slot: int) -> None:
    """Empty a slot that is not in force."""
    connection = await raw_connection(session)
    await connection.execute(f"TRUNCATE postcodes_{int(slot)}")


async def fill_slot(session: WriteSession, slot: int, lines: AsyncIterator[bytes]) -> int:
    """Copy rows into a slot; gives how many are in it. Rows without the form of a postcode, and
    those that come twice, are left out."""
    connection: Any = await raw_connection(session)
    await connection.execute(_STAGE)
    await connection.copy_to_table("staged_postcodes", source=lines, timeout=SECONDS)
    areas = await connection.fetchval(_AREAS, timeout=SECONDS)
    done: str = await connection.execute(_TAKE, DIRECTORY, slot, areas, timeout=SECONDS)
    return int(done.rpartition(" ")[2])


async def put_in_force(
    session: WriteSession, *, version: str, slot: int, postcodes: int, now: datetime
) -> None:
    """Let a slot be the directory from now on."""
    values = {"version": version, "slot": slot, "postcodes": postcodes, "loaded_at": now}
    statement = insert(PostcodeRelease).values(ics=DIRECTORY, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=values))


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
