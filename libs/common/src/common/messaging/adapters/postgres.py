"""The event log in Postgres, for one machine: nothing but Postgres to run.

A topic's row is locked while messages are appended, so offsets have no gaps and become visible in
their own order: a reader that has seen an offset has seen all before it. One member of a consumer
group holds the group's advisory lock and reads; the others stand by. Appends NOTIFY (they come from
a few relays, not from business transactions), and a slow poll makes up for what a notification may
miss.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import asyncpg
import orjson

from common.db.locks import lock_key
from common.messaging.errors import LogUnavailable, OwnershipLost
from common.messaging.log import Delivered, Message
from common.messaging.outages import is_connection_failure

CHANNEL = "event_log"
STANDBY_PAUSE = 0.5
"""Seconds between two attempts of a standby to take over."""
MAX_FETCH_BYTES = 16 * 1024 * 1024
"""Bytes of data of one topic that one fetch loads at most, beyond its first message."""

_APPEND = """
WITH incoming AS (
    SELECT topic, key, headers, payload, row_number() OVER (PARTITION BY topic ORDER BY n) AS n
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
        WITH ORDINALITY AS t(topic, key, headers, payload, n)
), reserved AS (
    INSERT INTO event_log.topics AS t (name, next_offset)
    SELECT topic, count(*) FROM incoming GROUP BY topic ORDER BY topic
    ON CONFLICT (name) DO UPDATE SET next_offset = t.next_offset + excluded.next_offset
    RETURNING name, next_offset
), counted AS (
    SELECT topic, count(*) AS n FROM incoming GROUP BY topic
), appended AS (
    INSERT INTO event_log.messages (topic, "offset", key, headers, payload)
    SELECT i.topic, r.next_offset - c.n + i.n - 1, i.key, i.headers::jsonb, i.payload
    FROM incoming i JOIN counted c USING (topic) JOIN reserved r ON r.name = i.topic
)
SELECT pg_notify('event_log', topic) FROM counted
"""

_FETCH = """
SELECT topic, key, headers, payload, "offset" FROM (
    SELECT m.*, row_number() OVER w AS n, sum(octet_length(m.payload)) OVER w AS bytes
    FROM unnest($1::text[], $2::bigint[]) AS t(topic, next_offset)
    CROSS JOIN LATERAL (
        SELECT * FROM event_log.messages
        WHERE topic = t.topic AND "offset" >= t.next_offset ORDER BY "offset" LIMIT $3
    ) m
    WINDOW w AS (PARTITION BY m.topic ORDER BY m."offset")
) bounded
WHERE n = 1 OR bytes <= $4
ORDER BY topic, "offset"
"""

_COMMIT = """
INSERT INTO event_log.consumer_offsets AS o (group_name, topic, next_offset)
SELECT $1, * FROM unnest($2::text[], $3::bigint[])
ON CONFLICT (group_name, topic)
DO UPDATE SET next_offset = greatest(o.next_offset, excluded.next_offset)
"""


class PostgresLog:
    """The event log in the schema ``event_log``.

    Args:
        url: postgresql:// address, as the role event_log_app.
        poll: seconds after which a reader looks even though nothing was notified.
    """

    def __init__(self, url: str, *, poll: float = 2.0) -> None:
        self._url = url
        self._poll = poll

    @asynccontextmanager
    async def publisher(self) -> AsyncIterator[PostgresPublisher]:
        """Open a publisher."""
        async with self._connected() as connection:
            yield PostgresPublisher(connection)

    @asynccontextmanager
    async def subscription(
        self, group: str, topics: Collection[str]
    ) -> AsyncIterator[PostgresSubscription]:
        """Join a consumer group, as its reader or on standby."""
        async with self._connected() as connection:
            # A lost offset only means that messages arrive again.
            await connection.execute("SET synchronous_commit = off")
            subscription = PostgresSubscription(connection, group, sorted(topics), self._poll)
            await connection.add_listener(CHANNEL, subscription.notified)
            yield subscription

    async def ping(self) -> None:
        """Raise `LogUnavailable` unless the log answers."""
        async with self._connected() as connection:
            with _translated():
                await connection.fetchval("SELECT 1 FROM event_log.topics LIMIT 1")

    async def trim(self, keep: timedelta) -> int:
        """Remove messages that are older and that every group has handled; give how many."""
        async with self._connected() as connection:
            with _translated():
                removed: int = await connection.fetchval("SELECT event_log.trim($1)", keep)
        return removed

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncpg.Connection]:
        with _translated():
            connection = await asyncpg.connect(
                self._url,
                timeout=5,
                command_timeout=30,
                server_settings={"application_name": "golden-thread-event-log", "jit": "off"},
            )
        try:
            yield connection
        finally:
            await _close(connection)


class PostgresPublisher:
    """Appends each batch in one transaction of one statement."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def publish(self, messages: Sequence[Message]) -> None:
        """Append all, or none."""
        if not messages:
            return
        with _translated():
            await self._connection.fetch(
                _APPEND,
                [m.topic for m in messages],
                [m.key for m in messages],
                [orjson.dumps(dict(m.headers)).decode() for m in messages],
                [m.payload for m in messages],
            )


class PostgresSubscription:
    """One member of a consumer group: its lock, its place in each topic."""

    def __init__(
        self, connection: asyncpg.Connection, group: str, topics: Sequence[str], poll: float
    ) -> None:
        self._connection = connection
        self._group = group
        self._topics = topics
        self._poll = poll
        self._next: dict[str, int] | None = None
        self._news = asyncio.Event()

    def notified(self, _connection: object, _pid: int, _channel: str, topic: object) -> None:
        """Take a notification of an append."""
        if topic in self._topics:
            self._news.set()

    async def fetch(self, limit: int, wait: float) -> Sequence[Delivered]:
        """Give the next messages, topic by topic; on standby, wait for the group's lock."""
        deadline = asyncio.get_running_loop().time() + wait
        while True:
            pause = self._poll
            self._news.clear()
            if self._next is None and not await self._take_over():
                pause = STANDBY_PAUSE
            elif messages := await self._read(limit):
                return messages
            remaining = deadline - asyncio.get_running_loop().time()
            if remaining <= 0:
                return []
            await self._pause(min(remaining, pause))

    async def commit(self, handled: Sequence[Delivered]) -> None:
        """Move the group's offsets behind what is handled; they never move back."""
        if self._next is None:
            raise OwnershipLost(f"{self._group}: not the reader of the group")
        offsets: dict[str, int] = {}
        for message in handled:
            offsets[message.topic] = max(offsets.get(message.topic, 0), message.offset + 1)
        with _translated():
            await self._connection.execute(
                _COMMIT, self._group, list(offsets), list(offsets.values())
            )

    async def lag(self) -> int:
        """Count what is appended and not fetched; nothing while on standby."""
        if self._next is None:
            return 0
        with _translated():
            rows = await self._connection.fetch(
                "SELECT name, next_offset FROM event_log.topics WHERE name = ANY($1)", self._topics
            )
        return sum(max(0, row["next_offset"] - self._next[row["name"]]) for row in rows)

    async def _take_over(self) -> bool:
        with _translated():
            owned = await self._connection.fetchval(
                "SELECT pg_try_advisory_lock($1)", lock_key("consumer-group", self._group)
            )
            if not owned:
                return False
            rows = await self._connection.fetch(
                "SELECT topic, next_offset FROM event_log.consumer_offsets WHERE group_name = $1",
                self._group,
            )
        committed: Mapping[str, int] = {row["topic"]: row["next_offset"] for row in rows}
        self._next = {topic: committed.get(topic, 0) for topic in self._topics}
        return True

    async def _read(self, limit: int) -> Sequence[Delivered]:
        if self._next is None or not self._topics:
            return []
        share = max(1, limit // len(self._topics))
        with _translated():
            rows = await self._connection.fetch(
                _FETCH, list(self._next), list(self._next.values()), share, MAX_FETCH_BYTES
            )
        messages = [
            Delivered(
                topic=topic,
                key=key,
                headers=orjson.loads(headers),
                payload=payload,
                partition=0,
                offset=offset,
            )
            for topic, key, headers, payload, offset in rows
        ]
        for message in messages:
            self._next[message.topic] = message.offset + 1
        return messages

    async def _pause(self, seconds: float) -> None:
        if self._connection.is_closed():
            raise LogUnavailable("the event log's connection was lost")
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if is_connection_failure(error):
            raise LogUnavailable(f"the event log in Postgres: {type(error).__name__}") from error
        raise


async def _close(connection: asyncpg.Connection) -> None:
    try:
        await connection.close(timeout=2)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()
