"""What only the Postgres log promises."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import asyncpg
import pytest

from common.messaging.adapters import postgres_schema
from common.messaging.adapters.postgres import PostgresLog
from common.messaging.errors import LogUnavailable, OwnershipLost
from common.messaging.log import Delivered, Message
from faults.platform import Platform
from faults.tools import rows, until


def message(n: int, topic: str = "t") -> Message:
    return Message(topic, "k", {}, b"%d" % n)


class TestOffsets:
    async def test_concurrent_appends_leave_no_gap_and_never_go_back(
        self, platform: Platform
    ) -> None:
        log = PostgresLog(platform.log_url)

        async def append(start: int) -> None:
            async with log.publisher() as publisher:
                for n in range(20):
                    topics = ("t", "u") if n % 2 else ("u", "t")
                    await publisher.publish([message(start + n, topic) for topic in topics])

        seen: list[int] = []

        async def read() -> None:
            async with log.subscription("g", ["t"]) as subscription:
                while len(seen) < 100:
                    seen.extend(m.offset for m in await subscription.fetch(1000, 0.1))

        async with asyncio.timeout(20):
            await asyncio.gather(read(), *(append(n * 100) for n in range(5)))
        assert seen == list(range(100))

    async def test_an_append_that_fails_uses_no_offset(self, platform: Platform) -> None:
        log = PostgresLog(platform.log_url)
        async with log.publisher() as publisher:
            await publisher.publish([message(1)])
            with pytest.raises(asyncpg.CharacterNotInRepertoireError):
                await publisher.publish([Message("t", "nul \x00", {}, b"")])
            await publisher.publish([message(2)])
        stored = await rows(platform, 'SELECT "offset" FROM event_log.messages ORDER BY 1')
        assert [row["offset"] for row in stored] == [0, 1]


class TestGroups:
    async def test_one_member_reads_and_the_standby_takes_over(self, platform: Platform) -> None:
        log = PostgresLog(platform.log_url, poll=0.1)
        async with log.publisher() as publisher:
            await publisher.publish([message(n) for n in range(4)])
        async with log.subscription("g", ["t"]) as standby:
            async with log.subscription("g", ["t"]) as reader:
                first = await reader.fetch(2, 1.0)
                await reader.commit(first)
                assert await standby.fetch(10, 0.1) == []
                with pytest.raises(OwnershipLost):
                    await standby.commit(first)
                assert await standby.lag() == 0
            rest = await standby.fetch(10, 5.0)
        assert [m.payload for m in (*first, *rest)] == [b"0", b"1", b"2", b"3"]

    async def test_a_standby_is_idle_while_others_append(self, platform: Platform) -> None:
        log = PostgresLog(platform.log_url, poll=0.1)
        async with log.subscription("g", ["t"]) as reader, log.subscription("g", ["t"]) as standby:
            await reader.fetch(1, 0.0)
            waiting = asyncio.create_task(standby.fetch(1, 1.0))
            async with log.publisher() as publisher:
                await publisher.publish([message(1)])
                turns = 0
                while not waiting.done():
                    turns += 1
                    await asyncio.sleep(0.05)
            assert turns >= 10

    async def test_a_commit_never_goes_back(self, platform: Platform) -> None:
        log = PostgresLog(platform.log_url)
        async with log.publisher() as publisher:
            await publisher.publish([message(n) for n in range(4)])
        async with log.subscription("g", ["t"]) as subscription:
            taken = await subscription.fetch(10, 1.0)
            await subscription.commit(taken)
            await subscription.commit(taken[:1])
        async with log.subscription("g", ["t"]) as subscription:
            assert await subscription.fetch(10, 0.0) == []

    async def test_a_lost_connection_is_an_outage(self, platform: Platform) -> None:
        log = PostgresLog(platform.log_url)
        async with log.subscription("g", ["t"]) as subscription:
            await subscription.fetch(1, 0.0)
            await rows(
                platform,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE usename = 'event_log_app'",
            )
            with pytest.raises(LogUnavailable):
                async with asyncio.timeout(10):
                    await subscription.fetch(1, 8.0)

    async def test_no_server_is_an_outage(self) -> None:
        with pytest.raises(LogUnavailable):
            await PostgresLog("postgresql://nobody@127.0.0.1:1/none").ping()

    async def test_a_fetch_is_bounded_by_bytes(
        self, platform: Platform, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from common.messaging.adapters import postgres

        monkeypatch.setattr(postgres, "MAX_FETCH_BYTES", 2500)
        log = PostgresLog(platform.log_url)
        async with log.publisher() as publisher:
            await publisher.publish([Message("t", "k", {}, b"x" * 1000) for _ in range(5)])
            await publisher.publish([Message("t", "k", {}, b"x" * 9000)])
        sizes: list[int] = []
        async with log.subscription("g", ["t"]) as subscription:
            while sum(sizes) < 6:
                sizes.append(len(await subscription.fetch(100, 1.0)))
        assert sizes == [2, 2, 1, 1]


class TestRights:
    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE event_log.messages SET payload = ''",
            "DELETE FROM event_log.messages",
            "TRUNCATE event_log.messages",
            "DELETE FROM event_log.topics",
        ],
    )
    async def test_clients_can_append_but_not_change(self, platform: Platform, sql: str) -> None:
        client = await asyncpg.connect(platform.log_url)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await client.execute(sql)
        await client.close()


class TestTrimming:
    async def prepare(self, platform: Platform) -> list[Delivered]:
        log = PostgresLog(platform.log_url)
        async with log.publisher() as publisher:
            await publisher.publish([message(n) for n in range(10)])
            await rows(
                platform,
                "UPDATE event_log.messages SET appended_at = now() - interval '9 days' "
                'WHERE "offset" < 6',
            )
        async with log.subscription("g", ["t"]) as subscription:
            taken = list(await subscription.fetch(100, 1.0))
            await subscription.commit(taken[:4])
        return taken

    def trim(self, platform: Platform, days: int) -> str:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "common.messaging.event_log", "trim"),
                *("--url", platform.log_url, "--days", str(days)),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    async def test_old_messages_go_but_not_what_a_group_has_yet_to_handle(
        self, platform: Platform
    ) -> None:
        await self.prepare(platform)
        assert await asyncio.to_thread(self.trim, platform, 7) == "removed 4 messages\n"
        log = PostgresLog(platform.log_url)
        async with log.subscription("g", ["t"]) as subscription:
            left = await subscription.fetch(100, 1.0)
        assert [m.offset for m in left] == [4, 5, 6, 7, 8, 9]
        async with log.publisher() as publisher:
            await publisher.publish([message(10)])
        newest = await rows(platform, 'SELECT max("offset") AS newest FROM event_log.messages')
        assert newest[0]["newest"] == 10

    async def test_young_messages_stay(self, platform: Platform) -> None:
        await self.prepare(platform)
        assert await asyncio.to_thread(self.trim, platform, 30) == "removed 0 messages\n"


async def test_the_migration_may_be_repeated_by_several_at_once(platform: Platform) -> None:
    url = platform.url("event_log_owner")
    await asyncio.gather(*(postgres_schema.migrate(url) for _ in range(3)))


async def test_a_notification_wakes_a_reader_long_before_its_poll(platform: Platform) -> None:
    log = PostgresLog(platform.log_url, poll=60.0)
    async with log.subscription("g", ["t"]) as subscription:
        waiting = asyncio.create_task(subscription.fetch(1, 60.0))
        async with log.publisher() as publisher:
            await publisher.publish([message(1)])
            await until(waiting.done, 2.0)
        assert len(waiting.result()) == 1
