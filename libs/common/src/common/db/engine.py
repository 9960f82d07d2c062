"""Engine and sessions. Reading and writing are different types; only the edge commits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction

from common.db.lease import Lease
from common.db.tenancy import SystemCode, TenantConnection

_TENANT = "tenant"


class _TenantSyncSession(Session):
    """Knows its tenant, and works in the transaction that was begun for it, if one was."""

    lease: Lease | None = None

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Give the leased connection, or else the engine."""
        return super().get_bind(*args, **kwargs) if self.lease is None else self.lease.bound()


@event.listens_for(_TenantSyncSession, "after_begin")
def _hand_over_tenant(session: Session, _: SessionTransaction, connection: Connection) -> None:
    raw = connection.connection.driver_connection
    if not isinstance(raw, TenantConnection):
        raise TypeError("sessions need connections made by Database")
    raw.tenant = session.info.get(_TENANT)


class ReadSession(AsyncSession):
    """A session in a read-only transaction of one system.

    What is done by `raw_connection` and what is done by the session's own methods is done in one
    transaction. A session that is used by `raw_connection` alone costs a fraction of another.
    """

    sync_session_class = _TenantSyncSession
    sync_session: _TenantSyncSession

    async def commit(self) -> None:
        """Commit what was done in the session and on its raw connection."""
        if self.in_transaction():
            await super().commit()
        lease = self._leave()
        if lease is not None:
            await lease.commit()

    async def rollback(self) -> None:
        """Undo what was done in the session and on its raw connection."""
        await super().rollback()
        await self._release()

    async def close(self) -> None:
        """Give the connection back; what isn't committed is rolled back."""
        try:
            if self.in_transaction():
                await super().close()
        finally:
            await self._release()

    async def lease(self) -> TenantConnection:
        """Begin the session's transaction on a connection of the pool, once; give that one."""
        sync = self.sync_session
        if sync.lease is None:
            engine, readonly = sync.get_bind().engine, not isinstance(self, WriteSession)
            sync.lease = await Lease.take(engine, sync.info[_TENANT], readonly=readonly)
        return sync.lease.raw

    def _leave(self) -> Lease | None:
        lease, self.sync_session.lease = self.sync_session.lease, None
        return lease

    async def _release(self) -> None:
        lease = self._leave()
        if lease is not None:
            await lease.release()


class WriteSession(ReadSession):
    """A session in a read-write transaction of one system; whoever opened it commits it."""


def asyncpg_url(url: str) -> str:
    """Turn a plain postgresql:// address into the one that SQLAlchemy's asyncpg dialect takes."""
    scheme, separator, rest = url.partition("://")
    if separator != "://" or scheme not in {"postgresql", "postgres", "postgresql+asyncpg"}:
        raise ValueError("a database address begins with postgresql://")
    return f"postgresql+asyncpg://{rest}"


class Database:
    """The pool of one role's connections to one schema, and the sessions drawn from it.

    Args:
        url: postgresql:// address, with the role that the process acts as.
        schema: the schema that unqualified names mean.
        pool_size: connections at most; further users wait up to 5 s.
        kept: of them, how many stay open while nobody uses them; all of them if it isn't said. Each
            is a process of Postgres with what it knows of the tables.
    """

    def __init__(
        self, url: str, *, schema: str, pool_size: int = 5, kept: int | None = None
    ) -> None:
        kept = pool_size if kept is None else min(kept, pool_size)
        self.schema = schema
        self.engine: AsyncEngine = create_async_engine(
            asyncpg_url(url),
            pool_size=kept,
            max_overflow=pool_size - kept,
            # Of those that are free the one that was used last: few do all where few suffice, and
            # it knows the tables and statements already.
            pool_use_lifo=True,
            pool_timeout=5,
            pool_pre_ping=False,
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
            connect_args={
                "connection_class": TenantConnection,
                "server_settings": {
                    "search_path": f"{schema},public",
                    "application_name": f"golden-thread-{schema}",
                    "jit": "off",
                    "idle_in_transaction_session_timeout": "30s",
                },
                "timeout": 5,
                "command_timeout": 60,
            },
        )
        self._reading = self.engine.execution_options(postgresql_readonly=True)

    @asynccontextmanager
    async def transaction(self, ics: SystemCode | None) -> AsyncIterator[WriteSession]:
        """Open a read-write transaction of one system; commit at the end, roll back on an error.

        ``None`` means no system: row-level security then shows nothing but what a role's own
        policy grants (the relay's outbox, the public register of systems).
        """
        async with self.write_session(ics) as session:
            yield session
            await session.commit()

    @asynccontextmanager
    async def reading(self, ics: SystemCode | None) -> AsyncIterator[ReadSession]:
        """Open a read-only transaction of one system."""
        async with self.read_session(ics) as session:
            yield session

    def read_session(self, ics: SystemCode | None) -> ReadSession:
        """Make a read-only session that the caller closes (the edge of the API)."""
        return ReadSession(
            self._reading, info={_TENANT: ics}, expire_on_commit=False, autoflush=False
        )

    def write_session(self, ics: SystemCode | None) -> WriteSession:
        """Make a read-write session that the caller commits and closes (the edge of the API)."""
        return WriteSession(self.engine, info={_TENANT: ics}, expire_on_commit=False)

    async def ping(self) -> None:
        """Ask the database for one row; raises whatever the driver raises."""
        async with self.reading(None) as session:
            await session.execute(text("SELECT 1"))

    async def revision(self) -> str | None:
        """Give the revision that the schema was migrated to, as alembic names it."""
        async with self.reading(None) as session:
            found: str | None = await session.scalar(
                text("SELECT version_num FROM alembic_version")
            )
            return found

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def raw_connection(session: ReadSession) -> Any:
    """Give the asyncpg connection under a session, its transaction begun and its tenant set.

    For hot paths and COPY. The session still owns the transaction.
    """
    leased = session.sync_session.lease is not None
    if not session.in_transaction() or (leased and not session.in_nested_transaction()):
        return await session.lease()
    # The session began the transaction, or has a savepoint that it may not have told of yet.
    connection = await session.connection()
    raw = (await connection.get_raw_connection()).driver_connection
    if not isinstance(raw, TenantConnection):
        raise TypeError("sessions need connections made by Database")
    if not raw.is_in_transaction():
        await connection.execute(text("SELECT"))
    return raw
