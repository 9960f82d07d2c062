"""Sessions: reading and writing are different, and the edge commits."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common.db.engine import Database, asyncpg_url, raw_connection
from common.db.tenancy import SystemCode

QE1 = SystemCode("QE1")
INSERT = text("INSERT INTO notes (ics, text) VALUES ('QE1', 'x')")
COUNT = text("SELECT count(*) FROM notes")
BACKEND = text("SELECT pg_backend_pid()")
LEFT = text("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(:pids)")


class TestTransaction:
    async def test_it_commits_at_its_end(self, edge_database: Database) -> None:
        async with edge_database.transaction(QE1) as session:
            await session.execute(INSERT)

        async with edge_database.reading(QE1) as session:
            assert await session.scalar(COUNT) == 1

    async def test_it_rolls_back_on_an_error(self, edge_database: Database) -> None:
        with pytest.raises(RuntimeError):
            async with edge_database.transaction(QE1) as session:
                await session.execute(INSERT)
                raise RuntimeError

        async with edge_database.reading(QE1) as session:
            assert await session.scalar(COUNT) == 0


class TestReading:
    async def test_it_cannot_write(self, edge_database: Database) -> None:
        with pytest.raises(DBAPIError, match="read-only"):
            async with edge_database.reading(QE1) as session:
                await session.execute(INSERT)


class TestPool:
    async def test_it_never_has_more_connections_than_it_was_given(
        self, edge_database: Database
    ) -> None:
        assert edge_database.engine.pool.size() == 5  # type: ignore[attr-defined]
        assert edge_database.engine.pool._max_overflow == 0  # type: ignore[attr-defined]

    @pytest.mark.parametrize("raw", [False, True])
    async def test_it_keeps_as_many_as_it_was_told_while_nobody_uses_them(
        self, edge_database: Database, caplog: pytest.LogCaptureFixture, raw: bool
    ) -> None:
        url = edge_database.engine.url.render_as_string(hide_password=False)
        database = Database(
            url.replace("+asyncpg", ""), schema=edge_database.schema, pool_size=4, kept=2
        )
        pids: set[int] = set()

        async with AsyncExitStack() as stack:
            for _ in range(4):
                session = await stack.enter_async_context(database.reading(QE1))
                if raw:
                    pids.add(await (await raw_connection(session)).fetchval(str(BACKEND)))
                else:
                    pids.add(await session.scalar(BACKEND))
        kept = database.engine.pool.checkedin()  # type: ignore[attr-defined]
        async with edge_database.reading(QE1) as other:
            for _ in range(50):  # Postgres' processes end a little after their connections.
                left = await other.scalar(LEFT, {"pids": list(pids)})
                if left == kept:
                    break
                await asyncio.sleep(0.1)
        await database.dispose()

        assert (len(pids), kept, left) == (4, 2, 2)
        assert caplog.records == []

    async def test_it_gives_the_connection_that_was_used_last(
        self, edge_database: Database
    ) -> None:
        async with edge_database.reading(QE1) as one, edge_database.reading(QE1) as other:
            await one.execute(BACKEND)
            await other.execute(BACKEND)

        used = set()
        for _ in range(4):
            async with edge_database.reading(QE1) as session:
                used.add(await session.scalar(BACKEND))

        assert len(used) == 1


class TestAddress:
    def test_it_takes_a_plain_one(self) -> None:
        assert asyncpg_url("postgresql://a@h/d") == "postgresql+asyncpg://a@h/d"

    @pytest.mark.parametrize("url", ["mysql://h/d", "h/d", ""])
    def test_others_are_refused_without_repeating_them(self, url: str) -> None:
        with pytest.raises(ValueError, match=r"begins with postgresql://$"):
            asyncpg_url(url)
