"""A library that ran the revision before harvesting, with a feed in it, comes to the newest one."""

from __future__ import annotations

from common.testing.postgres import TestDatabases
from upgrades import database_at

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


async def test_what_was_in_the_feed_is_stamped_and_in_its_sets(databases: TestDatabases) -> None:
    async with database_at(databases, "insights", "0003") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")  # systems aren't whole
        await connection.execute(BEFORE)
        await earlier.upgrade()
        stamps = await connection.fetch(
            "SELECT stamped_at::date::text FROM insights.feed_entries ORDER BY position"
        )
        assert [row[0] for row in stamps] == ["2026-11-02", "2026-11-02", "2026-11-03"]
        members = await connection.fetch(
            "SELECT position, array_agg(spec ORDER BY spec) FROM insights.harvest_members "
            "GROUP BY 1 ORDER BY 1"
        )
        assert [tuple(row) for row in members] == [
            (1, ["theme", "theme:carers"]),
            (2, ["place", "place:fylde", "theme", "theme:housing"]),
            (3, ["place", "place:fylde", "theme", "theme:carers", "theme:housing"]),
        ]
        assert await connection.fetchval("SELECT count(*) FROM insights.harvest_sets") == 5
        assert await earlier.forces_row_level_security()


FINDING = """
INSERT INTO insights.findings (ics, id, reference, state, version, latest_version, title, summary,
    content, themes, communities, places, methods, visibility, activity_ids, created_at, created_by)
VALUES ('QE1', '00000000-0000-7000-8000-000000000001', 'QE1-F-2026-0001', 'published', 1, 1,
    'Long ways', '-', '{"recommendations": [], "quotations": []}', '{}', '{}', '{}', '{}', 'public',
    '{}', now(), 'x')
"""


async def test_findings_of_before_are_the_item_of_no_report(databases: TestDatabases) -> None:
    async with database_at(databases, "insights", "0006") as earlier:
        await earlier.connection.execute("SET session_replication_role = replica")
        await earlier.connection.execute(FINDING)
        await earlier.upgrade()
        row = await earlier.connection.fetchrow("SELECT title, report_id FROM insights.findings")
        assert row is not None
        assert tuple(row) == ("Long ways", None)
        assert await earlier.forces_row_level_security()
