"""The event log in Apache Kafka (aiokafka).

Publishing: idempotent, acks=all, by one task; a send that is not acknowledged in time ends that
producer, and the next one begins from the first event that is not marked as published. Consuming:
offsets are committed by hand, members are static, so a restart moves no partitions, and a watchdog
ends the process where there is lag and no progress.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import zlib
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    KafkaError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)

from common.messaging.adapters.watchdog import Watchdog
from common.messaging.errors import LogUnavailable, OwnershipLost
from common.messaging.log import Delivered, Message
from common.observability.logging import get_logger

PARTITIONS = 6
"""Partitions of a topic that we create: as many workers of a service can share it."""
LINGER_MS = 5
BATCH_BYTES = 256 * 1024
ACKNOWLEDGED_WITHIN = 30.0
"""Seconds that a batch may take to be acknowledged before its producer is given up."""
CLOSED_WITHIN = 3.0
LAG_CHECK_EVERY = 10.0
_TOPIC_EXISTS = 36
_LOST = (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)

log = get_logger()


class KafkaLog:
    """The event log in Kafka.

    Args:
        bootstrap: ``host:port,host:port``.
        member: name of this process within its consumer groups, stable over restarts; the host's
            name if not given.
    """

    def __init__(self, bootstrap: str, *, member: str | None = None) -> None:
        self._bootstrap = bootstrap
        self._member = member or socket.gethostname()
        self._known: set[str] = set()

    @asynccontextmanager
    async def publisher(self) -> AsyncIterator[KafkaPublisher]:
        """Open a producer."""
        producer = new_producer(self._bootstrap)
        try:
            with _translated():
                async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                    await producer.start()
            yield KafkaPublisher(producer, self)
        finally:
            await _stop_producer(producer)

    @asynccontextmanager
    async def subscription(
        self, group: str, topics: Collection[str]
    ) -> AsyncIterator[KafkaSubscription]:
        """Join a consumer group as this process's static member.

        The broker gives a static member that comes back its old partitions, even where it now asks
        for other topics; so the topics are part of the member's name.
        """
        await self.ensure_topics(topics)
        topics_mark = hashlib.sha256("\n".join(sorted(topics)).encode()).hexdigest()[:8]
        consumer = AIOKafkaConsumer(
            *sorted(topics),
            bootstrap_servers=self._bootstrap,
            client_id=f"golden-thread-{group}",
            group_id=group,
            group_instance_id=f"{group}-{self._member}-{topics_mark}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=15_000,
            heartbeat_interval_ms=3_000,
            request_timeout_ms=15_000,
            metadata_max_age_ms=30_000,
        )
        try:
            with _translated():
                async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                    await consumer.start()
            yield KafkaSubscription(consumer, Watchdog())
        finally:
            await _stop_consumer(consumer)

    async def ping(self) -> None:
        """Raise `LogUnavailable` unless the brokers answer."""
        async with self._admin() as admin:
            with _translated():
                await admin.list_topics()

    async def trim(self, keep: timedelta) -> int:
        """Leave it to the brokers, whose topics have their own retention."""
        return 0

    async def ensure_topics(self, topics: Collection[str]) -> None:
        """Create the topics that are missing, with the brokers' usual replication."""
        wanted = set(topics) - self._known
        if not wanted:
            return
        async with self._admin() as admin:
            with _translated():
                missing = sorted(wanted - set(await admin.list_topics()))
                if missing:
                    response = await admin.create_topics([_new_topic(name) for name in missing])
                    for name, code, *_ in response.topic_errors:
                        if code not in (0, _TOPIC_EXISTS):
                            raise LogUnavailable(f"can't create the topic {name}: error {code}")
        self._known |= wanted

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap, request_timeout_ms=10_000)
        try:
            with _translated():
                async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                    await admin.start()
            yield admin
        finally:
            await _bounded(admin.close())


class KafkaPublisher:
    """Sends through one idempotent producer, which lives until the first doubt.

    It fills the batches of each partition itself and hands them over closed: nothing lingers, and
    a batch costs the producer one future instead of one per message.
    """

    def __init__(self, producer: AIOKafkaProducer, topics: KafkaLog) -> None:
        self._producer = producer
        self._topics = topics

    async def publish(self, messages: Sequence[Message]) -> None:
        """Send all in order and await every acknowledgement."""
        by_topic: dict[str, list[Message]] = {}
        for message in messages:
            by_topic.setdefault(message.topic, []).append(message)
        await self._topics.ensure_topics(by_topic)
        with _translated():
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                sent = [
                    await self._producer.send_batch(batch, topic, partition=partition)
                    for topic, those in by_topic.items()
                    for partition, batch in await self._batches(topic, those)
                ]
                await asyncio.gather(*sent)

    async def _batches(self, topic: str, messages: Sequence[Message]) -> list[tuple[int, Any]]:
        """Fill batches in order; those of one partition stay in order."""
        partitions = sorted(await self._producer.partitions_for(topic))
        filled: list[tuple[int, Any]] = []
        filling: dict[int, Any] = {}
        for message in messages:
            key = message.key.encode()
            headers = [(name, value.encode()) for name, value in message.headers.items()]
            partition = partitions[zlib.crc32(key) % len(partitions)]
            batch = filling.get(partition)
            if batch is None or not _append(batch, key, message.payload, headers):
                batch = filling[partition] = self._producer.create_batch()
                filled.append((partition, batch))
                _append(batch, key, message.payload, headers)
        for _, batch in filled:
            batch.close()
        return filled


class KafkaSubscription:
    """One static member of a consumer group."""

    def __init__(self, consumer: AIOKafkaConsumer, watchdog: Watchdog) -> None:
        self._consumer = consumer
        self._watchdog = watchdog
        self._check_due = asyncio.get_running_loop().time() + LAG_CHECK_EVERY

    @property
    def partitions(self) -> frozenset[TopicPartition]:
        """This member's present share."""
        return frozenset(self._consumer.assignment())

    async def fetch(self, limit: int, wait: float) -> Sequence[Delivered]:
        """Give the next messages of this member's partitions."""
        with _translated():
            async with asyncio.timeout(wait + ACKNOWLEDGED_WITHIN):
                records = await self._consumer.getmany(
                    timeout_ms=int(wait * 1000), max_records=limit
                )
        delivered = [_delivered(record) for batch in records.values() for record in batch]
        if delivered:
            self._watchdog.progressed()
        else:
            await self._look_for_lag()
        return delivered

    async def commit(self, handled: Sequence[Delivered]) -> None:
        """Commit the offsets behind what is handled."""
        offsets: dict[TopicPartition, int] = {}
        for message in handled:
            partition = TopicPartition(message.topic, message.partition)
            offsets[partition] = max(offsets.get(partition, 0), message.offset + 1)
        try:
            with _translated():
                async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                    await self._consumer.commit(offsets)
        except LogUnavailable as error:
            if isinstance(error.__cause__, _LOST):
                raise OwnershipLost("partitions have moved to another member") from error
            raise

    async def lag(self) -> int:
        """Count the messages of this member's partitions that are not fetched yet."""
        lag, _ = await self._measure(self._consumer.assignment())
        return lag

    async def _look_for_lag(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._check_due:
            return
        self._check_due = now + LAG_CHECK_EVERY
        try:
            partitions = self._consumer.assignment()
            lag, handled = await self._measure(partitions or self._all_partitions())
        except LogUnavailable as error:
            log.warning("lag is unknown", cause=str(error))
            return
        self._watchdog.observe(lag, handled)

    async def _measure(self, partitions: Collection[TopicPartition]) -> tuple[int, int]:
        """Count what waits in some partitions, and how far they are fetched or committed."""
        if not partitions:
            return 0, 0
        assigned = self._consumer.assignment()
        with _translated():
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                ends = await self._consumer.end_offsets(list(partitions))
                reached = {
                    p: await self._consumer.position(p)
                    if p in assigned
                    else await self._consumer.committed(p) or 0
                    for p in partitions
                }
        return sum(max(0, ends[p] - reached[p]) for p in partitions), sum(reached.values())

    def _all_partitions(self) -> Collection[TopicPartition]:
        return [
            TopicPartition(topic, number)
            for topic in self._consumer.subscription()
            for number in self._consumer.partitions_for_topic(topic) or ()
        ]


def new_producer(bootstrap: str) -> AIOKafkaProducer:
    """Make a producer with the settings that the relay uses."""
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        client_id="golden-thread-relay",
        acks="all",
        enable_idempotence=True,
        linger_ms=LINGER_MS,
        max_batch_size=BATCH_BYTES,
        request_timeout_ms=15_000,
    )


def _new_topic(name: str) -> NewTopic:
    topic = NewTopic(name, PARTITIONS, 1)
    # The constructor refuses -1, "as the brokers are set up", which the protocol allows.
    topic.replication_factor = -1
    return topic


def _append(batch: Any, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> bool:
    """Add a message to a batch; False where it is full. An empty one takes any message."""
    return batch.append(timestamp=None, key=key, value=value, headers=headers) is not None


def _delivered(record: Any) -> Delivered:
    return Delivered(
        topic=record.topic,
        key=(record.key or b"").decode(errors="replace"),
        headers={name: value.decode(errors="replace") for name, value in record.headers},
        payload=record.value or b"",
        partition=record.partition,
        offset=record.offset,
    )


async def _stop_producer(producer: AIOKafkaProducer) -> None:
    """Stop a producer even when it waits for acknowledgements that don't come."""
    if await _bounded(producer.stop()):
        return
    # What it still holds is published again by its successor; without this it would go on trying.
    await _bounded(producer._sender.close())
    await _bounded(producer.client.close())


async def _stop_consumer(consumer: AIOKafkaConsumer) -> None:
    if not await _bounded(consumer.stop()):
        await _bounded(consumer._client.close())


async def _bounded(closing: Any) -> bool:
    try:
        async with asyncio.timeout(CLOSED_WITHIN):
            await closing
    except (TimeoutError, KafkaError, OSError, RuntimeError) as error:
        log.warning("not closed cleanly", cause=type(error).__name__)
        return False
    return True


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        raise LogUnavailable(f"the event log in Kafka: {type(error).__name__}") from error
