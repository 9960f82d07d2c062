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


RECORD = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000b', 'ICP', 'Partnership', 'icp', '2022-07-01');
INSERT INTO governance.posts (ics, id, body_id, title, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000c', '00000000-0000-7000-8000-00000000000b',
        'Member', '2022-07-01');
INSERT INTO governance.findings (ics, finding_id, version, state, visibility, published_at)
VALUES ('QE1', '00000000-0000-7000-8000-000000000001', 1, 'superseded', 'public', '2024-05-06Z'),
       ('QE1', '00000000-0000-7000-8000-000000000001', 2, 'published', 'public', '2024-10-07Z');
"""


async def test_posts_of_before_are_full_members_and_findings_know_what_replaced_them(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "governance", "0014") as earlier:
        await earlier.connection.execute(RECORD)
        await earlier.upgrade()
        post = await earlier.connection.fetchrow("SELECT standing, version FROM governance.posts")
        assert post is not None
        assert tuple(post) == ("full", 1)
        rows = await earlier.connection.fetch(
            "SELECT superseded_by = finding_id AS itself, superseded_at::date::text AS day "
            "FROM governance.findings ORDER BY version"
        )
        assert [tuple(row) for row in rows] == [(True, "2024-10-07"), (None, None)]
        assert await earlier.forces_row_level_security()
