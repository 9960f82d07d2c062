"""What every worker does for its schema: old outbox partitions, inbox rows, idempotency keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import asyncpg

from common.db.locks import lock_key
from common.observability.logging import get_logger

EVERY = timedelta(hours=1)
KEEP_LOG = timedelta(days=400)
"""How long the event log in Postgres keeps messages: a new consumer group can begin a year back."""
_STEP = 5000
"""Rows deleted in one transaction."""

log = get_logger()


@dataclass(frozen=True)
class Keep:
    """How long things are kept."""

    outbox: timedelta = timedelta(days=7)
    """The replay window: how long published events can be published again from the outbox."""
    inbox: timedelta = timedelta(days=60)
    """Longer than any log may deliver an event again."""
    idempotency_keys: timedelta = timedelta(hours=48)
    """How long a client may repeat a request under one key."""


async def tidy(url: str, schema: str, keep: Keep = Keep()) -> None:
    """Remove what is old; one worker at a time, the others let it be.

    Args:
        url: postgresql:// address, as the role <service>_relay.

    Raises:
        ValueError: if the outbox's ring of daily partitions is too short for its replay window.
    """
    connection = await asyncpg.connect(
        url, timeout=5, command_timeout=60, server_settings={"search_path": schema}
    )
    try:
        if await connection.fetchval(
            "SELECT pg_try_advisory_lock($1)", lock_key("housekeeping", schema)
        ):
            for slot in range(await _slots(connection, keep.outbox)):
                await _drop_partition_if_old(connection, slot, keep.outbox)
            await _delete_old(connection, "inbox", "handled_at", keep.inbox)
            await _delete_old(connection, "idempotency_keys", "created_at", keep.idempotency_keys)
    finally:
        await connection.close(timeout=5)


async def _slots(connection: asyncpg.Connection, keep: timedelta) -> int:
    slots: int = await connection.fetchval(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = 'outbox'::regclass"
    )
    # Today's partition and the one that is old enough must never be the same.
    if keep > timedelta(days=slots - 2):
        raise ValueError(f"the outbox keeps at most {slots - 2} days")
    return slots


async def _drop_partition_if_old(
    connection: asyncpg.Connection, slot: int, keep: timedelta
) -> None:
    """Empty a partition if it has rows and every row is published and older than the window."""
    has_rows = "SELECT EXISTS (SELECT FROM outbox WHERE slot = $1)"
    has_needed = (
        "SELECT EXISTS (SELECT FROM outbox WHERE slot = $1 "
        "AND (published_at IS NULL OR recorded_at > now() - $2::interval))"
    )
    if not await connection.fetchval(has_rows, slot):
        return
    if await connection.fetchval(has_needed, slot, keep):
        return
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL lock_timeout = '2s'")
            await connection.execute(f"LOCK TABLE outbox_{slot} IN ACCESS EXCLUSIVE MODE")
            # Nobody writes to it now: look again, then drop.
            if not await connection.fetchval(has_needed, slot, keep):
                await connection.execute(f"TRUNCATE outbox_{slot}")
    except asyncpg.LockNotAvailableError:
        log.info("outbox partition is in use, left for later", slot=slot)


async def _delete_old(
    connection: asyncpg.Connection, table: str, column: str, keep: timedelta
) -> None:
    while True:
        status = await connection.execute(
            f"DELETE FROM {table} WHERE {column} < now() - $1::interval AND {column} <= coalesce("  # noqa: S608
            f"(SELECT {column} FROM {table} WHERE {column} < now() - $1::interval "
            f"ORDER BY {column} OFFSET {_STEP} LIMIT 1), 'infinity')",
            keep,
        )
        if status == "DELETE 0":
            return
