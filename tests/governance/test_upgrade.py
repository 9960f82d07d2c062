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


CHECKPOINT = """
INSERT INTO governance.log_checkpoints (ics, tree_size, root_hash, note, verifier_keys, signed_at)
VALUES ('QE1', 7, sha256('root'), 'a note', '{}', now())
"""
COSIGNATURE = """
INSERT INTO governance.log_witnesses (ics, verifier_key, title, valid_from)
VALUES ('QE1', 'w', 'A witness', '2026-01-01');
INSERT INTO governance.log_cosignatures (ics, tree_size, verifier_key, line, cosigned_at)
VALUES ('QE1', 7, 'w', 'a line', now())
"""


async def test_a_checkpoint_of_before_stays_and_can_be_cosigned(databases: TestDatabases) -> None:
    async with database_at(databases, "governance", "0014") as earlier:
        await earlier.connection.execute(CHECKPOINT)
        await earlier.upgrade()
        await earlier.connection.execute(COSIGNATURE)
        row = await earlier.connection.fetchrow(
            "SELECT note, line FROM governance.log_checkpoints "
            "JOIN governance.log_cosignatures USING (ics, tree_size)"
        )
        assert row is not None
        assert tuple(row) == ("a note", "a line")
        assert await earlier.forces_row_level_security()
