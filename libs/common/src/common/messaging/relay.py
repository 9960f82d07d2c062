"""The relay: carries what is recorded in the outbox to the event log, in order, at least once.

One relay per schema is active, elected by a session advisory lock; the same connection reads and
marks, so a relay that has lost its lock can't mark. It reads unpublished rows by ``seq``, publishes
them, awaits every acknowledgement, then marks them. A crash in between publishes them again, from
the first unmarked row on: the inbox of each consumer lets the repeated ones pass.

Why unpublished rows and no cursor: ``seq`` is drawn before the commit, so a row with a lower number
may appear after one with a higher number has been published; a cursor would lose it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson

from common.db.locks import lock_key
from common.messaging.errors import LogUnavailable
from common.messaging.log import EventLog, Message, Publisher
from common.messaging.metrics import PUBLISHED
from common.messaging.outages import is_connection_failure
from common.observability.logging import get_logger
from common.observability.metrics import RELAY_LAG

BATCH = 1000
"""Rows that are read, published and marked together."""
STANDBY_PAUSE = 0.5
"""Seconds between two attempts of a standby to be elected."""

_READ = """
SELECT seq, slot, topic, key, headers, payload, recorded_at FROM outbox
WHERE published_at IS NULL ORDER BY seq LIMIT $1
"""
_MARK = """
UPDATE outbox SET published_at = clock_timestamp()
WHERE slot = ANY($1::smallint[]) AND seq = ANY($2::bigint[])
"""

log = get_logger()


@dataclass(frozen=True)
class Pace:
    """How long to wait before looking again, in seconds: short while busy, growing when idle."""

    shortest: float = 0.005
    longest: float = 0.05
    asleep: float = 0.15
    """Once nothing has come for `asleep_after` seconds; the first event then waits this long."""
    asleep_after: float = 20.0

    def after(self, pause: float, idle: float) -> float:
        """Give the next pause, after one of ``pause`` seconds and ``idle`` seconds of nothing."""
        if idle >= self.asleep_after:
            return self.asleep
        return min(self.longest, max(self.shortest, pause * 1.5))


class Relay:
    """Publishes one service's outbox.

    Args:
        url: postgresql:// address, as the role <service>_relay.
        schema: the service's schema.
        event_log: where to.
    """

    def __init__(
        self, url: str, schema: str, event_log: EventLog, *, batch: int = BATCH, pace: Pace = Pace()
    ) -> None:
        self.url = url
        self._schema = schema
        self._event_log = event_log
        self._batch = batch
        self._pace = pace
        self._oldest: datetime | None = None

    async def run(self) -> None:
        """Relay until cancelled, through outages of the database and of the log."""
        RELAY_LAG.set_function(self.lag)
        pause = 0.1
        while True:
            try:
                async with self._connected() as connection:
                    await self._elected(connection)
                    async with self._event_log.publisher() as publisher:
                        log.info("relay elected", service=self._schema)
                        pause = 0.1
                        await self._relay(connection, publisher)
            except Exception as error:
                if not isinstance(error, LogUnavailable) and not is_connection_failure(error):
                    raise
                log.warning(
                    "relay interrupted", service=self._schema, cause=str(error) or repr(error)
                )
            await asyncio.sleep(pause)
            pause = min(2.0, pause * 2)

    def lag(self) -> float:
        """Give the age of the oldest row that was unpublished at the last look, in seconds."""
        if self._oldest is None:
            return 0.0
        return (datetime.now(UTC) - self._oldest).total_seconds()

    async def _relay(self, connection: asyncpg.Connection, publisher: Publisher) -> None:
        clock = asyncio.get_running_loop().time
        pause, last_seen = 0.0, clock()
        while True:
            rows = await self.read(connection)
            self._oldest = min((row["recorded_at"] for row in rows), default=None)
            if rows:
                await publisher.publish([_message(row) for row in rows])
                await self.mark(connection, rows)
                PUBLISHED.inc(len(rows))
                self._oldest = None
                pause, last_seen = self._pace.shortest, clock()
            if len(rows) < self._batch:
                await asyncio.sleep(pause)
                pause = self._pace.after(pause, clock() - last_seen)

    async def read(self, connection: asyncpg.Connection) -> Sequence[Any]:
        """Read the next unpublished rows in order."""
        rows: Sequence[Any] = await connection.fetch(_READ, self._batch)
        return rows

    async def mark(self, connection: asyncpg.Connection, rows: Sequence[Any]) -> None:
        """Mark rows as published."""
        slots = sorted({row["slot"] for row in rows})
        await connection.execute(_MARK, slots, [row["seq"] for row in rows])

    async def _elected(self, connection: asyncpg.Connection) -> None:
        key = lock_key("relay", self._schema)
        while True:
            if await connection.fetchval("SELECT pg_try_advisory_lock($1)", key):
                return
            await asyncio.sleep(STANDBY_PAUSE)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(
            self.url,
            timeout=5,
            command_timeout=30,
            server_settings={
                "search_path": self._schema,
                "application_name": f"golden-thread-relay-{self._schema}",
                "jit": "off",
                # A mark that a crash of the server loses only causes a repeat.
                "synchronous_commit": "off",
                # Whatever the statistics say, the way is the index of unpublished rows.
                "enable_seqscan": "off",
            },
        )
        try:
            yield connection
        finally:
            connection.terminate()


def _message(row: Any) -> Message:
    _, _, topic, key, headers, payload, _ = row
    return Message(topic, key, orjson.loads(headers), payload)
