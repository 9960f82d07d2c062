"""A governance that ran the revision before public questions comes to the newest one."""

from __future__ import annotations

from common.testing.postgres import TestDatabases
from upgrades import database_at

BEFORE = """
INSERT INTO governance.systems (ics, slug, name) VALUES ('QE1', 'lancashire', 'Lancashire')
"""


async def test_a_system_counts_people_by_the_usual_thresholds_until_it_is_loaded_again(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "governance", "0010") as earlier:
        await earlier.connection.execute(BEFORE)
        await earlier.upgrade()
        row = await earlier.connection.fetchrow(
            "SELECT name, suppression_threshold, rounding_base FROM governance.systems"
        )
        assert row is not None
        assert tuple(row) == ("Lancashire", 7, 5)
        assert await earlier.forces_row_level_security()
