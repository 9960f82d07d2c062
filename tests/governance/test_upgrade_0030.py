"""A governance that ran the revision before votes named parts comes to the newest one."""

from __future__ import annotations

import asyncpg
import pytest

from common.testing.postgres import TestDatabases
from upgrades import database_at

DEBATED = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000b', 'ICP', 'Partnership', 'icp', '2022-07-01');
INSERT INTO governance.plan_items (ics, id, body_id, kind, title, places, starts_on, priority,
    state, version)
SELECT 'QE1', ('00000000-0000-7000-8000-00000000002' || n)::uuid,
    '00000000-0000-7000-8000-00000000000b', 'once', title, '{}', '2026-11-01', 1, 'waiting', 1
FROM (VALUES (1, 'Petition debate, P-1: Keep it'), (2, 'Petition debate, P-11: Close it'))
    AS items (n, title);
INSERT INTO governance.petitions (ics, id, body_id, reference, state, show_name, scheme, asked_on,
    due_on)
SELECT 'QE1', ('00000000-0000-7000-8000-00000000003' || n)::uuid,
    '00000000-0000-7000-8000-00000000000b', reference, 'received', false, '{}', '2026-10-01',
    '2026-10-20'
FROM (VALUES (1, 'P-1'), (2, 'P-2')) AS petitions (n, reference);
INSERT INTO governance.meetings (ics, id, body_id, held_on, status)
VALUES ('QE1', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000b',
    '2024-03-25', 'held');
INSERT INTO governance.agenda_items (ics, id, meeting_id, position, number, title)
VALUES ('QE1', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002',
    1, '1', 'Clinic');
INSERT INTO governance.votes (ics, id, meeting_id, item_id, method, motion, entitled, tied,
    by_casting_vote, carried, at, recorded_by)
VALUES ('QE1', '018e7590-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000002',
    '00000000-0000-7000-8000-000000000003', 'consensus', 'So be it', 9, false, false, true,
    '2024-03-24T11:00Z', 'staff');
"""


async def test_what_can_be_found_of_debates_and_votes_is_filled_in(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "governance", "0029") as earlier:
        await earlier.connection.execute(DEBATED)
        await earlier.upgrade()
        rows = await earlier.connection.fetch(
            "SELECT reference, right(debate_item_id::text, 2) FROM governance.petitions ORDER BY 1"
        )
        assert [tuple(row) for row in rows] == [("P-1", "21"), ("P-2", None)]
        vote = await earlier.connection.fetchrow("SELECT parts, recorded_at FROM governance.votes")
        assert vote is not None
        assert (vote["parts"], f"{vote['recorded_at']:%Y-%m-%d}") == ([], "2024-03-25")
        with pytest.raises(asyncpg.PostgresError):
            await earlier.connection.execute("UPDATE governance.votes SET parts = '{1}'")
        assert await earlier.forces_row_level_security()
