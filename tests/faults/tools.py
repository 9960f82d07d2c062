"""An event log in memory and small tools for the tests of messaging."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg

from common.clock import utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.messaging.errors import LogUnavailable
from common.messaging.log import Delivered, Message
from faults.platform import QE1, CounterGrew, Platform, grow


class MemoryLog:
    """Keeps messages in a list; can be told to fail."""

    def __init__(self) -> None:
        self.messages: list[Delivered] = []
        self.committed = 0
        self.fail_next = 0
        self.closed = False

    def add(self, *messages: Message) -> None:
        for m in messages:
            self.messages.append(
                Delivered(m.topic, m.key, m.headers, m.payload, 0, len(self.messages))
            )

    async def publish(self, messages: Sequence[Message]) -> None:
        if self.fail_next > 0:
            self.fail_next -= 1
            raise LogUnavailable("told to fail")
        self.add(*messages)

    async def fetch(self, limit: int, wait: float) -> Sequence[Delivered]:
        batch = self.messages[self.committed : self.committed + limit]
        if not batch:
            await asyncio.sleep(min(wait, 0.01))
        return batch

    async def commit(self, handled: Sequence[Delivered]) -> None:
        self.committed = max(self.committed, *(m.offset + 1 for m in handled))

    async def lag(self) -> int:
        return len(self.messages) - self.committed

    async def ping(self) -> None:
        return None

    async def trim(self, keep: timedelta) -> int:
        return 0

    @asynccontextmanager
    async def publisher(self) -> AsyncIterator[MemoryLog]:
        yield self

    @asynccontextmanager
    async def subscription(self, group: str, topics: Collection[str]) -> AsyncIterator[MemoryLog]:
        yield self


def new_counter() -> UUID:
    """Give a counter that nobody has seen."""
    return uuid4()


def grew(
    counter: UUID | None = None, value: int = 1, ics: SystemCode = QE1, event_id: UUID | None = None
) -> Message:
    """Make the message of a counter's growth."""
    data = CounterGrew(counter_id=counter or uuid4(), value=value)
    event = Event(id=event_id or uuid4(), source="/panel", ics=ics, time=utc_now(), data=data)
    return Message(data.topic, event.subject, event.headers(), event.payload())


async def record_growth(
    database: Database, *counters: UUID, ics: SystemCode = QE1
) -> Sequence[int]:
    """Let counters grow, each in its own transaction."""
    values = []
    for counter in counters:
        async with database.transaction(ics) as session:
            values.append(await grow(session, ics, counter))
    return values


async def until(condition: Callable[[], Awaitable[bool] | bool], seconds: float = 10.0) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(seconds):
        while True:
            result = condition()
            if result if isinstance(result, bool) else await result:
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(*parts: Awaitable[None]) -> AsyncIterator[None]:
    """Run parts while the body runs; an error of theirs is the body's."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        try:
            yield
        finally:
            for task in tasks:
                if task.done():
                    task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def rows(platform: Platform, sql: str, *args: object) -> Sequence[asyncpg.Record]:
    """Ask the database as its superuser."""
    connection = await asyncpg.connect(platform.url("postgres"))
    try:
        return list(await connection.fetch(sql, *args))
    finally:
        await connection.close()
