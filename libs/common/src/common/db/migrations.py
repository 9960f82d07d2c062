"""Migrations: one line per service, with a lock timeout, and the tables that all services share.

A service's ``migrations/env.py`` is::

    from common.db.migrations import run_migrations
    run_migrations(schema="panel")

Roles of a service, made by `common.db.roles`: ``<service>_owner`` owns the schema and migrates;
``<service>_app`` serves requests and events, and owns nothing; ``<service>_relay`` reads the outbox
of all systems and marks it, and touches nothing else.
"""

from __future__ import annotations

import os

from alembic import context, op
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from common.db.engine import asyncpg_url
from common.db.tenancy import CURRENT_SYSTEM_SQL

LOCK_TIMEOUT = "5s"
MIGRATION_URL = "GT_MIGRATION_DATABASE_URL"


def run_migrations(schema: str) -> None:
    """Migrate one schema, as its owner, holding an advisory lock so that only one runs.

    Raises:
        SystemExit: where ``GT_MIGRATION_DATABASE_URL`` isn't set.
    """
    import asyncio  # noqa: PLC0415

    url = context.config.get_main_option("sqlalchemy.url") or os.environ.get(MIGRATION_URL)
    if not url:
        raise SystemExit(f"{MIGRATION_URL}: set it to the address of the {schema} schema's owner")

    async def migrate() -> None:
        engine = create_async_engine(
            asyncpg_url(url),
            poolclass=pool.NullPool,
            connect_args={"server_settings": {"search_path": f"{schema},public"}},
        )
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, schema)
            await connection.commit()
        await engine.dispose()

    asyncio.run(migrate())


def _migrate(connection: Connection, schema: str) -> None:
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text("SELECT pg_advisory_lock(hashtext('migrate:' || :s))"), {"s": schema})
    connection.commit()
    context.configure(
        connection=connection,
        version_table="alembic_version",
        version_table_schema=schema,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def enable_tenancy(schema: str, *tables: str) -> None:
    """Force row-level security on tables: rows of the transaction's system, or none.

    Grants the app role what it needs of them.
    """
    for table in tables:
        name = f"{schema}.{table}"
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {name} TO {schema}_app "
            f"USING (ics = {CURRENT_SYSTEM_SQL}) WITH CHECK (ics = {CURRENT_SYSTEM_SQL})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {schema}_app")


def open_register(schema: str, table: str) -> None:
    """Let the app role read a tenanted table across systems: only for what is public by nature
    and needed before the system is known, such as the register of systems."""
    op.execute(
        f"CREATE POLICY register ON {schema}.{table} FOR SELECT TO {schema}_app USING (true)"
    )


def create_tombstones(schema: str) -> None:
    """Create the table of `common.messaging.erasure`: who was erased, as hashes alone.

    The app role may add to it and read it, and can take nothing away.
    """
    op.execute(
        f"CREATE TABLE {schema}.tombstones (ics varchar(10) NOT NULL CHECK (ics <> ''), "
        "member_hash bytea NOT NULL, erased_at timestamptz NOT NULL, "
        "PRIMARY KEY (ics, member_hash))"
    )
    enable_tenancy(schema, "tombstones")
    op.execute(f"REVOKE UPDATE, DELETE ON {schema}.tombstones FROM {schema}_app")


def create_shared_tables(schema: str) -> None:
    """Create the outbox, inbox, dead letters and idempotency keys of a service.

    The outbox is a ring of partitions, one per day, so that what is published and older than the
    replay window goes by TRUNCATE of a partition: no row is deleted one by one, no partition has to
    be made in time, and the worker needs no right to change the schema.

    The relay role sees the outbox and the dead letters of all systems; of the inbox and of
    idempotency keys it sees the age alone, to remove what is old.
    """
    for statement in _SHARED_TABLES.format(schema=schema, slots=OUTBOX_SLOTS).split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy(schema, "outbox", "inbox", "dead_letters", "idempotency_keys")
    for slot in range(OUTBOX_SLOTS):
        partition = f"{schema}.outbox_{slot}"
        op.execute(
            f"CREATE TABLE {partition} PARTITION OF {schema}.outbox FOR VALUES IN ({slot}) "
            "WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000)"
        )
        op.execute(f"ALTER TABLE {partition} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {partition} FORCE ROW LEVEL SECURITY")
        op.execute(f"GRANT TRUNCATE ON {partition} TO {schema}_relay")
    for table, rights in {
        "outbox": "SELECT, UPDATE",
        "dead_letters": "SELECT, INSERT, UPDATE, DELETE",
        "inbox": "SELECT (handled_at), DELETE",
        "idempotency_keys": "SELECT (created_at), DELETE",
    }.items():
        op.execute(
            f"CREATE POLICY relay ON {schema}.{table} TO {schema}_relay "
            "USING (true) WITH CHECK (true)"
        )
        op.execute(f"GRANT {rights} ON {schema}.{table} TO {schema}_relay")
    op.execute(f"GRANT SELECT ON {schema}.alembic_version TO {schema}_app, {schema}_relay")


OUTBOX_SLOTS = 10
"""Partitions of the outbox; a row's slot is the day since 1970 (UTC) modulo this. The replay window
must be at least two days shorter."""

_SHARED_TABLES = """
CREATE TABLE {schema}.outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    headers jsonb NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    slot smallint NOT NULL
        DEFAULT floor(extract(epoch FROM now()) / 86400)::bigint % {slots},
    PRIMARY KEY (seq, slot)
) PARTITION BY LIST (slot);
CREATE INDEX ix_outbox_unpublished ON {schema}.outbox (seq) WHERE published_at IS NULL;
CREATE TABLE {schema}.inbox (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ics, consumer, event_id)
);
CREATE INDEX ix_inbox_handled_at ON {schema}.inbox (handled_at);
CREATE TABLE {schema}.dead_letters (
    id uuid NOT NULL DEFAULT uuidv7(),
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    consumer text NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    event_id uuid NOT NULL,
    position bigint NOT NULL,
    headers jsonb NOT NULL,
    payload bytea NOT NULL,
    reason text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id),
    UNIQUE (consumer, topic, event_id)
);
CREATE INDEX ix_dead_letters_key ON {schema}.dead_letters (consumer, topic, key, position);
CREATE TABLE {schema}.idempotency_keys (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    caller text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ics, caller, key)
);
CREATE INDEX ix_idempotency_keys_created_at ON {schema}.idempotency_keys (created_at);
"""
