"""A schema of these tests' own, `edge`, with the tables that all services share and three more."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from types import ModuleType

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from common.db import roles
from common.db.engine import Database, asyncpg_url
from common.db.migrations import create_shared_tables, enable_tenancy
from common.testing.postgres import TestDatabases, run

SCHEMA = "edge"
REVISION = "0001"

_TABLES = """
CREATE TABLE alembic_version (version_num varchar(32) NOT NULL);
INSERT INTO alembic_version VALUES ('0001');
CREATE TABLE notes (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    text text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (ics, id),
    UNIQUE (ics, text)
);
CREATE TABLE pairs (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    other uuid NOT NULL,
    PRIMARY KEY (ics, id),
    FOREIGN KEY (ics, other) REFERENCES pairs DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE mails (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    sealed bytea,
    state text NOT NULL DEFAULT 'waiting',
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    failure text,
    PRIMARY KEY (ics, id)
);
CREATE POLICY due_mail ON mails FOR SELECT TO edge_owner USING (true);
CREATE FUNCTION systems_with_due_mail() RETURNS SETOF varchar
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = edge
    AS 'SELECT DISTINCT ics FROM mails WHERE state = ''waiting'' AND due_at <= now()'
"""


def _migrate(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        for statement in _TABLES.split(";\n"):
            connection.exec_driver_sql(statement)
        create_shared_tables(SCHEMA)
        enable_tenancy(SCHEMA, "notes", "pairs", "mails")


async def _create(databases: TestDatabases) -> None:
    await roles.create_roles(databases.server.url())
    engine = create_async_engine(
        asyncpg_url(databases.server.url(f"{SCHEMA}_owner")),
        connect_args={"server_settings": {"search_path": f"{SCHEMA},public"}},
    )
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


@pytest.fixture(scope="session")
def edge_databases(databases: TestDatabases) -> TestDatabases:
    """The databases, with the schema `edge` among them, made as any service's is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(roles, "SERVICES", (SCHEMA,))
        run(_create(databases))
    return databases


@pytest.fixture
async def edge_database(edge_databases: TestDatabases) -> AsyncIterator[Database]:
    """The schema `edge` as edge_app, emptied."""
    await edge_databases.empty(SCHEMA)
    database = Database(edge_databases.server.url(f"{SCHEMA}_app"), schema=SCHEMA)
    yield database
    await database.dispose()


@pytest.fixture
def edge_package(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The package of a service named `edge`, of which only its revision matters."""
    package = ModuleType(SCHEMA)
    package.SCHEMA_REVISION = REVISION  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, SCHEMA, package)
    return package
