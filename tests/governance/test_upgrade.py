"""A governance that ran the revision before public questions comes to the newest one."""

from __future__ import annotations

import asyncpg
import pytest

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


DECISION = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-000000000002', 'ICP', 'Partnership', 'committee',
    '2022-07-01');
INSERT INTO governance.decisions (ics, id, body_id, reference, decided_on)
VALUES ('QE1', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002',
    'QE1-ICP-2024-0001', '2024-03-25');
INSERT INTO governance.decision_versions
    (ics, decision_id, version, title, outcome, recorded_at, recorded_by)
VALUES ('QE1', '00000000-0000-7000-8000-000000000003', 1, 'Clinic', 'approved', now(), 'tests');
"""


async def test_decisions_of_before_have_no_course_and_stay_append_only(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "governance", "0014") as earlier:
        await earlier.connection.execute(DECISION)
        await earlier.upgrade()
        row = await earlier.connection.fetchrow(
            "SELECT title, course FROM governance.decision_versions"
        )
        assert row is not None
        assert tuple(row) == ("Clinic", None)
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            await earlier.connection.execute(
                "UPDATE governance.decision_versions SET course = '{}'"
            )
        assert await earlier.forces_row_level_security()


PUBLISHED = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-000000000002', 'board', 'Board', 'board', '2024-01-01');
INSERT INTO governance.meetings (ics, id, body_id, held_on, place, status)
VALUES ('QE1', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002',
        '2024-03-25', 'The Hall', 'scheduled');
INSERT INTO governance.meeting_publications (ics, meeting_id, version, published_at)
VALUES ('QE1', '00000000-0000-7000-8000-000000000003', 1, now());
"""


async def test_what_row_level_security_hid_from_earlier_revisions_is_filled_in(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "governance", "0007") as earlier:
        await earlier.connection.execute(FINDING + ";" + PUBLISHED)
        await earlier.upgrade()
        row = await earlier.connection.fetchrow(
            "SELECT f.words @@ to_tsquery('english', 'way') AS found, p.content ->> 'place' "
            "FROM governance.findings f, governance.meeting_publications p"
        )
        assert row is not None
        assert tuple(row) == (True, "The Hall")
        assert await earlier.forces_row_level_security()
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            await earlier.connection.execute("UPDATE governance.meeting_publications SET version=2")


QUESTION = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000b', 'ICP', 'Partnership', 'icp', '2022-07-01');
INSERT INTO governance.public_questions (ics, id, body_id, reference, kind, state, group_id,
in_person, show_name, original_sealed, name_sealed, email_sealed, email_index, asked_on, due_on)
VALUES ('QE1', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-00000000000b',
'QE1-ICP-PQ-2026-0001', 'question', 'received', '00000000-0000-7000-8000-000000000001', false,
false, '\\x01', '\\x02', '\\x03', '\\x04', '2026-11-01', '2026-11-15');
INSERT INTO governance.meetings (ics, id, body_id, held_on, status, remote_agreed)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000d', '00000000-0000-7000-8000-00000000000b',
'2026-12-01', 'scheduled', false);
INSERT INTO governance.agenda_items (ics, id, meeting_id, position, number, title)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000d', 1,
'1', 'Welcome');
"""


async def test_questions_of_before_came_by_the_form_and_items_are_public(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "governance", "0020") as earlier:
        await earlier.connection.execute(QUESTION)
        await earlier.upgrade()
        row = await earlier.connection.fetchrow(
            "SELECT q.channel, q.contact_sealed, q.told_on, q.email_index, i.withheld_reason "
            "FROM governance.public_questions q, governance.agenda_items i"
        )
        assert row is not None
        assert tuple(row) == (None, None, None, b"\x04", None)
        assert await earlier.forces_row_level_security()
        with pytest.raises(asyncpg.CheckViolationError):
            await earlier.connection.execute(
                "UPDATE governance.public_questions SET contact_sealed = '\\x05'"
            )


HELD = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-000000000001', 'ICP', 'Partnership', 'k', '2022-01-01');
INSERT INTO governance.meetings (ics, id, body_id, held_on, status, remote_agreed)
VALUES ('QE1', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001',
    '2026-01-01', 'held', false)
"""
CHAIR = """
INSERT INTO governance.meeting_chairs (ics, id, meeting_id, position, kind, name)
VALUES ('QE1', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002',
    1, 'opened', 'Mira Oakley')
"""


async def test_a_meeting_of_before_has_no_chair_and_can_be_given_one(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "governance", "0020") as earlier:
        await earlier.connection.execute(HELD)
        await earlier.upgrade()
        count = "SELECT count(*) FROM governance.meeting_chairs"
        assert await earlier.connection.fetchval(count) == 0
        await earlier.connection.execute(CHAIR)
        assert await earlier.connection.fetchval(count) == 1
        assert await earlier.forces_row_level_security()


AGENDA = """
INSERT INTO governance.agenda_items (ics, id, meeting_id, position, number, title)
VALUES ('QE1', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002',
    1, '1', 'Welcome'),
    ('QE1', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000002',
    2, '2', 'Buses')
"""
SWAPPED = "UPDATE governance.agenda_items SET position = 3 - position"


async def test_agendas_of_before_can_be_put_in_another_order(databases: TestDatabases) -> None:
    async with database_at(databases, "governance", "0023") as earlier:
        await earlier.connection.execute(HELD + ";" + AGENDA)
        with pytest.raises(asyncpg.UniqueViolationError):
            await earlier.connection.execute(SWAPPED)
        await earlier.upgrade()
        await earlier.connection.execute(SWAPPED)
        rows = await earlier.connection.fetch(
            "SELECT title, version FROM governance.agenda_items ORDER BY position"
        )
        assert [tuple(row) for row in rows] == [("Buses", 1), ("Welcome", 1)]
        with pytest.raises(asyncpg.UniqueViolationError):
            await earlier.connection.execute("UPDATE governance.agenda_items SET position = 1")
        assert await earlier.forces_row_level_security()


SAT = """
INSERT INTO governance.bodies (ics, id, code, name, kind, valid_from)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000b', 'ICP', 'Partnership', 'icp', '2022-07-01');
INSERT INTO governance.meetings (ics, id, body_id, held_on, status)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000d', '00000000-0000-7000-8000-00000000000b',
        '2024-03-25', 'minutes_approved');
INSERT INTO governance.adjournments (ics, id, meeting_id, kind, why, at, recorded_at, recorded_by)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000d',
        'adjourned', 'other', '2024-03-25T11:00Z', '2024-03-25T11:00Z', 'staff');
"""


async def test_of_meetings_of_before_nothing_is_made_up(databases: TestDatabases) -> None:
    async with database_at(databases, "governance", "0025") as earlier:
        await earlier.connection.execute(SAT)
        await earlier.upgrade()
        row = await earlier.connection.fetchrow(
            "SELECT approved_at_meeting_id, resumes_on FROM governance.meetings "
            "JOIN governance.adjournments ON meeting_id = meetings.id"
        )
        assert row is not None
        assert tuple(row) == (None, None)
        assert await earlier.forces_row_level_security()
