"""The locks of a worker's periodic jobs: each runs in one worker of its service at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from common.db.engine import Database
from common.db.locks import lock_key


class JobLocks:
    """Session advisory locks, all on one connection, which is kept as long as the worker runs.

    The server lets go of them where the connection is lost; jobs that run then go on without, so
    another worker may run the same job beside them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: AsyncConnection | None = None
        self._asking = asyncio.Lock()
        self._held: set[str] = set()

    @asynccontextmanager
    async def held(self, name: str) -> AsyncIterator[bool]:
        """Hold a job's lock; False where another worker, or this one, is at it."""
        if name in self._held:
            # Postgres would give a session the same lock twice.
            yield False
            return
        self._held.add(name)
        key = lock_key("job", self._database.schema, name)
        try:
            raw = await self._ask("SELECT pg_try_advisory_lock($1)", key)
            if raw is None:
                yield False
                return
            try:
                yield True
            finally:
                await self._let_go(raw, key)
        finally:
            self._held.discard(name)

    async def close(self) -> None:
        """Give the connection back, and with it every lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()

    async def _ask(self, statement: str, key: int) -> Any:
        """Ask for a lock; gives the driver's connection that has it, None where it is taken."""
        async with self._asking:
            raw = await self._live()
            try:
                return raw if await raw.fetchval(statement, key) else None
            except BaseException:
                # Nobody knows whether it was given.
                await self.close()
                raise

    async def _let_go(self, raw: Any, key: int) -> None:
        async with self._asking:
            if not raw.is_closed():
                await raw.execute("SELECT pg_advisory_unlock($1)", key)

    async def _live(self) -> Any:
        """Give the driver's connection, outside of any transaction, which would keep old rows."""
        if self._connection is not None:
            raw: Any = (await self._connection.get_raw_connection()).driver_connection
            if not raw.is_closed():
                return raw
            await self.close()
        self._connection = await self._database.engine.connect()
        return (await self._connection.get_raw_connection()).driver_connection
