"""SQL of ballots and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from asyncpg import LockNotAvailableError
from sqlalchemy import delete as deletion
from sqlalchemy import select, update

from common.db.engine import Database, ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.ballots.errors import MayNotRewriteKeys
from panel.ballots.models import BallotKey
from panel.wrapping import Wrapped

_KEEP_KEY = """
INSERT INTO ballot_keys (ics, survey_id, kek, wrapped)
SELECT $1::varchar, $2::uuid, $3::varchar, $4::bytea
WHERE NOT EXISTS (SELECT 1 FROM ballots WHERE ics = $1 AND survey_id = $2)
ON CONFLICT DO NOTHING
"""
"""Ballots without their key get no other one: it would open none of them."""

_ANY = "SELECT EXISTS (SELECT 1 FROM ballots WHERE ics = $1 AND survey_id = $2)"

_KEYS_NOT_UNDER = """
SELECT survey_id, kek, wrapped FROM ballot_keys WHERE ics = $1 AND kek <> $2 FOR UPDATE
"""

_ALL = "SELECT id FROM ballots WHERE ics = $1 AND survey_id = $2"

_READ_WHOLE = """
SELECT count(md5(sealed)) FROM ballots WHERE ics = $1 AND survey_id = $2 AND id = ANY($3::uuid[])
"""
"""Every value is read, so that Postgres marks now what it marks on a page at the first reading."""

_DELETE = "DELETE FROM ballots WHERE ics = $1 AND survey_id = $2 AND id = ANY($3::uuid[])"

_SOME = "SELECT id, sealed FROM ballots WHERE ics = $1 AND survey_id = $2 AND id = ANY($3::uuid[])"

_STATE = """
SELECT pg_relation_filenode('ballot_keys') AS file,
    has_table_privilege('ballot_keys', 'MAINTAIN') AS may,
    (SELECT n_dead_tup FROM pg_stat_user_tables WHERE relid = 'ballot_keys'::regclass) AS dead
"""


async def key_of(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Wrapped | None:
    """Give the key of a survey; None if it has none yet, or none any more."""
    query = select(BallotKey.kek, BallotKey.wrapped).where(
        BallotKey.ics == ics, BallotKey.survey_id == survey_id
    )
    row = (await session.execute(query)).one_or_none()
    kek, wrapped = (None, None) if row is None else (row[0], row[1])
    return Wrapped(kek, wrapped) if kek is not None and wrapped is not None else None


async def keep_key(session: WriteSession, ics: SystemCode, survey_id: UUID, key: Wrapped) -> None:
    """Write the key of a survey, unless somebody else just did, or it has ballots of another."""
    connection = await raw_connection(session)
    await connection.execute(_KEEP_KEY, ics, survey_id, key.kek, key.wrapped)


async def rewrap(session: WriteSession, ics: SystemCode, survey_id: UUID, key: Wrapped) -> None:
    """Write the key of a survey as it is wrapped now."""
    await session.execute(
        update(BallotKey)
        .where(BallotKey.ics == ics, BallotKey.survey_id == survey_id)
        .values(kek=key.kek, wrapped=key.wrapped)
    )


async def keys_not_under(
    session: WriteSession, ics: SystemCode, kek: str
) -> Sequence[tuple[UUID, Wrapped]]:
    """Give the keys that another key-encryption key wraps, locked."""
    connection = await raw_connection(session)
    rows = await connection.fetch(_KEYS_NOT_UNDER, ics, kek)
    return [(row["survey_id"], Wrapped(row["kek"], row["wrapped"])) for row in rows]


async def keks(session: ReadSession, ics: SystemCode) -> Sequence[str]:
    """Give the id of the key-encryption key of every key."""
    query = select(BallotKey.kek).where(BallotKey.ics == ics, BallotKey.kek.is_not(None))
    return [kek for kek in await session.scalars(query) if kek is not None]


async def spend_key(session: WriteSession, ics: SystemCode, survey_id: UUID) -> None:
    """Take the key of a survey out of its row."""
    await session.execute(
        update(BallotKey)
        .where(BallotKey.ics == ics, BallotKey.survey_id == survey_id)
        .values(kek=None, wrapped=None)
    )


async def spent(session: ReadSession, ics: SystemCode) -> Sequence[UUID]:
    """Give the surveys whose key was taken out, and may lie on a page still."""
    query = select(BallotKey.survey_id).where(BallotKey.ics == ics, BallotKey.kek.is_(None))
    return (await session.scalars(query)).all()


async def forget_spent(session: WriteSession, ics: SystemCode, survey_ids: Sequence[UUID]) -> None:
    """Delete the empty rows of some surveys."""
    await session.execute(
        deletion(BallotKey).where(
            BallotKey.ics == ics, BallotKey.survey_id.in_(survey_ids), BallotKey.kek.is_(None)
        )
    )


async def any_of(session: ReadSession, ics: SystemCode, survey_id: UUID) -> bool:
    """Say whether there are ballots of a survey."""
    connection = await raw_connection(session)
    return bool(await connection.fetchval(_ANY, ics, survey_id))


async def all_of(session: ReadSession, ics: SystemCode, survey_id: UUID) -> list[UUID]:
    """Give the ids of all ballots of a survey, as they lie."""
    connection = await raw_connection(session)
    return [row["id"] for row in await connection.fetch(_ALL, ics, survey_id)]


async def read_whole(
    session: ReadSession, ics: SystemCode, survey_id: UUID, ids: Sequence[UUID]
) -> None:
    """Have Postgres read some ballots to the end; nothing is fetched."""
    connection = await raw_connection(session)
    await connection.fetchval(_READ_WHOLE, ics, survey_id, list(ids))


async def some_of(
    session: ReadSession, ics: SystemCode, survey_id: UUID, ids: Sequence[UUID]
) -> Sequence[tuple[UUID, bytes]]:
    """Give some ballots of a survey, as (id, sealed)."""
    connection = await raw_connection(session)
    rows = await connection.fetch(_SOME, ics, survey_id, list(ids))
    return [(row["id"], row["sealed"]) for row in rows]


async def delete(
    session: WriteSession, ics: SystemCode, survey_id: UUID, ids: Sequence[UUID]
) -> None:
    """Delete some ballots of a survey."""
    connection = await raw_connection(session)
    await connection.execute(_DELETE, ics, survey_id, list(ids))


async def rewrite_keys(database: Database) -> bool:
    """Have Postgres remove every old version of a key from the pages of their table, and write
    the table to a new file; False where a transaction may still read one, or holds the table.

    Raises:
        MayNotRewriteKeys
    """
    async with database.engine.connect() as pooled:
        raw: Any = (await pooled.get_raw_connection()).driver_connection
        await raw.execute("SET lock_timeout = '2s'")
        try:
            await raw.execute("VACUUM ballot_keys")
            before = await raw.fetchrow(_STATE)
            if not before["may"]:
                raise MayNotRewriteKeys
            if before["dead"]:
                return False
            await raw.execute("VACUUM (FULL) ballot_keys")
            after = await raw.fetchrow(_STATE)
        except LockNotAvailableError:
            return False
        finally:
            await raw.execute("RESET lock_timeout")
    return bool(after["file"] != before["file"])
