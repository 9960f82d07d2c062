"""A small platform for the tests of messaging: two schemas, the shared tables, the event log.

``panel`` is where facts are recorded, of counters that only grow; ``insights`` is where their
effects are written, in a table that would show a repeated, a lost or an overtaken one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import ClassVar
from uuid import UUID

import asyncpg
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from common.db.engine import Database, WriteSession, asyncpg_url, raw_connection
from common.db.migrations import create_shared_tables, enable_tenancy
from common.db.roles import create_roles
from common.db.tenancy import SystemCode
from common.events.envelope import Event, EventData
from common.messaging import outbox
from common.messaging.adapters import postgres_schema
from common.messaging.subscriptions import Subscriptions
from local_runner.postgres import EmbeddedPostgres

DATABASE = "messaging"
QE1 = SystemCode("QE1")
QKK = SystemCode("QKK")

_COUNTERS = """
CREATE TABLE panel.counters (
    ics varchar(10) NOT NULL, id uuid NOT NULL, value bigint NOT NULL, PRIMARY KEY (ics, id))
"""
_EFFECTS = """
CREATE TABLE insights.effects (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ics varchar(10) NOT NULL,
    counter_id uuid NOT NULL, value bigint NOT NULL, at timestamptz DEFAULT clock_timestamp())
"""


class CounterGrew(EventData):
    """A counter grew by one."""

    event_type: ClassVar[str] = "panel.counter.grew.v1"
    topic: ClassVar[str] = "panel.counters"
    subject_field: ClassVar[str] = "counter_id"

    counter_id: UUID
    value: int


class CounterNamed(EventData):
    """Another event of the same topic, which nobody subscribes to."""

    event_type: ClassVar[str] = "panel.counter.named.v1"
    topic: ClassVar[str] = "panel.counters"
    subject_field: ClassVar[str] = "counter_id"

    counter_id: UUID


@dataclass(frozen=True)
class Platform:
    """A running platform's addresses."""

    server: EmbeddedPostgres

    def url(self, role: str) -> str:
        """Give the address for a role."""
        return self.server.url(role, DATABASE)

    @property
    def log_url(self) -> str:
        """The Postgres event log, for clients."""
        return self.url("event_log_app")

    def producer(self, pool_size: int = 5) -> Database:
        """Open the schema where facts are recorded."""
        return Database(self.url("panel_app"), schema="panel", pool_size=pool_size)

    def consumer(self, pool_size: int = 5) -> Database:
        """Open the schema where effects are written."""
        return Database(self.url("insights_app"), schema="insights", pool_size=pool_size)

    async def prepare(self) -> None:
        """Make database, roles, schemas and tables."""
        admin = await asyncpg.connect(self.server.url())
        await admin.execute(f"CREATE DATABASE {DATABASE}")
        await admin.close()
        await create_roles(self.url("postgres"))
        await _migrate(self.url("panel_owner"), "panel", "counters", _COUNTERS)
        await _migrate(self.url("insights_owner"), "insights", "effects", _EFFECTS)
        await postgres_schema.migrate(self.url("event_log_owner"))

    async def empty(self) -> None:
        """Forget everything but the tables."""
        admin = await asyncpg.connect(self.url("postgres"))
        for schema in ("panel", "insights"):
            await self.set_revision(schema, import_module(schema).SCHEMA_REVISION)
            await admin.execute(
                f"TRUNCATE {schema}.outbox, {schema}.inbox, {schema}.dead_letters, "
                f"{schema}.idempotency_keys"
            )
        await admin.execute(
            "TRUNCATE panel.counters, insights.effects, event_log.topics, event_log.messages, "
            "event_log.consumer_offsets"
        )
        await admin.close()

    async def set_revision(self, schema: str, revision: str) -> None:
        """Say that a schema was migrated to some revision."""
        admin = await asyncpg.connect(self.url("postgres"))
        await admin.execute(f"UPDATE {schema}.alembic_version SET version_num = $1", revision)
        await admin.close()

    async def effects(self) -> Sequence[tuple[UUID, int]]:
        """Give every effect in the order in which it was written."""
        admin = await asyncpg.connect(self.url("postgres"))
        rows = await admin.fetch("SELECT counter_id, value FROM insights.effects ORDER BY seq")
        await admin.close()
        return [(row["counter_id"], row["value"]) for row in rows]

    async def unpublished(self) -> int:
        """Count the rows of the outbox that are not marked as published."""
        admin = await asyncpg.connect(self.url("postgres"))
        count: int = await admin.fetchval(
            "SELECT count(*) FROM panel.outbox WHERE published_at IS NULL"
        )
        await admin.close()
        return count


async def grow(session: WriteSession, ics: SystemCode, counter: UUID) -> int:
    """Let a counter grow and record it: aggregate row first, then the outbox."""
    connection = await raw_connection(session)
    value: int = await connection.fetchval(
        "INSERT INTO counters VALUES ($1, $2, 1) "
        "ON CONFLICT (ics, id) DO UPDATE SET value = counters.value + 1 RETURNING value",
        ics,
        counter,
    )
    await outbox.record(session, ics, CounterGrew(counter_id=counter, value=value))
    return value


async def write_effect(event: Event[CounterGrew], session: WriteSession) -> None:
    """The handler: one effect per event."""
    connection = await raw_connection(session)
    await connection.execute(
        "INSERT INTO effects (ics, counter_id, value) VALUES ($1, $2, $3)",
        event.ics,
        event.data.counter_id,
        event.data.value,
    )


def subscriptions(consumer: str = "insights") -> Subscriptions:
    """Subscribe the effects to the counters."""
    return Subscriptions(consumer).on(CounterGrew, write_effect)


async def _migrate(url: str, schema: str, table: str, ddl: str) -> None:
    def apply(connection: Connection) -> None:
        connection.execute(text(f"CREATE TABLE {schema}.alembic_version (version_num text)"))
        revision = import_module(schema).SCHEMA_REVISION
        connection.execute(
            text(f"INSERT INTO {schema}.alembic_version VALUES (:revision)"),
            {"revision": revision},
        )
        with Operations.context(MigrationContext.configure(connection)):
            create_shared_tables(schema)
            connection.execute(text(ddl))
            enable_tenancy(schema, table)

    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(apply)
    await engine.dispose()
