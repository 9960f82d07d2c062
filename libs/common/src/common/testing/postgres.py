"""The platform's database for tests: made once a process, emptied before each test.

A schema is migrated when the first test asks for it, by the service's own migrations in a process
of their own, as the role that owns it.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Collection, Coroutine
from pathlib import Path
from threading import Thread
from typing import Any, Protocol, TypeVar

import asyncpg

from common.db.migrations import MIGRATION_URL
from common.db.roles import EVENT_LOG, SERVICES, create_roles

T = TypeVar("T")

EMPTY = """
DO $$
DECLARE target regclass;
BEGIN
    PERFORM set_config('lock_timeout', '10s', true);
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR target IN
        SELECT c.oid FROM pg_class c
        WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind IN ('r', 'p')
          AND NOT c.relispartition AND c.relname <> 'alembic_version'
    LOOP
        EXECUTE 'DELETE FROM ' || target;
    END LOOP;
END $$
"""
"""Deleting a few rows is several times faster than TRUNCATE of as many tables; `replica` sets
foreign keys and append-only triggers aside for this statement. Format with ``schema``."""


class Server(Protocol):
    """A running Postgres that trusts its users."""

    def url(self, role: str = ..., database: str = ...) -> str:
        """Give the address for a role."""


class TestDatabases:
    """The schemas of all services on one server.

    Args:
        server: running, with an empty database ``golden_thread``.
        root: the repository's root, where the services' migrations are.
        migrated: schemas that the server has already; where there are any, it has the roles too.
    """

    __test__ = False

    def __init__(self, server: Server, root: Path, migrated: Collection[str] = frozenset()) -> None:
        self.server = server
        self._root = root
        self._migrated = set(migrated)
        if not migrated:
            run(create_roles(server.url()))

    def migrate(self, service: str) -> None:
        """Bring a service's schema to its newest revision, once."""
        if service in self._migrated:
            return
        if service not in SERVICES:
            raise ValueError(f"no such service: {service}")
        configuration = self._root / "services" / service / "alembic.ini"
        command = [sys.executable, "-m", "alembic", "-c", str(configuration), "upgrade", "head"]
        self._run(command, {MIGRATION_URL: self.server.url(f"{service}_owner")})
        self._migrated.add(service)

    def migrate_event_log(self) -> str:
        """Make the Postgres event log's tables, once; give its address for services."""
        if EVENT_LOG not in self._migrated:
            module = ["-m", "common.messaging.event_log", "migrate", "--url"]
            self._run([sys.executable, *module, self.server.url(f"{EVENT_LOG}_owner")], {})
            self._migrated.add(EVENT_LOG)
        return self.server.url(f"{EVENT_LOG}_app")

    async def empty(self, schema: str) -> None:
        """Delete every row of a schema."""
        connection = await asyncpg.connect(self.server.url())
        try:
            await connection.execute(EMPTY.format(schema=schema))
        finally:
            await connection.close()

    def _run(self, command: list[str], environment: dict[str, str]) -> None:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=self._root,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end from where a loop may be running already (a session fixture)."""
    results: list[T] = []
    errors: list[BaseException] = []

    def target() -> None:
        try:
            results.append(asyncio.run(work))
        except BaseException as error:
            errors.append(error)

    thread = Thread(target=target)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]
