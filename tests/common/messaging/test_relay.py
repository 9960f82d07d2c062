from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from common.messaging.relay import Pace, Relay
from faults.platform import QE1, CounterGrew, Platform, grow
from faults.tools import MemoryLog, record_growth, running, until


def relay(platform: Platform, log: MemoryLog, *, batch: int = 1000) -> Relay:
    return Relay(platform.url("panel_relay"), "panel", log, batch=batch)


def values(log: MemoryLog, counter: UUID) -> list[int]:
    return [
        CounterGrew.model_validate_json(m.payload).value
        for m in log.messages
        if m.key == str(counter)
    ]


class TestRelaying:
    async def test_what_is_recorded_is_published_in_order_and_marked(
        self, platform: Platform
    ) -> None:
        log, counters = MemoryLog(), [uuid4(), uuid4()]
        database = platform.producer()
        await record_growth(database, *counters, *counters, *counters)
        await database.dispose()

        async def all_marked() -> bool:
            return await platform.unpublished() == 0

        async with running(relay(platform, log, batch=2).run()):
            await until(all_marked)
        assert [values(log, c) for c in counters] == [[1, 2, 3], [1, 2, 3]]

    async def test_a_lower_number_that_commits_later_is_not_lost(self, platform: Platform) -> None:
        log, early, late = MemoryLog(), uuid4(), uuid4()
        database = platform.producer()
        async with running(relay(platform, log).run()):
            async with database.transaction(QE1) as open_session:
                await grow(open_session, QE1, late)
                await record_growth(database, early)
                await until(lambda: len(log.messages) == 1)
            await until(lambda: len(log.messages) == 2)
        await database.dispose()
        assert [m.key for m in log.messages] == [str(early), str(late)]

    async def test_a_send_that_fails_is_repeated_from_the_first_unmarked_row(
        self, platform: Platform
    ) -> None:
        log, counter = MemoryLog(), uuid4()
        log.fail_next = 2
        database = platform.producer()
        await record_growth(database, counter, counter)
        await database.dispose()
        async with running(relay(platform, log).run()):
            await until(lambda: len(log.messages) == 2)
        assert values(log, counter) == [1, 2]

    async def test_of_two_relays_one_is_active_and_the_other_takes_over(
        self, platform: Platform
    ) -> None:
        first, second, counter = MemoryLog(), MemoryLog(), uuid4()
        database = platform.producer()
        async with running(relay(platform, first).run()):
            await record_growth(database, counter)
            await until(lambda: len(first.messages) == 1)
            async with running(relay(platform, second).run()):
                await record_growth(database, counter)
                await until(lambda: len(first.messages) == 2)
        async with running(relay(platform, second).run()):
            await record_growth(database, counter)
            await until(lambda: len(second.messages) == 1)
        await database.dispose()
        assert (values(first, counter), values(second, counter)) == ([1, 2], [3])

    async def test_a_relay_whose_connection_dies_goes_on_with_another(
        self, platform: Platform
    ) -> None:
        log, counter = MemoryLog(), uuid4()
        database = platform.producer()
        async with running(relay(platform, log).run()):
            await record_growth(database, counter)
            await until(lambda: len(log.messages) == 1)
            admin = await asyncpg.connect(platform.url("postgres"))
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'golden-thread-relay-panel'"
            )
            await admin.close()
            await record_growth(database, counter)
            await until(lambda: values(log, counter)[-1:] == [2])
        await database.dispose()

    async def test_a_fault_that_is_no_outage_ends_the_relay(self, platform: Platform) -> None:
        class Broken(MemoryLog):
            async def publish(self, messages: object) -> None:
                raise ValueError("a fault of ours")

        database = platform.producer()
        await record_growth(database, uuid4())
        await database.dispose()
        async with asyncio.timeout(10):
            with pytest.raises(ValueError, match="a fault of ours"):
                await relay(platform, Broken()).run()

    async def test_lag_is_the_age_of_the_oldest_unpublished_row(self, platform: Platform) -> None:
        class Slow(MemoryLog):
            async def publish(self, messages: object) -> None:
                await asyncio.Event().wait()

        database = platform.producer()
        await record_growth(database, uuid4())
        await database.dispose()
        waiting = relay(platform, Slow())
        assert waiting.lag() == 0.0
        async with running(waiting.run()):
            await until(lambda: waiting.lag() > 0.05)


class TestPace:
    def test_pauses_grow_from_the_shortest_to_the_longest(self) -> None:
        pace, pauses = Pace(), [0.005]
        for _ in range(10):
            pauses.append(pace.after(pauses[-1], idle=1.0))
        assert pauses == sorted(pauses)
        assert pauses[-1] == pace.longest == 0.05

    def test_a_long_idle_relay_looks_less_often(self) -> None:
        assert Pace().after(0.05, idle=60.0) == 0.15


class TestRights:
    async def test_the_relay_reads_no_payload_of_other_tables(self, platform: Platform) -> None:
        connection = await asyncpg.connect(platform.url("panel_relay"))
        for sql in (
            "SELECT body FROM panel.idempotency_keys",
            "SELECT * FROM panel.counters",
            "DELETE FROM panel.outbox",
            "INSERT INTO panel.outbox (ics) VALUES ('QE1')",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(sql)
        await connection.close()
