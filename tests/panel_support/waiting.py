"""Work that has to wait for another transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from common.db.engine import Database, raw_connection

T = TypeVar("T")


async def waits(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start work that has to wait for another transaction."""
    task = asyncio.create_task(work)
    done, _ = await asyncio.wait([task], timeout=1)
    assert not done, "it did not wait"
    return task


async def blocked(database: Database, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start work, and wait until a statement of it waits for a lock, however long that takes."""
    task = asyncio.create_task(work)
    for _ in range(400):
        async with database.reading(None) as session:
            connection = await raw_connection(session)
            if await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
                return task
        assert not task.done(), "it did not wait"
        await asyncio.sleep(0.05)
    raise AssertionError("it neither waits for a lock nor ends")
