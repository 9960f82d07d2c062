from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from common.db.engine import Database, WriteSession
from common.events.envelope import Event
from common.messaging import dead_letters
from common.messaging.consumer import Consumer, Limits
from common.messaging.subscriptions import Subscriptions
from faults.platform import CounterGrew, Platform, subscriptions, write_effect
from faults.tools import MemoryLog, grew, running, until


async def _refuse(event: Event[CounterGrew], session: WriteSession) -> None:
    raise ValueError("poison")


@pytest.fixture
async def relay(platform: Platform) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(
        platform.url("insights_relay"), server_settings={"search_path": "insights"}
    )
    yield connection
    await connection.close()


@pytest.fixture
async def database(platform: Platform) -> AsyncIterator[Database]:
    opened = platform.consumer()
    yield opened
    await opened.dispose()


async def park(database: Database, *events: tuple[UUID, int]) -> None:
    """Let a consumer that refuses everything park events."""
    log = MemoryLog()
    log.add(*(grew(counter, value) for counter, value in events))
    consumer = Consumer(
        Subscriptions("insights").on(CounterGrew, _refuse), log, database, limits=Limits(wait=0.01)
    )
    async with running(consumer.run()):
        await until(lambda: log.committed == len(log.messages))


class TestListing:
    async def test_each_parked_key_is_listed_with_its_first_event(
        self, database: Database, relay: asyncpg.Connection
    ) -> None:
        counters = [uuid4(), uuid4()]
        await park(database, (counters[0], 1), (counters[1], 1), (counters[0], 2))
        listed = await dead_letters.parked_keys(relay)
        assert {k.key: k.events for k in listed} == {str(counters[0]): 2, str(counters[1]): 1}
        assert all(k.reason.startswith("ValueError") for k in listed)
        [one] = await dead_letters.parked_keys(relay, key=str(counters[1]))
        assert one.events == 1
        assert await dead_letters.parked_keys(relay, topic="other") == []


class TestReplaying:
    async def test_a_key_is_replayed_in_order_and_flows_again(
        self, platform: Platform, database: Database, relay: asyncpg.Connection
    ) -> None:
        counter = uuid4()
        await park(database, *((counter, n) for n in range(1, 6)))
        [key] = await dead_letters.parked_keys(relay)
        result = await dead_letters.replay(database, subscriptions(), key)
        assert (result.handled, result.fault) == (5, None)
        assert await platform.effects() == [(counter, n) for n in range(1, 6)]
        assert await dead_letters.parked_keys(relay) == []

    async def test_a_replay_stops_at_what_still_fails_and_keeps_the_rest(
        self, platform: Platform, database: Database, relay: asyncpg.Connection
    ) -> None:
        async def refuse_three(event: Event[CounterGrew], session: WriteSession) -> None:
            if event.data.value == 3:
                raise ValueError
            await write_effect(event, session)

        counter = uuid4()
        await park(database, *((counter, n) for n in range(1, 6)))
        [key] = await dead_letters.parked_keys(relay)
        handlers = Subscriptions("insights").on(CounterGrew, refuse_three)
        result = await dead_letters.replay(database, handlers, key)
        assert result.handled == 2
        assert isinstance(result.fault, ValueError)
        assert await platform.effects() == [(counter, 1), (counter, 2)]
        [left] = await dead_letters.parked_keys(relay)
        assert left.events == 3

    async def test_an_event_that_was_handled_meanwhile_has_no_second_effect(
        self, platform: Platform, database: Database, relay: asyncpg.Connection
    ) -> None:
        counter = uuid4()
        await park(database, (counter, 1))
        [key] = await dead_letters.parked_keys(relay)
        admin = await asyncpg.connect(platform.url("postgres"))
        await admin.execute(
            "INSERT INTO insights.inbox (ics, consumer, event_id) VALUES ('QE1', 'insights', $1)",
            key.first_event,
        )
        await admin.close()
        await dead_letters.replay(database, subscriptions(), key)
        assert await platform.effects() == []
        assert await dead_letters.parked_keys(relay) == []

    async def test_events_that_arrive_during_a_replay_never_overtake(
        self, platform: Platform, database: Database, relay: asyncpg.Connection
    ) -> None:
        counter, log = uuid4(), MemoryLog()
        await park(database, *((counter, n) for n in range(1, 11)))
        [key] = await dead_letters.parked_keys(relay)
        # Positions go on where the parked ones ended.
        log.add(*(grew(uuid4()) for _ in range(10)))
        log.add(*(grew(counter, n) for n in range(11, 61)))

        async def slowly(event: Event[CounterGrew], session: WriteSession) -> None:
            await asyncio.sleep(0.002)
            await write_effect(event, session)

        handlers = Subscriptions("insights").on(CounterGrew, slowly)
        consumer = Consumer(
            handlers, log, database, limits=Limits(together=2, in_flight=3, wait=0.01)
        )
        async with running(consumer.run()):
            while log.committed < len(log.messages):
                await dead_letters.replay(database, handlers, key)
        await dead_letters.replay(database, handlers, key)
        values = [value for key_, value in await platform.effects() if key_ == counter]
        assert values == list(range(1, 61))


class TestDropping:
    async def test_one_event_is_dropped_and_the_rest_replayed(
        self, platform: Platform, database: Database, relay: asyncpg.Connection
    ) -> None:
        counter = uuid4()
        await park(database, (counter, 1), (counter, 2))
        [key] = await dead_letters.parked_keys(relay)
        assert await dead_letters.drop(relay, key, key.first_event) == 1
        await dead_letters.replay(database, subscriptions(), key)
        assert await platform.effects() == [(counter, 2)]

    async def test_a_whole_key_is_dropped(
        self, database: Database, relay: asyncpg.Connection
    ) -> None:
        counter = uuid4()
        await park(database, (counter, 1), (counter, 2))
        [key] = await dead_letters.parked_keys(relay)
        assert await dead_letters.drop(relay, key) == 2
        assert await dead_letters.parked_keys(relay) == []


@pytest.mark.slow
class TestCommand:
    def run(self, platform: Platform, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "common.messaging.dead_letters", *arguments],
            env={
                **os.environ,
                "GT_RELAY_DATABASE_URL": platform.url("insights_relay"),
                "GT_DATABASE_URL": platform.url("insights_app"),
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    async def test_it_lists_and_drops(self, platform: Platform, database: Database) -> None:
        counter = uuid4()
        await park(database, (counter, 1), (counter, 2))
        listed = await asyncio.to_thread(self.run, platform, "list", "insights")
        assert f"panel.counters {counter}: 2 waiting" in listed.stdout
        dropped = await asyncio.to_thread(
            self.run, platform, "drop", "insights", "--key", str(counter)
        )
        assert dropped.stdout == "dropped 2\n"

    async def test_a_replay_that_leaves_something_ends_with_status_1(
        self, platform: Platform, database: Database
    ) -> None:
        # The real insights library doesn't subscribe to the test's counters: they can't be read.
        await park(database, (uuid4(), 1))
        replayed = await asyncio.to_thread(self.run, platform, "replay", "insights")
        assert replayed.returncode == 1
        assert "0 handled, MalformedEvent" in replayed.stdout
