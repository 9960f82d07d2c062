"""What only the Kafka log promises: sends are bounded, and a stuck producer is replaced."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from common.messaging.adapters import kafka_bounds
from common.messaging.adapters.kafka import KafkaLog
from common.messaging.errors import LogUnavailable
from common.messaging.log import Message
from local_runner.kafka import EmbeddedKafka

pytestmark = pytest.mark.kafka


@pytest.fixture
def topic() -> str:
    return f"test.{uuid4().hex[:12]}"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kafka_bounds, "ACKNOWLEDGED_WITHIN", 2.0)
    monkeypatch.setattr(kafka_bounds, "CLOSED_WITHIN", 0.5)
    yield


def messages(topic: str, *numbers: int) -> list[Message]:
    return [Message(topic, "k", {}, b"%d" % n) for n in numbers]


class TestPublishing:
    @pytest.mark.usefixtures("impatient")
    async def test_a_stuck_send_is_bounded_and_the_next_producer_repeats_it(
        self, kafka_broker: EmbeddedKafka, topic: str
    ) -> None:
        log = KafkaLog(kafka_broker.bootstrap)
        pid = kafka_broker.pid
        assert pid is not None
        async with log.publisher() as publisher:
            await publisher.publish(messages(topic, 1))
            os.kill(pid, signal.SIGSTOP)
            try:
                _wait_until_it_stands_still(pid)
                async with asyncio.timeout(10):
                    with pytest.raises(LogUnavailable, match="TimeoutError"):
                        await publisher.publish(messages(topic, 2, 3))
            finally:
                os.kill(pid, signal.SIGCONT)
        await _until_it_answers(log)
        async with log.publisher() as successor:
            await successor.publish(messages(topic, 2, 3, 4))
        async with log.subscription(uuid4().hex, [topic]) as subscription:
            taken: list[int] = []
            while 4 not in taken:
                taken += [int(m.payload) for m in await subscription.fetch(10, 5.0)]
        # The stuck ones may or may not have been written: at least once, first ones in order.
        assert list(dict.fromkeys(taken)) == [1, 2, 3, 4]

    async def test_one_publish_may_fill_several_batches_of_a_partition(
        self, kafka_broker: EmbeddedKafka, topic: str
    ) -> None:
        log = KafkaLog(kafka_broker.bootstrap)
        many = [Message(topic, "k", {}, b"%06d" % n + b"x" * 10_000) for n in range(100)]
        async with log.publisher() as publisher:
            await publisher.publish(many)
        async with log.subscription(uuid4().hex, [topic]) as subscription:
            taken: list[bytes] = []
            while len(taken) < 100:
                taken += [m.payload for m in await subscription.fetch(100, 5.0)]
        assert taken == [m.payload for m in many]

    @pytest.mark.usefixtures("impatient")
    async def test_no_broker_is_an_outage(self) -> None:
        with pytest.raises(LogUnavailable):
            await KafkaLog("127.0.0.1:1").ping()


class TestConsuming:
    async def test_a_member_that_asks_for_other_topics_is_given_them(
        self, kafka_broker: EmbeddedKafka, topic: str
    ) -> None:
        """A broker hands a static member its old share, whatever it asks for now."""
        group, other = uuid4().hex, f"{topic}.other"
        log = KafkaLog(kafka_broker.bootstrap, member="the-same")
        async with log.publisher() as publisher:
            await publisher.publish([*messages(topic, 1), *messages(other, 2)])
        seen: list[bytes] = []
        async with log.subscription(group, [topic]) as before:
            seen += [m.payload for m in await before.fetch(10, 30.0)]
        async with log.subscription(group, [topic, other]) as after:
            while len(seen) < 2 or b"2" not in seen:
                seen += [m.payload for m in await after.fetch(10, 30.0)]
        assert b"2" in seen


def _wait_until_it_stands_still(pid: int) -> None:
    """Wait for every thread to stop: the signal is seen by one of them, when it next runs."""
    until = time.monotonic() + 10
    while any(_state(thread) != "T" for thread in Path(f"/proc/{pid}/task").iterdir()):
        assert time.monotonic() < until
        time.sleep(0.01)


def _state(thread: Path) -> str:
    try:
        return (thread / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return "T"


async def _until_it_answers(log: KafkaLog) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                await log.ping()
            except LogUnavailable:
                await asyncio.sleep(0.1)
            else:
                return
