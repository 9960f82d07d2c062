"""A connection that was lost, or that nobody knows the state of, is not lent again."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from asyncpg.transaction import Transaction
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common.db.engine import Database, raw_connection
from lease_support import COUNT, INSERT, QE1, in_use, kept


class TestLostConnection:
    async def test_one_lost_in_the_pool_is_replaced_unnoticed(
        self, edge_database: Database
    ) -> None:
        async with edge_database.reading(QE1) as session:
            lost = await raw_connection(session)
        lost.terminate()

        async with edge_database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(INSERT)

        assert await kept(edge_database) == 1

    async def test_one_lost_in_use_is_given_up(self, edge_database: Database) -> None:
        with pytest.raises(RuntimeError):
            async with edge_database.transaction(QE1) as session:
                (await raw_connection(session)).terminate()
                raise RuntimeError

        assert in_use(edge_database) == 0
        assert await kept(edge_database) == 0

    async def test_one_lost_at_the_commit_is_given_up(self, edge_database: Database) -> None:
        with pytest.raises(Exception, match="connection is closed"):
            async with edge_database.transaction(QE1) as session:
                raw = await raw_connection(session)
                await raw.execute(INSERT)
                raw.terminate()

        assert in_use(edge_database) == 0
        assert await kept(edge_database) == 0

    @pytest.mark.parametrize("used", ["before", "after", "never"])
    @pytest.mark.parametrize("ends", ["commit", "rollback"])
    async def test_one_lost_in_use_is_not_lent_to_a_session_that_uses_no_raw_connection(
        self, edge_database: Database, used: str, ends: str
    ) -> None:
        """Such a session takes what the pool gives it, without a look."""
        with pytest.raises((RuntimeError, DBAPIError, asyncpg.InterfaceError)):
            async with edge_database.write_session(QE1) as session:
                raw = await raw_connection(session)
                if used == "before":
                    await session.execute(text(COUNT))
                raw.terminate()
                if used == "after":
                    await session.execute(text(COUNT))
                if ends == "commit":
                    await session.commit()
                raise RuntimeError

        async with edge_database.transaction(QE1) as session:
            await session.execute(text(INSERT))

        assert await kept(edge_database) == 1
        assert in_use(edge_database) == 0

    async def test_one_that_sqlalchemy_gave_up_is_not_rolled_back(
        self, edge_database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async with edge_database.write_session(QE1) as session:
            (await raw_connection(session)).terminate()
            with pytest.raises(DBAPIError):
                await session.execute(text(COUNT))

        assert "could not be rolled back" not in capsys.readouterr().out
        assert in_use(edge_database) == 0

    async def test_one_that_cannot_be_rolled_back_is_told(
        self, edge_database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async with edge_database.write_session(QE1) as session:
            (await raw_connection(session)).terminate()

        assert "could not be rolled back" in capsys.readouterr().out

    async def test_one_is_used_again_after_an_end_that_went_well(
        self, edge_database: Database
    ) -> None:
        used = []
        for _ in range(3):
            async with edge_database.write_session(QE1) as session:
                used.append(await raw_connection(session))
                await used[-1].execute(INSERT)
                await session.commit()
            async with edge_database.write_session(QE1) as session:
                used.append(await raw_connection(session))
                await used[-1].execute(INSERT)

        assert len({id(one) for one in used}) == 1
        assert await kept(edge_database) == 3

    async def test_one_that_cannot_be_rolled_back_is_given_up(
        self, edge_database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with edge_database.write_session(QE1) as session:
            stuck = await raw_connection(session)
            await stuck.execute(INSERT)
            monkeypatch.setattr(Transaction, "rollback", _fails)
        monkeypatch.undo()

        assert in_use(edge_database) == 0
        assert stuck.is_closed()
        assert await kept(edge_database) == 0

    @pytest.mark.parametrize("by_session_too", [False, True])
    async def test_one_that_is_still_in_a_transaction_is_not_lent_again(
        self, edge_database: Database, monkeypatch: pytest.MonkeyPatch, by_session_too: bool
    ) -> None:
        async with edge_database.write_session(QE1) as session:
            stuck = await raw_connection(session)
            if by_session_too:
                await session.execute(text(INSERT))
            monkeypatch.setattr(Transaction, "commit", _fails)
            with pytest.raises((OSError, DBAPIError), match="while it ends"):
                await session.commit()
        monkeypatch.undo()

        assert in_use(edge_database) == 0
        assert stuck.is_closed()
        assert await kept(edge_database) == 0

    async def test_one_whose_transaction_did_not_begin_is_given_up(
        self, edge_database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await kept(edge_database)  # or the driver's first look at the database fails instead
        started = []

        async def begins_and_fails(transaction: Transaction) -> None:
            connection = transaction._connection  # type: ignore[attr-defined]
            started.append(connection)
            await connection.execute("BEGIN;")
            raise OSError

        monkeypatch.setattr(Transaction, "start", begins_and_fails)
        async with edge_database.write_session(QE1) as session:
            with pytest.raises(OSError):
                await raw_connection(session)
        monkeypatch.undo()

        assert in_use(edge_database) == 0
        assert [one.is_closed() for one in started] == [True]

    async def test_one_that_was_cancelled_while_it_began_is_given_up(
        self, edge_database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The driver has sent BEGIN, and still says that there is no transaction."""
        await kept(edge_database)
        begin, begun = Transaction.start, []

        async def cancelled(transaction: Transaction) -> None:
            begun.append(transaction._connection)  # type: ignore[attr-defined]
            beginning = asyncio.ensure_future(begin(transaction))
            await asyncio.sleep(0)
            beginning.cancel()
            await beginning

        monkeypatch.setattr(Transaction, "start", cancelled)
        with pytest.raises(asyncio.CancelledError):
            async with edge_database.reading(QE1) as session:
                await raw_connection(session)
        monkeypatch.undo()

        assert in_use(edge_database) == 0
        assert [one.is_closed() for one in begun] == [True]

    async def test_one_whose_commit_was_cancelled_is_given_up(
        self, edge_database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        commit = Transaction.commit

        async def cancelled(transaction: Transaction) -> None:
            committing = asyncio.ensure_future(commit(transaction))
            await asyncio.sleep(0)
            committing.cancel()
            await committing

        async with edge_database.write_session(QE1) as session:
            used = await raw_connection(session)
            await used.execute(INSERT)
            monkeypatch.setattr(Transaction, "commit", cancelled)
            with pytest.raises(asyncio.CancelledError):
                await session.commit()
        monkeypatch.undo()

        assert in_use(edge_database) == 0
        assert used.is_closed()


async def _fails(_: Transaction) -> None:
    raise OSError("lost while it ends")
