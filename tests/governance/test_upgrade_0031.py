"""A governance from before what a post is was put on record comes to the newest revision."""

from __future__ import annotations

import asyncpg
import pytest

from common.testing.postgres import TestDatabases
from upgrades import database_at

ADDED = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000b', 'ICP', 'Partnership', 'icp', '2022-07-01');
INSERT INTO governance.posts (ics, id, body_id, title, sector, organisation, standing, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-00000000000b',
    'Member', 'NHS', 'Trust', 'co_opted', '2022-07-01');
INSERT INTO governance.holders (ics, id, post_id, name, deputy, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001',
    'Ada', false, '2022-07-01');
INSERT INTO governance.seat_entries (ics, id, post_id, holder_id, valid_from, recorded_at,
    recorded_by)
VALUES ('QE1', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001',
        NULL, '2022-07-01', '2026-11-01', 'staff'),
    ('QE1', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001',
        '00000000-0000-7000-8000-000000000002', '2022-07-01', '2026-11-01', 'staff');
INSERT INTO governance.mails (ics, id, kind, sealed, state, due_at)
VALUES ('QE1', '00000000-0000-7000-8000-000000000005', 'answer_due', '\\x00', 'waiting', now());
"""

BY_A_SERVICE_OF_BEFORE = """
INSERT INTO governance.seat_entries (ics, id, post_id, holder_id, valid_from, recorded_at,
    recorded_by)
VALUES ('QE1', '00000000-0000-7000-8000-000000000006', '00000000-0000-7000-8000-000000000001',
    NULL, '2022-07-01', '2026-11-28', 'staff')
"""


async def test_entries_of_posts_say_what_the_posts_are_and_still_only_grow(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "governance", "0030") as earlier:
        await earlier.connection.execute(ADDED)
        await earlier.upgrade()
        rows = await earlier.connection.fetch(
            "SELECT sector, organisation, standing, office_term_id FROM governance.seat_entries "
            "ORDER BY id"
        )
        assert [tuple(row) for row in rows] == [
            ("NHS", "Trust", "co_opted", None), (None, None, None, None),
        ]  # fmt: skip
        with pytest.raises(asyncpg.PostgresError, match="append"):
            await earlier.connection.execute("UPDATE governance.seat_entries SET sector = 'x'")
        # Those of before go on serving until they are restarted.
        await earlier.connection.execute(BY_A_SERVICE_OF_BEFORE)
        [mail] = await earlier.connection.fetch("SELECT source, state FROM governance.mails")
        assert tuple(mail) == (None, "waiting")
        assert await earlier.forces_row_level_security()
