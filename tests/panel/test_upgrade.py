"""A system that ran the first revision, with people in it, comes to the newest one."""

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
from panel.datakeys.sealing_up import MAKES_ROOM

ROOT = Path(__file__).parents[2]
NAME = "upgraded"
BEFORE = """
INSERT INTO panel.members (ics, id, email_index, email_sealed, language, mail_format, connection,
    minimum_age_stated, joined_on, manage_token_hash)
VALUES ('QE1', '00000000-0000-7000-8000-000000000001', 'a', 'a', 'en', 'html', 'lives', 16,
    '2026-01-01', 'a');
INSERT INTO panel.surveys (ics, id, title, purpose, themes, places, questions, state, opened_at)
SELECT 'QE1', id, 'Buses', 'To know', '{}', '{}', '[]', state, opened_at FROM (VALUES
    ('00000000-0000-7000-8000-00000000000a'::uuid, 'open', '2026-11-01 23:30Z'::timestamptz),
    ('00000000-0000-7000-8000-00000000000b'::uuid, 'draft', NULL)) AS given (id, state, opened_at);
INSERT INTO panel.invitations (ics, survey_id, member_id, token_hash, answered)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-000000000001',
    't', true);
INSERT INTO panel.mails (ics, id, kind, member_id, about_id, created_at)
SELECT 'QE1', uuidv7(), kind, '00000000-0000-7000-8000-000000000001', about_id, '2026-11-03 12:00Z'
FROM (VALUES ('welcome', NULL), ('feedback', '00000000-0000-7000-8000-00000000000c'::uuid))
    AS given (kind, about_id)
"""


def upgrade(databases: TestDatabases, revision: str) -> None:
    command = [sys.executable, "-m", "alembic", "-c", "services/panel/alembic.ini", "upgrade"]
    url = databases.server.url("panel_owner", NAME)
    subprocess.run(
        [*command, revision],
        cwd=ROOT,
        env={**os.environ, MIGRATION_URL: url},
        check=True,
        capture_output=True,
    )


@pytest.fixture
async def at_first(databases: TestDatabases) -> AsyncIterator[asyncpg.Connection]:
    """A database of its own, at the first revision."""
    server = await asyncpg.connect(databases.server.url())
    await server.execute(f"DROP DATABASE IF EXISTS {NAME}")
    await server.execute(f"CREATE DATABASE {NAME}")
    superuser = databases.server.url("postgres", NAME)
    await create_roles(superuser)
    await asyncio.to_thread(upgrade, databases, "0001")
    connection = await asyncpg.connect(superuser)
    yield connection
    await connection.close()
    await server.execute(f"DROP DATABASE {NAME}")
    await server.close()


@pytest.mark.rule("panel.9")
async def test_whom_it_asked_and_told_counts_in_the_ledger(
    databases: TestDatabases, at_first: asyncpg.Connection
) -> None:
    await at_first.execute("SET session_replication_role = replica")  # systems need not be whole
    await at_first.execute(BEFORE)
    await asyncio.to_thread(upgrade, databases, MAKES_ROOM)
    rows = await at_first.fetch("SELECT kind, contacted_on::text FROM panel.contacts ORDER BY 1")
    assert [tuple(row) for row in rows] == [("feedback", "2026-11-03"), ("survey", "2026-11-01")]
    # What follows wants people sealed with their own keys: `tests/panel/datakeys` has such.
    await at_first.execute("DELETE FROM panel.members")
    await asyncio.to_thread(upgrade, databases, "head")
    forced = await at_first.fetchval(
        "SELECT bool_and(relforcerowsecurity) FROM pg_class "
        "WHERE relnamespace = 'panel'::regnamespace AND relkind = 'r' "
        "AND relname <> 'alembic_version'"
    )
    assert forced
