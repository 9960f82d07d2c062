"""How long Kafka is waited for, and what its errors are to everybody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiokafka.errors import KafkaError

from common.messaging.errors import LogUnavailable
from common.observability.logging import get_logger

ACKNOWLEDGED_WITHIN = 30.0
"""Seconds that a batch may take to be acknowledged before its producer is given up."""
CLOSED_WITHIN = 3.0

log = get_logger()


async def bounded(closing: Any) -> bool:
    """Wait for something to close, for so long; False where it did not."""
    try:
        async with asyncio.timeout(CLOSED_WITHIN):
            await closing
    except (TimeoutError, KafkaError, OSError, RuntimeError) as error:
        log.warning("not closed cleanly", cause=type(error).__name__)
        return False
    return True


@contextmanager
def translated() -> Iterator[None]:
    """Turn errors of Kafka and its connections into `LogUnavailable`."""
    try:
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        raise LogUnavailable(f"the event log in Kafka: {type(error).__name__}") from error


@asynccontextmanager
async def in_time(more: float = 0.0) -> AsyncIterator[None]:
    """Wait for the brokers, for as long as an acknowledgement may take.

    Args:
        more: seconds beyond that, which the caller waits on purpose.

    Raises:
        LogUnavailable: if they do not answer in time, or with an error.
    """
    with translated():
        async with asyncio.timeout(ACKNOWLEDGED_WITHIN + more):
            yield
