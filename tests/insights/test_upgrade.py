"""A library that ran the revision before harvesting, with a feed in it, comes to the newest one."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from common.db.migrations import MIGRATION_URL
from common.db.roles import create_roles
from common.testing.postgres import TestDatabases

ROOT = Path(__file__).parents[2]
NAME = "upgraded_library"
BEFORE = """
INSERT INTO insights.feed_positions (ics, last) VALUES ('QE1', 3);
INSERT INTO insights.feed_entries
    (ics, position, finding_id, version, kind, first_published_at, recorded_at)
SELECT 'QE1', position, '00000000-0000-7000-8000-000000000001', version, kind, '2026-11-01', at
FROM (VALUES (1, 1, 'shown', '2026-11-02Z'::timestamptz), (2, 2, 'shown', '2026-11-01Z'),
    (3, 2, 'removed', '2026-11-03Z')) AS given (position, version, kind, at);
INSERT INTO insights.finding_versions
    (ics, finding_id, version, state, content, changed_at, changed_by)
SELECT 'QE1', '00000000-0000-7000-8000-000000000001', version, 'published', content, now(), 'x'
FROM (VALUES (1, '{"themes": ["carers"], "places": []}'::jsonb),
    (2, '{"themes": ["housing"], "places": ["fylde"]}')) AS given (version, content)
"""


def upgrade(databases: TestDatabases, revision: str) -> None:
    command = [sys.executable, "-m", "alembic", "-c", "services/insights/alembic.ini", "upgrade"]
    url = databases.server.url("insights_owner", NAME)
    subprocess.run(
        [*command, revision],
        cwd=ROOT,
        env={**os.environ, MIGRATION_URL: url},
        check=True,
        capture_output=True,
    )


@pytest.fixture
async def before(databases: TestDatabases) -> AsyncIterator[asyncpg.Connection]:
    """A database of its own, at the revision before harvesting."""
    server = await asyncpg.connect(databases.server.url())
    await server.execute(f"DROP DATABASE IF EXISTS {NAME}")
    await server.execute(f"CREATE DATABASE {NAME}")
    superuser = databases.server.url("postgres", NAME)
    await create_roles(superuser)
    await asyncio.to_thread(upgrade, databases, "0003")
    connection = await asyncpg.connect(superuser)
    yield connection
    await connection.close()
    await server.execute(f"DROP DATABASE {NAME}")
    await server.close()


async def test_what_was_in_the_feed_is_stamped_and_in_its_sets(
    databases: TestDatabases, before: asyncpg.Connection
) -> None:
    await before.execute("SET session_replication_role = replica")  # systems need not be whole
    await before.execute(BEFORE)
    await asyncio.to_thread(upgrade, databases, "head")
    stamps = await before.fetch(
        "SELECT stamped_at::date::text FROM insights.feed_entries ORDER BY position"
    )
    assert [row[0] for row in stamps] == ["2026-11-02", "2026-11-02", "2026-11-03"]
    members = await before.fetch(
        "SELECT position, array_agg(spec ORDER BY spec) FROM insights.harvest_members "
        "GROUP BY 1 ORDER BY 1"
    )
    assert [tuple(row) for row in members] == [
        (1, ["theme", "theme:carers"]),
        (2, ["place", "place:fylde", "theme", "theme:housing"]),
        (3, ["place", "place:fylde", "theme", "theme:carers", "theme:housing"]),
    ]
    assert await before.fetchval("SELECT count(*) FROM insights.harvest_sets") == 5
    forced = await before.fetchval(
        "SELECT bool_and(relforcerowsecurity) FROM pg_class "
        "WHERE relnamespace = 'insights'::regnamespace AND relkind = 'r' "
        "AND relname <> 'alembic_version'"
    )
    assert forced is True
