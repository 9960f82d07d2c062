"""The event log in Apache Kafka (aiokafka).

Publishing: idempotent, acks=all, by one task; a send that is not acknowledged in time ends that
producer, and the next one begins from the first event that is not marked as published. Consuming:
offsets are committed by hand, members are static, so a restart moves no partitions, and a watchdog
ends the process where there is lag and no progress.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import timedelta

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from common.messaging.adapters.kafka_bounds import bounded, in_time, translated
from common.messaging.adapters.kafka_publisher import KafkaPublisher, new_producer, stop_producer
from common.messaging.adapters.kafka_subscription import KafkaSubscription, stop_consumer
from common.messaging.adapters.watchdog import Watchdog
from common.messaging.errors import LogUnavailable

PARTITIONS = 6
"""Partitions of a topic that we create: as many workers of a service can share it."""
_TOPIC_EXISTS = 36


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
            async with in_time():
                await producer.start()
            yield KafkaPublisher(producer, self.ensure_topics)
        finally:
            await stop_producer(producer)

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
            async with in_time():
                await consumer.start()
            yield KafkaSubscription(consumer, Watchdog())
        finally:
            await stop_consumer(consumer)

    async def ping(self) -> None:
        """Raise `LogUnavailable` unless the brokers answer."""
        async with self._admin() as admin:
            with translated():
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
            with translated():
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
            async with in_time():
                await admin.start()
            yield admin
        finally:
            await bounded(admin.close())


def _new_topic(name: str) -> NewTopic:
    topic = NewTopic(name, PARTITIONS, 1)
    # The constructor refuses -1, "as the brokers are set up", which the protocol allows.
    topic.replication_factor = -1
    return topic
