from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from common.messaging.housekeeping import Keep, tidy
from faults.platform import Platform
from faults.tools import record_growth, rows


async def age(platform: Platform, table: str, column: str, days: int) -> None:
    sql = "UPDATE {0} SET {1} = {1} - make_interval(days => {2})"
    await rows(platform, sql.format(table, column, days))


async def count(platform: Platform, table: str) -> int:
    [row] = await rows(platform, " ".join(["SELECT count(*) FROM", table]))
    return int(row["count"])


async def tidy_up(platform: Platform) -> None:
    await tidy(platform.url("panel_relay"), "panel")


class TestOutbox:
    async def record(self, platform: Platform, *, published: bool, days: int) -> None:
        database = platform.producer()
        await record_growth(database, uuid4(), uuid4())
        await database.dispose()
        if published:
            await rows(platform, "UPDATE panel.outbox SET published_at = now()")
        await age(platform, "panel.outbox", "recorded_at", days)

    async def test_published_rows_past_the_replay_window_are_dropped(
        self, platform: Platform
    ) -> None:
        await self.record(platform, published=True, days=8)
        await tidy_up(platform)
        assert await count(platform, "panel.outbox") == 0

    async def test_rows_within_the_replay_window_stay(self, platform: Platform) -> None:
        await self.record(platform, published=True, days=6)
        await tidy_up(platform)
        assert await count(platform, "panel.outbox") == 2

    async def test_an_unpublished_row_stays_however_old(self, platform: Platform) -> None:
        await self.record(platform, published=False, days=400)
        await tidy_up(platform)
        assert await count(platform, "panel.outbox") == 2

    async def test_one_partition_goes_and_the_others_stay(self, platform: Platform) -> None:
        await self.record(platform, published=True, days=9)
        old = "UPDATE panel.outbox SET slot = (slot + 1) % 10"
        await rows(platform, old)
        database = platform.producer()
        await record_growth(database, uuid4())
        await database.dispose()
        await tidy_up(platform)
        assert await count(platform, "panel.outbox") == 1

    async def test_a_partition_in_use_is_left_for_later(self, platform: Platform) -> None:
        await self.record(platform, published=True, days=8)
        reader = await asyncpg.connect(platform.url("postgres"))
        async with reader.transaction():
            await reader.fetch("SELECT * FROM panel.outbox")
            await tidy_up(platform)
        await reader.close()
        assert await count(platform, "panel.outbox") == 2

    async def test_a_window_longer_than_the_ring_is_refused(self, platform: Platform) -> None:
        with pytest.raises(ValueError, match="at most 8 days"):
            await tidy(platform.url("panel_relay"), "panel", Keep(outbox=timedelta(days=9)))


class TestOldRows:
    async def test_old_inbox_rows_go_and_young_ones_stay(self, platform: Platform) -> None:
        await rows(
            platform,
            "INSERT INTO panel.inbox (ics, consumer, event_id, handled_at) "
            "SELECT 'QE1', 'panel', uuidv7(), now() - make_interval(days => d) "
            "FROM unnest(array[1, 59, 61, 90]) d",
        )
        await tidy_up(platform)
        assert await count(platform, "panel.inbox") == 2

    async def test_thousands_go_step_by_step(self, platform: Platform) -> None:
        await rows(
            platform,
            "INSERT INTO panel.inbox (ics, consumer, event_id, handled_at) "
            "SELECT 'QE1', 'panel', uuidv7(), now() - interval '70 days' - n * interval '1 second' "
            "FROM generate_series(1, 12000) n",
        )
        await tidy_up(platform)
        assert await count(platform, "panel.inbox") == 0

    async def test_rows_of_one_moment_go_together(self, platform: Platform) -> None:
        await rows(
            platform,
            "INSERT INTO panel.inbox (ics, consumer, event_id, handled_at) "
            "SELECT 'QE1', 'panel', uuidv7(), timestamptz '2020-01-01' "
            "FROM generate_series(1, 12000)",
        )
        await tidy_up(platform)
        assert await count(platform, "panel.inbox") == 0

    async def test_old_idempotency_keys_go(self, platform: Platform) -> None:
        await rows(
            platform,
            "INSERT INTO panel.idempotency_keys "
            "(ics, caller, key, fingerprint, status, headers, body, created_at) "
            "SELECT 'QE1', 'c', d::text, '', 201, '{}', '', now() - make_interval(hours => d) "
            "FROM unnest(array[1, 47, 49]) d",
        )
        await tidy_up(platform)
        assert await count(platform, "panel.idempotency_keys") == 2

    async def test_another_worker_at_it_is_not_disturbed(self, platform: Platform) -> None:
        from common.db.locks import lock_key

        await rows(
            platform,
            "INSERT INTO panel.inbox (ics, consumer, event_id, handled_at) "
            "VALUES ('QE1', 'panel', uuidv7(), now() - interval '90 days')",
        )
        other = await asyncpg.connect(platform.url("postgres"))
        await other.fetch("SELECT pg_advisory_lock($1)", lock_key("housekeeping", "panel"))
        await tidy_up(platform)
        assert await count(platform, "panel.inbox") == 1
        await other.close()
