"""Jobs that run at an interval, each in one worker at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from common.db.engine import Database, raw_connection
from common.messaging.job_locks import JobLocks
from common.messaging.worker import Periodic, run_periodically
from faults.platform import Platform
from faults.tools import running, until


@pytest.fixture
async def database(platform: Platform) -> AsyncIterator[Database]:
    opened = platform.producer()
    yield opened
    await opened.dispose()


HELD = (
    "FROM pg_locks WHERE locktype = 'advisory' AND database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.fixture
async def make_locks(database: Database) -> AsyncIterator[Callable[[], JobLocks]]:
    """Give the locks of another worker each time."""
    made: list[JobLocks] = []

    def make() -> JobLocks:
        made.append(JobLocks(database))
        return made[-1]

    yield make
    for locks in made:
        await locks.close()


class TestPeriodicJobs:
    async def test_a_job_runs_at_the_start_and_then_at_its_interval(
        self, database: Database, make_locks: Callable[[], JobLocks]
    ) -> None:
        runs: list[Database] = []

        async def job(given: Database) -> None:
            runs.append(given)

        periodic = Periodic("count", timedelta(seconds=0.02), job)
        async with running(run_periodically(periodic, database, make_locks())):
            await until(lambda: len(runs) >= 3)
        assert runs[0] is database

    @pytest.mark.parametrize("one_worker", [False, True])
    async def test_a_job_never_runs_twice_at_once(
        self, database: Database, make_locks: Callable[[], JobLocks], one_worker: bool
    ) -> None:
        at_work, most, runs = 0, 0, 0

        async def job(_: Database) -> None:
            nonlocal at_work, most, runs
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0.03)
            at_work -= 1
            runs += 1

        periodic = Periodic("alone", timedelta(seconds=0.01), job)
        shared = make_locks()
        locks = [shared if one_worker else make_locks() for _ in range(3)]
        async with running(*(run_periodically(periodic, database, own) for own in locks)):
            await until(lambda: runs >= 5)
        assert most == 1

    async def test_a_job_that_fails_runs_again(
        self, database: Database, make_locks: Callable[[], JobLocks]
    ) -> None:
        runs = 0

        async def job(_: Database) -> None:
            nonlocal runs
            runs += 1
            raise RuntimeError

        periodic = Periodic("failing", timedelta(seconds=0.01), job)
        async with running(run_periodically(periodic, database, make_locks())):
            await until(lambda: runs >= 3)

    async def test_jobs_at_once_hold_one_connection_for_their_locks(
        self, database: Database, make_locks: Callable[[], JobLocks]
    ) -> None:
        locks = make_locks()
        async with locks.held("a") as a, locks.held("b") as b, locks.held("c") as c:
            assert (a, b, c) == (True, True, True)
            assert await self.holders(database) == 1
        assert await self.holders(database) == 0

    async def test_a_lost_connection_is_replaced_before_it_is_asked(
        self, database: Database, make_locks: Callable[[], JobLocks]
    ) -> None:
        locks = make_locks()
        async with locks.held("a"):
            await self.end_holder(database)
            # The driver hears of it on its own.
            await asyncio.sleep(0.2)
            async with locks.held("b") as ours, locks.held("a") as again:
                assert ours
                assert not again, "it still runs here, though its lock is lost"
        async with locks.held("a") as ours:
            assert ours

    @staticmethod
    async def holders(database: Database) -> int:
        query = f"SELECT count(DISTINCT pid) {HELD}"
        async with database.reading(None) as session:
            found: int = await (await raw_connection(session)).fetchval(query)
        return found

    @staticmethod
    async def end_holder(database: Database) -> None:
        query = f"SELECT pg_terminate_backend(pid) {HELD}"
        async with database.reading(None) as session:
            await (await raw_connection(session)).execute(query)
