"""Databases that stay open from test to test, emptied or filled again before each.

Opening connections is the dearest part of a small test: a fresh one also has to read the catalogue
of everything that it touches. Tests that share a loop share these instead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import asyncpg

from common.db.engine import Database
from common.testing.postgres import TestDatabases

Fill = Callable[[Database], Awaitable[None]]
"""Writes what many tests begin with; a function of a module, always writing the same."""

_ADMIN = {"session_replication_role": "replica", "lock_timeout": "10s"}
"""Sets foreign keys and append-only triggers aside for a whole session, since Postgres forgets its
plans where this changes."""

_TABLES = """
SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relname <> 'alembic_version'
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname
"""

_FUNCTION = (
    "CREATE FUNCTION pg_temp.{name}() RETURNS void LANGUAGE plpgsql AS $$BEGIN {body}; END$$"
)
"""Its statements are planned once a session; by themselves they were planned before each test,
which cost more than running them."""


class Pools:
    """One pool for each service's app role, and one connection that empties and fills.

    All of it belongs to the loop in which it is used.
    """

    def __init__(self, databases: TestDatabases) -> None:
        self._databases = databases
        self._open: dict[str, Database] = {}
        self._emptiers: dict[str, str] = {}
        self._refills: dict[tuple[str, Fill], str] = {}
        self._admin: asyncpg.Connection[Any] | None = None

    async def __aenter__(self) -> Self:
        url = self._databases.server.url()
        self._admin = await asyncpg.connect(url, server_settings=_ADMIN)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for database in self._open.values():
            await database.dispose()
        await self._connection.close()

    async def emptied(self, service: str) -> Database:
        """Give a service's own database, as its app role, without a row."""
        database = self._database(service)
        if service not in self._emptiers:
            self._emptiers[service] = await self._emptier(service)
        await self._connection.execute(self._emptiers[service])
        return database

    async def filled(self, service: str, fill: Fill) -> Database:
        """Give a service's database with what ``fill`` writes, and nothing else.

        The first time ``fill`` writes it; from then on the rows are copied on the server.
        """
        database = await self.emptied(service)
        if (refill := self._refills.get((service, fill))) is None:
            await fill(database)
            self._refills[service, fill] = await self._keep(service, fill)
        else:
            await self._connection.execute(refill)
        return database

    @property
    def _connection(self) -> asyncpg.Connection[Any]:
        if self._admin is None:
            raise RuntimeError("use pools in `async with`")
        return self._admin

    def _database(self, service: str) -> Database:
        if service not in self._open:
            self._databases.migrate(service)
            url = self._databases.server.url(f"{service}_app")
            self._open[service] = Database(url, schema=service)
        return self._open[service]

    async def _emptier(self, service: str) -> str:
        """Give the statement that deletes every row of the schema: of a few rows that is several
        times faster than TRUNCATE of as many tables."""
        tables = await self._connection.fetch(_TABLES, service)
        return await self._function(
            f"empty_{service}",
            [f'DELETE FROM {service}."{table["name"]}"' for table in tables],  # noqa: S608
        )

    async def _keep(self, service: str, fill: Fill) -> str:
        """Copy every row beside the schema; give the statement that brings them back."""
        kept = f"kept_{len(self._refills)}_{service}"
        await self._connection.execute(f"CREATE SCHEMA {kept}")
        statements = []
        for table in await self._connection.fetch(_TABLES, service):
            name, columns = f'"{table["name"]}"', table["columns"]
            copied = await self._connection.execute(
                f"CREATE TABLE {kept}.{name} AS SELECT {columns} FROM {service}.{name}"  # noqa: S608
            )
            if copied != "SELECT 0":
                statements.append(
                    f"INSERT INTO {service}.{name} ({columns}) OVERRIDING SYSTEM VALUE "  # noqa: S608
                    f"SELECT {columns} FROM {kept}.{name}"
                )
        return await self._function(kept, statements)

    async def _function(self, name: str, statements: list[str]) -> str:
        """Make a function of statements for this session; give the statement that calls it."""
        body = "; ".join(statements or ["NULL"])
        await self._connection.execute(_FUNCTION.format(name=name, body=body))
        return f"SELECT pg_temp.{name}()"
