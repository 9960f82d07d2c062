"""Work that has to wait for another transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def waits(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start work that has to wait for another transaction."""
    task = asyncio.create_task(work)
    done, _ = await asyncio.wait([task], timeout=1)
    assert not done, "it did not wait"
    return task
