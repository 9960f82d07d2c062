"""Nothing acknowledged is lost, each effect happens once, order holds per key: whatever dies.

Real processes, killed as the kernel kills. Clients note what they were told; in the end their
history is compared with the effects.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from faults.platform import Platform
from faults.world import world
from local_runner.kafka import EmbeddedKafka

LOAD = 2.5
QUIET = 45.0
"""A Kafka member that was killed, or whose broker was, may need 15 s and more to come back."""


class TestWorkers:
    async def test_nothing_goes_wrong_while_nothing_dies(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path
    ) -> None:
        async with world(platform, broker, tmp_path) as w:
            await w.load(LOAD / 2)
            assert await w.settled(QUIET) == set()
            assert len(w.history.acknowledged) > 50
            assert [worker.stop() for worker in w.workers] == [0, 0]

    async def test_a_relay_killed_between_send_and_mark(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path
    ) -> None:
        async with world(platform, broker, tmp_path, relay={"die_at": "send-mark"}) as w:
            await w.load(LOAD)
            assert await w.settled(QUIET) == set()
            assert w.relay.deaths == 1

    @pytest.mark.parametrize("point", ["effect-commit", "commit-offset"])
    async def test_a_consumer_killed_between_effect_and_commit(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path, point: str
    ) -> None:
        async with world(platform, broker, tmp_path, consumer={"die_at": point}) as w:
            await w.load(LOAD)
            assert await w.settled(QUIET) == set()
            assert w.consumer.deaths == 1

    async def test_both_killed_again_and_again(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path
    ) -> None:
        async with world(platform, broker, tmp_path) as w:
            loading = asyncio.create_task(w.load(LOAD * 1.5))
            for worker in (w.relay, w.consumer, w.relay, w.consumer):
                await asyncio.sleep(LOAD / 4)
                await asyncio.to_thread(worker.kill)
            await loading
            assert await w.settled(QUIET) == set()
            assert w.relay.deaths >= 2


class TestServers:
    async def test_postgres_killed_and_started_again(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path
    ) -> None:
        async with world(platform, broker, tmp_path) as w:
            loading = asyncio.create_task(w.load(LOAD * 1.5))
            for _ in range(2):
                await asyncio.sleep(LOAD / 3)
                await asyncio.to_thread(platform.server.kill)
                await asyncio.to_thread(platform.server.start)
            await loading
            assert await w.settled(QUIET) == set()
            assert len(w.history.acknowledged) > 50

    async def test_the_broker_killed_and_started_again(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path
    ) -> None:
        """With the log in Postgres this is Postgres again, stopped in an orderly way."""
        server = broker or platform.server
        async with world(platform, broker, tmp_path) as w:
            loading = asyncio.create_task(w.load(LOAD * 1.5))
            await asyncio.sleep(LOAD / 2)
            if broker is not None:
                await asyncio.to_thread(broker.kill)
            else:
                await asyncio.to_thread(platform.server.stop)
            await asyncio.to_thread(server.start)
            await loading
            assert await w.settled(QUIET) == set()


class TestTheTests:
    """Each planted bug must be caught, or the suite proves nothing."""

    async def test_a_relay_that_follows_the_serial_id_is_caught(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path
    ) -> None:
        async with world(platform, broker, tmp_path, relay={"bug": "cursor"}) as w:
            await w.load(LOAD)
            assert "lost" in await w.settled(4.0)

    async def test_an_offset_committed_before_the_effect_is_caught(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path
    ) -> None:
        peculiar = {"bug": "offset-first", "die_at": "effect-commit"}
        async with world(platform, broker, tmp_path, consumer=peculiar) as w:
            await w.load(LOAD)
            assert "lost" in await w.settled(20.0 if broker else 4.0)
            assert w.consumer.deaths == 1

    async def test_a_consumer_without_inbox_is_caught(
        self, platform: Platform, broker: EmbeddedKafka | None, tmp_path: Path
    ) -> None:
        relay, consumer = {"die_at": "send-mark"}, {"bug": "no-inbox"}
        async with world(platform, broker, tmp_path, relay=relay, consumer=consumer) as w:
            await w.load(LOAD)
            assert "repeated" in await w.settled(QUIET)
