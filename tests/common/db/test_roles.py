"""Roles: the app role owns nothing, and none may pass by row-level security."""

from __future__ import annotations

import asyncpg
import pytest

from common.db.engine import Database
from common.db.migrations import LOCK_TIMEOUT
from common.db.roles import create_roles, role_names
from common.testing.postgres import TestDatabases


@pytest.fixture
async def superuser(edge_databases: TestDatabases) -> asyncpg.Connection:
    return await asyncpg.connect(edge_databases.server.url())


class TestRoles:
    async def test_none_is_a_superuser_or_passes_by_row_level_security(
        self, superuser: asyncpg.Connection
    ) -> None:
        rows = await superuser.fetch(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY ($1) "
            "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)",
            role_names(),
        )
        await superuser.close()

        assert rows == []

    async def test_making_them_again_changes_nothing(self, edge_databases: TestDatabases) -> None:
        await create_roles(edge_databases.server.url())

    async def test_the_relay_sees_every_systems_outbox_and_nothing_else(
        self,
        edge_database: Database,
        edge_databases: TestDatabases,
        superuser: asyncpg.Connection,
    ) -> None:
        for ics in ("QE1", "QKK"):
            await superuser.execute(
                "INSERT INTO edge.outbox (ics, event_id, topic, key, headers, payload) "
                "VALUES ($1, uuidv7(), 't', 'k', '{}', '')",
                ics,
            )
        await superuser.close()
        relay = await asyncpg.connect(edge_databases.server.url("edge_relay"))
        try:
            assert await relay.fetchval("SELECT count(*) FROM edge.outbox") == 2
            for private in ("text FROM edge.notes", "body FROM edge.idempotency_keys"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await relay.fetchval("SELECT " + private)
        finally:
            await relay.close()

    def test_a_migration_waits_for_a_lock_only_so_long(self) -> None:
        assert LOCK_TIMEOUT == "5s"
