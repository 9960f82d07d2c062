"""SQL of the decision log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from common.db import rows
from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.locks import hold
from common.db.tenancy import SystemCode
from governance.decision_log.models import LogCheckpoint, LogEntry, LogSalt, LogTile
from governance.decision_log.tiles import TileKey

_ADD = """
WITH entry AS (
    INSERT INTO log_entries (ics, subject_id, version, kind, entry) VALUES ($1, $2, $3, $4, $5)
    RETURNING ics, subject_id, version
)
INSERT INTO log_salts (ics, subject_id, version, field, salt)
SELECT entry.ics, entry.subject_id, entry.version, one.field, one.salt
FROM entry, unnest($6::text[], $7::bytea[]) AS one (field, salt)
"""
_PLACE = """
UPDATE log_entries e SET leaf_index = $2::bigint + p.place - 1
FROM unnest($1::bigint[]) WITH ORDINALITY AS p (seq, place) WHERE e.seq = p.seq
"""
_LAST_SIGNED = "SELECT signed_at FROM log_checkpoints ORDER BY tree_size DESC LIMIT 1"


async def lock(session: WriteSession, ics: SystemCode) -> None:
    """Let nobody else grow or rebuild this system's log until the transaction ends."""
    await hold(session, "decision_log", ics)


async def add_entry(session: WriteSession, entry: LogEntry, salts: Mapping[str, bytes]) -> None:
    """Keep an entry, with the salts of its commitments."""
    await rows.flush(session)
    # In one statement: this is in every recording's way.
    connection = await raw_connection(session)
    await connection.execute(
        _ADD,
        entry.ics,
        entry.subject_id,
        entry.version,
        entry.kind,
        entry.entry,
        list(salts),
        list(salts.values()),
    )


async def entry_of(session: ReadSession, subject_id: UUID, version: int) -> LogEntry | None:
    """Give the entry of a version of something."""
    query = select(LogEntry).where(LogEntry.subject_id == subject_id, LogEntry.version == version)
    return (await session.scalars(query)).one_or_none()


async def logged_versions(session: ReadSession, subject_id: UUID | None) -> set[tuple[UUID, int]]:
    """Give (subject, version) of every entry, or of those of one subject."""
    query = select(LogEntry.subject_id, LogEntry.version)
    if subject_id is not None:
        query = query.where(LogEntry.subject_id == subject_id)
    return {(subject, version) for subject, version in await session.execute(query)}


async def salts_of(session: ReadSession, subject_id: UUID, version: int) -> dict[str, bytes]:
    """Give the salts of an entry that were not erased, by field."""
    query = select(LogSalt.field, LogSalt.salt).where(
        LogSalt.subject_id == subject_id, LogSalt.version == version
    )
    return {row.field: row.salt for row in await session.execute(query)}


async def erase_salts(
    session: WriteSession, subject_id: UUID, fields: Collection[str] | None
) -> int:
    """Erase salts of every version of something, of some fields or of all; gives how many."""
    statement = delete(LogSalt).where(LogSalt.subject_id == subject_id)
    if fields is not None:
        statement = statement.where(LogSalt.field.in_(fields))
    return len((await session.execute(statement.returning(LogSalt.field))).all())


async def waiting(session: ReadSession, limit: int) -> Sequence[tuple[int, bytes]]:
    """Give (seq, entry) of what has no place yet, in order of recording."""
    query = (
        select(LogEntry.seq, LogEntry.entry)
        .where(LogEntry.leaf_index.is_(None))
        .order_by(LogEntry.seq)
        .limit(limit)
    )
    return [(seq, entry) for seq, entry in (await session.execute(query)).all()]


async def place(session: WriteSession, first: int, seqs: Sequence[int]) -> None:
    """Give entries their places, one after the other."""
    await (await raw_connection(session)).execute(_PLACE, seqs, first)


async def entries(session: ReadSession, first: int, count: int) -> list[bytes]:
    """Give the entries at places, in order."""
    query = (
        select(LogEntry.entry)
        .where(LogEntry.leaf_index >= first, LogEntry.leaf_index < first + count)
        .order_by(LogEntry.leaf_index)
    )
    return list(await session.scalars(query))


async def placed(session: ReadSession) -> AsyncIterator[tuple[int, bytes]]:
    """Stream every entry that has a place, with it, in order."""
    connection = await raw_connection(session)
    query = (
        "SELECT leaf_index, entry FROM log_entries WHERE leaf_index IS NOT NULL ORDER BY leaf_index"
    )
    async for row in connection.cursor(query, prefetch=5000):
        yield row[0], row[1]


async def tiles(session: ReadSession, keys: Collection[TileKey]) -> dict[TileKey, bytes]:
    """Give tiles by level and number; those that there are not are left out."""
    if not keys:
        return {}
    query = select(LogTile.level, LogTile.number, LogTile.hashes).where(
        tuple_(LogTile.level, LogTile.number).in_(keys)
    )
    return {(level, number): hashes for level, number, hashes in await session.execute(query)}


async def all_tiles(session: ReadSession) -> dict[TileKey, bytes]:
    """Give every tile of the log."""
    query = select(LogTile.level, LogTile.number, LogTile.hashes)
    return {(level, number): hashes for level, number, hashes in await session.execute(query)}


async def put_tiles(session: WriteSession, ics: SystemCode, fresh: Mapping[TileKey, bytes]) -> None:
    """Write tiles, over those that are there."""
    statement = insert(LogTile)
    statement = statement.on_conflict_do_update(
        index_elements=["ics", "level", "number"], set_={"hashes": statement.excluded.hashes}
    )
    rows = [
        {"ics": ics, "level": level, "number": number, "hashes": hashes}
        for (level, number), hashes in fresh.items()
    ]
    for at in range(0, len(rows), 1000):
        await session.execute(statement.values(rows[at : at + 1000]))


async def latest_checkpoint(session: ReadSession) -> LogCheckpoint | None:
    """Give the checkpoint of the largest size."""
    query = select(LogCheckpoint).order_by(LogCheckpoint.tree_size.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def last_signed_at(session: ReadSession) -> datetime | None:
    """Give when the checkpoint of the largest size was signed; None if none was signed yet."""
    # Without the ORM: this is in every recording's way.
    connection = await raw_connection(session)
    return cast("datetime | None", await connection.fetchval(_LAST_SIGNED))


async def recent_checkpoints(session: ReadSession, since: datetime) -> list[LogCheckpoint]:
    """Give the checkpoints signed after a moment, and the one before them, the newest first."""
    last_before = (
        select(func.max(LogCheckpoint.tree_size))
        .where(LogCheckpoint.signed_at <= since)
        .scalar_subquery()
    )
    query = (
        select(LogCheckpoint)
        .where(LogCheckpoint.tree_size >= func.coalesce(last_before, 0))
        .order_by(LogCheckpoint.tree_size.desc())
    )
    return list(await session.scalars(query))


async def checkpoint_of(session: ReadSession, tree_size: int) -> LogCheckpoint | None:
    """Give the checkpoint of a size."""
    query = select(LogCheckpoint).where(LogCheckpoint.tree_size == tree_size)
    return (await session.scalars(query)).one_or_none()


async def checkpoints(session: ReadSession) -> list[tuple[int, bytes]]:
    """Give (size, root) of every checkpoint, by size."""
    query = select(LogCheckpoint.tree_size, LogCheckpoint.root_hash)
    rows = await session.execute(query.order_by(LogCheckpoint.tree_size))
    return [(size, root) for size, root in rows.all()]
