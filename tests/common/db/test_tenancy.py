"""Row-level security: a transaction sees its system and nothing else, and without one nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common.db.engine import Database, raw_connection
from common.db.tenancy import SystemCode, TenantConnection, system_code
from common.testing.postgres import TestDatabases
from wire_support import Wire, wiretap

QE1, QKK = SystemCode("QE1"), SystemCode("QKK")
INSERT = text("INSERT INTO notes (ics, text) VALUES (:ics, 'x')")
COUNT = text("SELECT count(*) FROM notes")


@pytest.fixture
async def written(edge_database: Database) -> Database:
    """A note of QE1."""
    async with edge_database.transaction(QE1) as session:
        await session.execute(INSERT, {"ics": QE1})
    return edge_database


@pytest.fixture
async def wire(edge_databases: TestDatabases) -> AsyncIterator[Wire]:
    """A wiretap between a database and its Postgres."""
    async with wiretap(edge_databases.server.url("edge_app")) as tapped:
        yield tapped


class TestIsolation:
    async def test_a_system_sees_its_own_rows(self, written: Database) -> None:
        async with written.reading(QE1) as session:
            assert await session.scalar(COUNT) == 1

    async def test_it_sees_none_of_anothers(self, written: Database) -> None:
        async with written.reading(QKK) as session:
            assert await session.scalar(COUNT) == 0

    async def test_it_cannot_write_into_another(self, written: Database) -> None:
        with pytest.raises(DBAPIError, match="row-level security"):
            async with written.transaction(QKK) as session:
                await session.execute(INSERT, {"ics": QE1})

    async def test_it_cannot_move_a_row_into_another(self, written: Database) -> None:
        with pytest.raises(DBAPIError, match="row-level security"):
            async with written.transaction(QE1) as session:
                await session.execute(text("UPDATE notes SET ics = 'QKK'"))

    async def test_it_changes_and_deletes_none_of_anothers(self, written: Database) -> None:
        async with written.transaction(QKK) as session:
            for statement in ("UPDATE notes SET version = 9", "DELETE FROM notes"):
                assert (await session.execute(text(statement))).rowcount == 0  # type: ignore[attr-defined]


class TestFailsClosed:
    async def test_unset_sees_nothing(self, written: Database) -> None:
        async with written.reading(None) as session:
            assert await session.scalar(COUNT) == 0

    async def test_empty_sees_nothing(self, written: Database) -> None:
        async with written.transaction(None) as session:
            await session.execute(text("SELECT set_config('app.ics', '', true)"))
            assert await session.scalar(COUNT) == 0

    @pytest.mark.parametrize("setting", [None, ""])
    async def test_unset_or_empty_writes_nothing(
        self, edge_database: Database, setting: str | None
    ) -> None:
        with pytest.raises(DBAPIError, match="row-level security"):
            async with edge_database.transaction(None) as session:
                if setting is not None:
                    await session.execute(text("SELECT set_config('app.ics', '', true)"))
                await session.execute(INSERT, {"ics": ""})

    async def test_the_owner_of_the_table_sees_nothing_either(
        self, written: Database, edge_databases: TestDatabases
    ) -> None:
        owner = await asyncpg.connect(edge_databases.server.url("edge_owner"))
        try:
            assert await owner.fetchval("SELECT count(*) FROM edge.notes") == 0
        finally:
            await owner.close()

    async def test_no_other_services_role_reaches_the_schema(
        self, written: Database, edge_databases: TestDatabases
    ) -> None:
        stranger = await asyncpg.connect(edge_databases.server.url("panel_app"))
        try:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await stranger.fetchval("SELECT count(*) FROM edge.notes")
        finally:
            await stranger.close()

    @pytest.mark.parametrize("code", ["", "qe1", "QE", "QE1'; --", "Q" * 11, "QE1\n"])
    def test_what_is_no_code_never_reaches_a_statement(self, code: str) -> None:
        with pytest.raises(ValueError, match="code"):
            system_code(code)


class TestOneRoundTrip:
    async def test_begin_and_the_tenant_are_one_message(self, wire: Wire) -> None:
        database = Database(wire.url, schema="edge")
        async with database.reading(QE1) as session:
            await session.execute(text("SELECT 1"))
        wire.clear()

        async with database.transaction(QE1) as session:
            await session.execute(text("SELECT 1"))
        await database.dispose()

        begin = wire.queries[0]
        assert begin.startswith("BEGIN")
        assert "set_config('app.ics', 'QE1', true)" in begin
        assert [q.rstrip(";") for q in wire.queries[1:]] == ["COMMIT"]
        # BEGIN with the tenant, the statement, COMMIT: three, and nothing to set or reset.
        assert wire.round_trips == 3

    async def test_a_pooled_connection_keeps_no_tenant(self, written: Database) -> None:
        async with written.reading(QE1) as session:
            first = await raw_connection(session)
            assert isinstance(first._con if hasattr(first, "_con") else first, TenantConnection)
        async with written.reading(None) as session:
            assert await raw_connection(session) is first
            setting = await session.scalar(text("SELECT current_setting('app.ics', true)"))
            assert setting in (None, "")
            assert await session.scalar(COUNT) == 0

    async def test_a_raw_connection_has_its_tenant_set(self, written: Database) -> None:
        async with written.reading(QE1) as session:
            connection = await raw_connection(session)
            assert await connection.fetchval("SELECT count(*) FROM notes") == 1
