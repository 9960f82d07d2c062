"""Databases of their own at an earlier revision of one service, to be brought to the newest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config

from common.db.roles import create_roles
from common.testing.postgres import TestDatabases

ROOT = Path(__file__).parents[1]


class Earlier:
    """A service's database, at an earlier revision until it is upgraded."""

    def __init__(self, databases: TestDatabases, service: str, connection: asyncpg.Connection):
        self.connection = connection
        """Of the superuser, who sees the rows of every system."""
        self._databases = databases
        self._service = service

    async def upgrade(self, revision: str = "head") -> None:
        """Bring the schema to a revision, as its owner."""
        await asyncio.to_thread(_upgrade, self._databases, self._service, revision)

    async def downgrade(self, revision: str) -> None:
        """Take the schema back to a revision, as its owner."""
        await asyncio.to_thread(
            command.downgrade, _config(self._databases, self._service), revision
        )

    async def forces_row_level_security(self) -> bool:
        """Say whether every table of the schema still forces it."""
        forced: bool = await self.connection.fetchval(
            "SELECT bool_and(relforcerowsecurity) FROM pg_class "
            f"WHERE relnamespace = '{self._service}'::regnamespace AND relkind = 'r' "
            "AND relname <> 'alembic_version'"
        )
        return forced


@asynccontextmanager
async def database_at(
    databases: TestDatabases, service: str, revision: str
) -> AsyncIterator[Earlier]:
    """Make a database with one service's schema at a revision; it goes afterwards."""
    name = _name(service)
    server = await asyncpg.connect(databases.server.url())
    await server.execute(f"DROP DATABASE IF EXISTS {name}")
    await server.execute(f"CREATE DATABASE {name}")
    superuser = databases.server.url("postgres", name)
    await create_roles(superuser)
    await asyncio.to_thread(_upgrade, databases, service, revision)
    connection = await asyncpg.connect(superuser)
    try:
        yield Earlier(databases, service, connection)
    finally:
        await connection.close()
        await server.execute(f"DROP DATABASE {name}")
        await server.close()


def _name(service: str) -> str:
    return f"upgraded_{service}"


def _upgrade(databases: TestDatabases, service: str, revision: str) -> None:
    """Migrate as `local_runner.prepare` does, in this process: one of its own would spend most of
    its time on imports."""
    command.upgrade(_config(databases, service), revision)


def _config(databases: TestDatabases, service: str) -> Config:
    url = databases.server.url(f"{service}_owner", _name(service))
    config = Config(str(ROOT / "services" / service / "alembic.ini"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config
