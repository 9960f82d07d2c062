"""Consuming from Apache Kafka: offsets are committed by hand, and a watchdog ends the process where
there is lag and no progress."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)

from common.messaging.adapters.kafka_bounds import bounded, in_time
from common.messaging.adapters.watchdog import Watchdog
from common.messaging.errors import LogUnavailable, OwnershipLost
from common.messaging.log import Delivered
from common.observability.logging import get_logger

LAG_CHECK_EVERY = 10.0
_LOST = (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)

log = get_logger()


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
        async with in_time(wait):
            records = await self._consumer.getmany(timeout_ms=int(wait * 1000), max_records=limit)
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
            async with in_time():
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
        async with in_time():
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


async def stop_consumer(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer even when the brokers do not answer."""
    if not await bounded(consumer.stop()):
        await bounded(consumer._client.close())


def _delivered(record: Any) -> Delivered:
    return Delivered(
        topic=record.topic,
        key=(record.key or b"").decode(errors="replace"),
        headers={name: value.decode(errors="replace") for name, value in record.headers},
        payload=record.value or b"",
        partition=record.partition,
        offset=record.offset,
    )
