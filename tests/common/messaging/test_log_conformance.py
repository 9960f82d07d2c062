"""What every adapter of the event log keeps: one suite, run on both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from aiokafka import TopicPartition

from common.messaging.adapters.kafka import KafkaLog
from common.messaging.adapters.kafka_subscription import KafkaSubscription
from common.messaging.adapters.postgres import PostgresLog
from common.messaging.log import Delivered, EventLog, Message, Subscription
from faults.platform import Platform

PATIENCE = 40.0
"""Seconds; a Kafka member that is gone is given up after 15."""


@dataclass
class Kit:
    """One adapter under test: a log per process, and a fresh topic."""

    open: Callable[[str], EventLog]
    topic: str = field(default_factory=lambda: f"test.{uuid4().hex[:12]}")
    group: str = field(default_factory=lambda: f"group-{uuid4().hex[:12]}")

    def message(self, key: str, payload: bytes = b"{}", **headers: str) -> Message:
        return Message(self.topic, key, headers, payload)


@pytest.fixture(params=["postgres", pytest.param("kafka", marks=pytest.mark.kafka)])
def kit(request: pytest.FixtureRequest) -> Kit:
    if request.param == "postgres":
        platform: Platform = request.getfixturevalue("platform")
        return Kit(lambda _: PostgresLog(platform.log_url, poll=0.2))
    bootstrap = request.getfixturevalue("kafka_broker").bootstrap
    return Kit(lambda member: KafkaLog(bootstrap, member=member))


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def take(subscription: Subscription, count: int) -> list[Delivered]:
    """Fetch until ``count`` messages are there, committing each fetch."""
    taken: list[Delivered] = []
    async with asyncio.timeout(PATIENCE):
        while len(taken) < count:
            batch = await subscription.fetch(100, 0.5)
            if batch:
                taken.extend(batch)
                await subscription.commit(batch)
    return taken


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.05)


def payloads(messages: Sequence[Delivered]) -> list[bytes]:
    return [m.payload for m in messages]


class TestDelivery:
    async def test_messages_of_a_key_arrive_in_the_order_they_were_published(
        self, kit: Kit, stack: AsyncExitStack
    ) -> None:
        log = kit.open("a")
        publisher = await stack.enter_async_context(log.publisher())
        for batch in range(5):
            await publisher.publish(
                [kit.message(f"key-{n % 7}", b"%d" % (batch * 100 + n)) for n in range(100)]
            )
        subscription = await stack.enter_async_context(log.subscription(kit.group, [kit.topic]))
        taken = await take(subscription, 500)
        for key in {m.key for m in taken}:
            numbers = [int(m.payload) for m in taken if m.key == key]
            assert numbers == sorted(numbers)
        assert len({m.payload for m in taken}) == 500

    async def test_offsets_grow_within_topic_and_partition(
        self, kit: Kit, stack: AsyncExitStack
    ) -> None:
        log = kit.open("a")
        publisher = await stack.enter_async_context(log.publisher())
        await publisher.publish([kit.message(str(n)) for n in range(50)])
        await publisher.publish([kit.message(str(n)) for n in range(50)])
        subscription = await stack.enter_async_context(log.subscription(kit.group, [kit.topic]))
        taken = await take(subscription, 100)
        for partition in {m.partition for m in taken}:
            offsets = [m.offset for m in taken if m.partition == partition]
            assert offsets == list(range(len(offsets)))

    async def test_headers_and_unicode_keys_survive_the_way(
        self, kit: Kit, stack: AsyncExitStack
    ) -> None:
        log = kit.open("a")
        publisher = await stack.enter_async_context(log.publisher())
        sent = kit.message("schlüssel-ключ-🔑", b"\x00\xff{}", ce_id="1", ce_title="Żółć ☕ 'x'")
        await publisher.publish([sent])
        subscription = await stack.enter_async_context(log.subscription(kit.group, [kit.topic]))
        [taken] = await take(subscription, 1)
        assert (taken.key, dict(taken.headers), taken.payload) == (
            sent.key,
            dict(sent.headers),
            sent.payload,
        )

    async def test_large_messages_arrive_whole(self, kit: Kit, stack: AsyncExitStack) -> None:
        log = kit.open("a")
        publisher = await stack.enter_async_context(log.publisher())
        large = [kit.message("k", bytes([n]) * 900 * 1024) for n in range(12)]
        await publisher.publish(large)
        subscription = await stack.enter_async_context(log.subscription(kit.group, [kit.topic]))
        assert payloads(await take(subscription, 12)) == [m.payload for m in large]

    async def test_a_publish_of_nothing_is_acknowledged(
        self, kit: Kit, stack: AsyncExitStack
    ) -> None:
        publisher = await stack.enter_async_context(kit.open("a").publisher())
        await publisher.publish([])

    async def test_one_publish_may_hold_several_topics(
        self, kit: Kit, stack: AsyncExitStack
    ) -> None:
        log = kit.open("a")
        other = kit.topic + ".other"
        publisher = await stack.enter_async_context(log.publisher())
        await publisher.publish(
            [kit.message("k", b"1"), Message(other, "k", {}, b"2"), kit.message("k", b"3")]
        )
        subscription = await stack.enter_async_context(
            log.subscription(kit.group, [kit.topic, other])
        )
        taken = await take(subscription, 3)
        assert payloads([m for m in taken if m.topic == kit.topic]) == [b"1", b"3"]
        assert payloads([m for m in taken if m.topic == other]) == [b"2"]

    async def test_a_waiting_reader_is_told_of_news_at_once(
        self, kit: Kit, stack: AsyncExitStack
    ) -> None:
        log = kit.open("a")
        publisher = await stack.enter_async_context(log.publisher())
        await publisher.publish([kit.message("k", b"first")])
        subscription = await stack.enter_async_context(log.subscription(kit.group, [kit.topic]))
        await take(subscription, 1)
        waiting = asyncio.create_task(subscription.fetch(10, 10.0))
        await asyncio.sleep(0)
        await publisher.publish([kit.message("k", b"second")])
        async with asyncio.timeout(2.0):
            assert payloads(await waiting) == [b"second"]

    async def test_an_empty_log_gives_nothing_after_the_wait(
        self, kit: Kit, stack: AsyncExitStack
    ) -> None:
        subscription = await stack.enter_async_context(
            kit.open("a").subscription(kit.group, [kit.topic])
        )
        assert await subscription.fetch(10, 0.2) == []

    async def test_the_log_answers_a_ping(self, kit: Kit) -> None:
        await kit.open("a").ping()


class TestResuming:
    async def test_a_member_resumes_after_the_last_commit(self, kit: Kit) -> None:
        log = kit.open("a")
        async with log.publisher() as publisher:
            await publisher.publish([kit.message("k", b"%d" % n) for n in range(10)])
        async with log.subscription(kit.group, [kit.topic]) as subscription:
            first = await subscription.fetch(4, PATIENCE)
            await subscription.commit(first)
            await subscription.fetch(3, PATIENCE)  # never committed
        async with kit.open("a").subscription(kit.group, [kit.topic]) as subscription:
            rest = await take(subscription, 10 - len(first))
        assert payloads([*first, *rest]) == [b"%d" % n for n in range(10)]

    async def test_what_was_never_committed_arrives_again(self, kit: Kit) -> None:
        log = kit.open("a")
        async with log.publisher() as publisher:
            await publisher.publish([kit.message("k", b"%d" % n) for n in range(3)])
        for _ in range(2):
            async with log.subscription(kit.group, [kit.topic]) as subscription:
                taken: list[Delivered] = []
                while len(taken) < 3:
                    taken.extend(await subscription.fetch(10, PATIENCE))
            assert payloads(taken) == [b"0", b"1", b"2"]

    async def test_a_new_group_begins_at_the_beginning(self, kit: Kit) -> None:
        log = kit.open("a")
        async with log.publisher() as publisher:
            await publisher.publish([kit.message("k", b"%d" % n) for n in range(5)])
        for group in ("one", "two"):
            async with log.subscription(kit.group + group, [kit.topic]) as subscription:
                assert len(await take(subscription, 5)) == 5

    async def test_lag_counts_what_is_not_fetched(self, kit: Kit, stack: AsyncExitStack) -> None:
        log = kit.open("a")
        publisher = await stack.enter_async_context(log.publisher())
        await publisher.publish([kit.message("k", b"%d" % n) for n in range(10)])
        subscription = await stack.enter_async_context(log.subscription(kit.group, [kit.topic]))
        fetched = await subscription.fetch(4, PATIENCE)
        assert await subscription.lag() == 10 - len(fetched)


class TestGroups:
    async def test_each_message_goes_to_one_member(self, kit: Kit, stack: AsyncExitStack) -> None:
        publisher = await stack.enter_async_context(kit.open("p").publisher())
        await publisher.publish([kit.message("warm-up")])
        members = [
            await stack.enter_async_context(kit.open(name).subscription(kit.group, [kit.topic]))
            for name in ("a", "b")
        ]
        taken: list[Delivered] = []

        async def consume(member: Subscription) -> None:
            while True:
                batch = await member.fetch(10, 0.2)
                if batch:
                    await member.commit(batch)
                    taken.extend(batch)

        consuming = [asyncio.create_task(consume(member)) for member in members]
        await eventually(lambda: _settled(members))
        await publisher.publish([kit.message(f"key-{n}", b"%d" % n) for n in range(200)])

        async def all_arrived() -> bool:
            return len({m.payload for m in taken}) == 201

        await eventually(all_arrived)
        for task in consuming:
            task.cancel()
        await asyncio.gather(*consuming, return_exceptions=True)
        assert len(taken) == 201

    async def test_another_member_takes_over_from_the_last_commit(self, kit: Kit) -> None:
        async with kit.open("p").publisher() as publisher:
            await publisher.publish([kit.message("k", b"%d" % n) for n in range(10)])
        async with AsyncExitStack() as first_life:
            first = await first_life.enter_async_context(
                kit.open("a").subscription(kit.group, [kit.topic])
            )
            done = await first.fetch(5, PATIENCE)
            await first.commit(done)
        async with kit.open("b").subscription(kit.group, [kit.topic]) as second:
            rest = await take(second, 10 - len(done))
        assert payloads([*done, *rest]) == [b"%d" % n for n in range(10)]


async def _settled(members: Sequence[Subscription]) -> bool:
    """Say whether every partition has its one member; in Kafka a rebalance brings it about."""
    if not all(isinstance(member, KafkaSubscription) for member in members):
        return True
    assigned: list[TopicPartition] = [
        partition
        for member in members
        if isinstance(member, KafkaSubscription)
        for partition in member.partitions
    ]
    shares = [m.partitions for m in members if isinstance(m, KafkaSubscription)]
    return all(shares) and len(assigned) == len(set(assigned))
