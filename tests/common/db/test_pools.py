"""A test begins with an empty or a filled database, whatever those before it wrote."""

from __future__ import annotations

from collections import Counter

import asyncpg

from common.testing.pools import Pools
from common.testing.postgres import TestDatabases
from gateway_support import add_systems

TABLES = """
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relnamespace = 'gateway'::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition AND c.relname <> 'alembic_version'
"""
MORE = """
SET session_replication_role = replica;
INSERT INTO gateway.spent_proofs VALUES ('QE1', 'a', '2026-12-01');
INSERT INTO gateway.thread_edges VALUES ('QE1', 'a', uuidv7(), 'b', uuidv7(), 'c');
INSERT INTO gateway.outbox (ics, event_id, topic, key, headers, payload)
VALUES ('QE1', uuidv7(), 't', 'k', '{}', '');
UPDATE gateway.systems SET name = 'Another'
"""
FILLED = {"gateway.systems": 2}


async def rows(databases: TestDatabases) -> dict[str, int]:
    """Count the rows of each table that has any."""
    connection = await asyncpg.connect(databases.server.url())
    try:
        tables = [row[0] for row in await connection.fetch(TABLES)]
        counts = {t: await connection.fetchval(f"SELECT count(*) FROM {t}") for t in tables}
        return dict(+Counter(counts))
    finally:
        await connection.close()


async def write_more(databases: TestDatabases) -> None:
    connection = await asyncpg.connect(databases.server.url())
    await connection.execute(MORE)
    await connection.close()
    assert len(await rows(databases)) > len(FILLED)


async def names(databases: TestDatabases) -> set[str]:
    connection = await asyncpg.connect(databases.server.url())
    found = await connection.fetch("SELECT name FROM gateway.systems")
    await connection.close()
    return {row["name"] for row in found}


class TestPools:
    async def test_emptied_leaves_no_row_of_any_table(
        self, pools: Pools, databases: TestDatabases
    ) -> None:
        for _ in range(2):
            await pools.filled("gateway", add_systems)
            await write_more(databases)
            await pools.emptied("gateway")
            assert await rows(databases) == {}

    async def test_filled_again_holds_what_was_filled_in_and_nothing_else(
        self, pools: Pools, databases: TestDatabases
    ) -> None:
        for _ in range(3):
            await pools.filled("gateway", add_systems)
            assert await rows(databases) == FILLED
            assert "Another" not in await names(databases)
            await write_more(databases)
