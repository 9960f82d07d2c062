"""A raw connection and its session work in one transaction, whichever of them began it."""

from __future__ import annotations

import asyncpg
import pytest
from sqlalchemy import text

from common.db.engine import Database, raw_connection
from lease_support import COUNT, INSERT, QE1, in_use, kept
from wire_support import wiretap


class TestCommit:
    async def test_what_both_wrote_is_committed_at_once(self, edge_database: Database) -> None:
        async with edge_database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(INSERT)
            await session.execute(text(INSERT))
            assert await session.scalar(text(COUNT)) == 2
            assert await kept(edge_database) == 0

        assert await kept(edge_database) == 2
        assert in_use(edge_database) == 0

    async def test_the_raw_connection_joins_what_the_session_began(
        self, edge_database: Database
    ) -> None:
        async with edge_database.transaction(QE1) as session:
            await session.execute(text(INSERT))
            assert await (await raw_connection(session)).fetchval(COUNT) == 1

    async def test_a_session_may_be_used_again_after_its_commit(
        self, edge_database: Database
    ) -> None:
        async with edge_database.write_session(QE1) as session:
            for _ in range(2):
                await (await raw_connection(session)).execute(INSERT)
                await session.execute(text(INSERT))
                await session.commit()

        assert await kept(edge_database) == 4

    async def test_a_commit_alone_is_three_round_trips(self, edge_database: Database) -> None:
        url = edge_database.engine.url.set(drivername="postgresql")
        async with wiretap(url.render_as_string(hide_password=False)) as wire:
            database = Database(wire.url, schema="edge")
            async with database.transaction(QE1) as session:
                await (await raw_connection(session)).fetchval(COUNT)
            wire.clear()
            async with database.transaction(QE1) as session:
                await (await raw_connection(session)).fetchval(COUNT)
            await database.dispose()
            assert wire.round_trips == 3


class TestRollBack:
    @pytest.mark.parametrize("by_session_too", [False, True])
    async def test_an_error_undoes_what_either_wrote(
        self, edge_database: Database, by_session_too: bool
    ) -> None:
        with pytest.raises(RuntimeError):
            async with edge_database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(INSERT)
                if by_session_too:
                    await session.execute(text(INSERT))
                raise RuntimeError

        assert await kept(edge_database) == 0
        assert in_use(edge_database) == 0

    async def test_a_savepoint_undoes_its_own_part_alone(self, edge_database: Database) -> None:
        async with edge_database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(INSERT)
            with pytest.raises(RuntimeError):
                async with session.begin_nested():
                    await (await raw_connection(session)).execute(INSERT)
                    raise RuntimeError

        assert await kept(edge_database) == 1

    async def test_roll_back_gives_the_connection_back(self, edge_database: Database) -> None:
        async with edge_database.write_session(QE1) as session:
            await (await raw_connection(session)).execute(INSERT)
            await session.rollback()
            assert in_use(edge_database) == 0

        assert await kept(edge_database) == 0


class TestReading:
    async def test_it_cannot_write(self, edge_database: Database) -> None:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            async with edge_database.reading(QE1) as session:
                await (await raw_connection(session)).execute(INSERT)

    async def test_a_transaction_that_can_write_does_not_follow_it_read_only(
        self, edge_database: Database
    ) -> None:
        async with edge_database.reading(QE1) as session:
            await (await raw_connection(session)).fetchval(COUNT)
            await session.execute(text(COUNT))
        async with edge_database.transaction(QE1) as session:
            await session.execute(text(INSERT))

        assert await kept(edge_database) == 1
