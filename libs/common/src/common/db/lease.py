"""A pooled connection whose transaction began without SQLAlchemy's doing: three messages a
transaction, and no session's or compiler's work between them.

SQLAlchemy takes the same transaction over if it is asked to do anything in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asyncpg.transaction import Transaction
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from common.db.tenancy import SystemCode, TenantConnection
from common.observability.logging import get_logger

_log = get_logger(__name__)


class Lease:
    """A connection of the pool, its transaction begun and its tenant set."""

    __slots__ = ("_bound", "_engine", "_pooled", "raw")

    def __init__(self, engine: Engine, pooled: PoolProxiedConnection, raw: TenantConnection):
        self._engine = engine
        self._pooled = pooled
        self._bound: Connection | None = None
        self.raw = raw

    @classmethod
    async def take(cls, engine: Engine, tenant: SystemCode | None, *, readonly: bool) -> Lease:
        """Take a connection out of the pool, waiting for one, and begin a transaction on it."""
        pooled, raw = await greenlet_spawn(_live_connection, engine)
        lease = cls(engine, pooled, raw)
        try:
            await lease._begin(tenant, readonly=readonly)
        except BaseException:
            # Cancelled, say: the server may have begun what the driver was not told of yet.
            pooled.invalidate()
            raise
        return lease

    async def _begin(self, tenant: SystemCode | None, *, readonly: bool) -> None:
        self.raw.tenant = tenant
        transaction = self.raw.transaction(readonly=readonly)
        await transaction.start()
        # The dialect's connection then commits it, and rolls it back on its return to the pool,
        # as if it had begun it. There is no public way to say so; test_lease.py watches over it.
        adapted: Any = self._pooled.dbapi_connection
        adapted._transaction = transaction

    def bound(self) -> Connection:
        """Give SQLAlchemy's view of the connection, for a session to work in the transaction."""
        if self._bound is None:
            self._bound = Connection(self._engine, self._pooled)
        return self._bound

    async def commit(self) -> None:
        """Commit, and give the connection back."""
        await self._end(Transaction.commit)
        await self._give_back()

    async def release(self) -> None:
        """Give the connection back; what isn't committed is rolled back."""
        if not self._pooled.is_valid:
            return  # SQLAlchemy found it lost, and gave it up.
        try:
            await self._end(Transaction.rollback)
        except Exception:
            _log.warning("a connection could not be rolled back")
        else:
            await self._give_back()

    async def _end(self, how: Callable[[Transaction], Awaitable[None]]) -> None:
        """End the transaction, if SQLAlchemy has not; straight by the driver, since a way through
        the dialect would need a greenlet to await in."""
        adapted: Any = self._pooled.dbapi_connection
        if adapted._transaction is None:
            return
        transaction, adapted._transaction = adapted._transaction, None
        try:
            await how(transaction)
        except BaseException:
            # Nobody knows what it is in the midst of.
            self._pooled.invalidate()
            raise

    async def _give_back(self) -> None:
        """Give the connection back to the pool, or give it up if it is of no use any more."""
        pool: Any = self._engine.pool
        if self.raw.is_in_transaction():
            self._pooled.invalidate()
        elif pool.checkedin() < pool.size():
            self._pooled.close()
        else:
            # The pool has all that it keeps, and closes this one: for that it awaits.
            await greenlet_spawn(self._pooled.close)


def _live_connection(engine: Engine) -> tuple[PoolProxiedConnection, TenantConnection]:
    """Give a connection that was not lost while it lay in the pool."""
    while True:
        pooled = engine.raw_connection()
        raw = pooled.driver_connection
        if not isinstance(raw, TenantConnection):
            raise TypeError("sessions need connections made by Database")
        if not raw.is_closed():
            return pooled, raw
        pooled.invalidate()
