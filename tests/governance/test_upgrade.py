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


FINDING = """
INSERT INTO governance.findings (ics, finding_id, version, state, title, visibility, published_at)
VALUES ('QE1', '00000000-0000-7000-8000-000000000001', 1, 'published', 'Long ways', 'public', now())
"""


async def test_findings_of_before_are_of_no_insight_report(databases: TestDatabases) -> None:
    async with database_at(databases, "governance", "0012") as earlier:
        await earlier.connection.execute(FINDING)
        await earlier.upgrade()
        row = await earlier.connection.fetchrow("SELECT title, report_id FROM governance.findings")
        assert row is not None
        assert tuple(row) == ("Long ways", None)
        assert await earlier.forces_row_level_security()


MINUTES = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-000000000002', 'board', 'Board', 'board', '2024-01-01');
INSERT INTO governance.minutes_imports (ics, id, body_id, digest, source_text, status, extracted,
content, imported_by, imported_at) VALUES ('QE1', '00000000-0000-7000-8000-000000000003',
'00000000-0000-7000-8000-000000000002', '\\x00', 'Minutes', 'draft', '{}', '{}', 'clerk', now())
"""


async def test_minutes_of_before_are_text_without_pages(databases: TestDatabases) -> None:
    async with database_at(databases, "governance", "0014") as earlier:
        await earlier.connection.execute(MINUTES)
        await earlier.upgrade()
        row = await earlier.connection.fetchrow(
            "SELECT source_text, kind, page_starts, left_out FROM governance.minutes_imports"
        )
        assert row is not None
        assert tuple(row) == ("Minutes", "text", "[]", "[]")
        assert await earlier.forces_row_level_security()
