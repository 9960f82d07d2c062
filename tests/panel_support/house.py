"""The workers of all four services over one event log, each with its real relay and consumer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import asyncpg

from common.db.engine import Database
from common.messaging.adapters.postgres import PostgresLog
from common.messaging.consumer import Consumer
from common.messaging.relay import Relay
from common.messaging.subscriptions import Subscriptions
from common.testing.pools import Pools
from common.testing.postgres import TestDatabases

SERVICES = ("panel", "insights", "governance", "gateway")
PATIENCE = 30.0


@dataclass
class House:
    """Four services whose workers run while `running` is open."""

    server: TestDatabases
    log: PostgresLog
    databases: dict[str, Database]

    @asynccontextmanager
    async def running(self, services: Sequence[str] = SERVICES) -> AsyncIterator[None]:
        """Run the relays and consumers of some services."""
        work = [part for name in services for part in self._parts(name)]
        tasks = [asyncio.create_task(part) for part in work]
        try:
            yield
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _parts(self, service: str) -> list[Any]:
        subscriptions: Subscriptions = import_module(f"{service}.subscriptions").SUBSCRIPTIONS
        relay = Relay(self.server.server.url(f"{service}_relay"), service, self.log)
        return [relay.run(), Consumer(subscriptions, self.log, self.databases[service]).run()]

    @asynccontextmanager
    async def superuser(self) -> AsyncIterator[asyncpg.Connection]:
        """Open a connection that sees everything."""
        connection = await asyncpg.connect(self.server.server.url())
        try:
            yield connection
        finally:
            await connection.close()

    async def replay_everything(self) -> int:
        """Let every consumer hear every event again, as a new group with an empty inbox would."""
        async with self.superuser() as connection:
            for service in SERVICES:
                await connection.execute(f"TRUNCATE {service}.inbox")
            await connection.execute("TRUNCATE event_log.consumer_offsets")
            messages: int = await connection.fetchval("SELECT count(*) FROM event_log.messages")
            return messages

    async def caught_up(self) -> bool:
        """Say whether every group has handled every message of its topics."""
        async with self.superuser() as connection:
            unsent = [
                await connection.fetchval(
                    f"SELECT count(*) FROM {service}.outbox WHERE published_at IS NULL"
                )
                for service in SERVICES
            ]
            behind = 0
            for service in SERVICES:
                topics = import_module(f"{service}.subscriptions").SUBSCRIPTIONS.topics
                behind += await connection.fetchval(
                    "SELECT count(*) FROM event_log.topics t LEFT JOIN event_log.consumer_offsets c"
                    " ON c.topic = t.name AND c.group_name = $1 WHERE t.name = ANY($2)"
                    " AND coalesce(c.next_offset, 0) < t.next_offset",
                    service,
                    list(topics),
                )
        return not any(unsent) and behind == 0


async def open_house(pools: Pools, databases: TestDatabases, panel: Database) -> House:
    """Give four services with empty databases, but for the panel's, and an empty log."""
    url = databases.migrate_event_log()
    await databases.empty("event_log")
    others = {name: await pools.emptied(name) for name in SERVICES[1:]}
    return House(databases, PostgresLog(url, poll=0.1), {"panel": panel, **others})


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE
    while not await condition():
        assert time.monotonic() < end, "it did not become true in time"
        await asyncio.sleep(0.05)
