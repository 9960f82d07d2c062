"""Publishing to Apache Kafka: idempotent, acks=all, by one task."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from common.messaging.adapters.kafka_bounds import bounded, in_time
from common.messaging.log import Message

LINGER_MS = 5
BATCH_BYTES = 256 * 1024

EnsureTopics = Callable[[Collection[str]], Awaitable[None]]


class KafkaPublisher:
    """Sends through one idempotent producer, which lives until the first doubt.

    It fills the batches of each partition itself and hands them over closed: nothing lingers, and
    a batch costs the producer one future instead of one per message.
    """

    def __init__(self, producer: AIOKafkaProducer, ensure_topics: EnsureTopics) -> None:
        self._producer = producer
        self._ensure_topics = ensure_topics

    async def publish(self, messages: Sequence[Message]) -> None:
        """Send all in order and await every acknowledgement."""
        by_topic: dict[str, list[Message]] = {}
        for message in messages:
            by_topic.setdefault(message.topic, []).append(message)
        await self._ensure_topics(by_topic)
        async with in_time():
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


async def stop_producer(producer: AIOKafkaProducer) -> None:
    """Stop a producer even when it waits for acknowledgements that don't come."""
    if await bounded(producer.stop()):
        return
    # What it still holds is published again by its successor; without this it would go on trying.
    await bounded(producer._sender.close())
    await bounded(producer.client.close())


def _append(batch: Any, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> bool:
    """Add a message to a batch; False where it is full. An empty one takes any message."""
    return batch.append(timestamp=None, key=key, value=value, headers=headers) is not None
