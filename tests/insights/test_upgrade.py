"""Libraries that ran an earlier revision, with rows in them, come to the newest one."""

from __future__ import annotations

from uuid import UUID, uuid4

import asyncpg
import pytest

from common.testing.postgres import TestDatabases
from insights.vocabularies.service import baseline
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


THEMED = """
INSERT INTO insights.systems (ics, slug, name, suppression_threshold, rounding_base)
VALUES ('QE1', 'one', 'One', 7, 5);
INSERT INTO insights.vocabulary_terms
    (ics, vocabulary, version, code, label, position, valid_from)
VALUES ('QE1', 'patient_experience', '2022', 'parking', 'Parking', 0, '2020-01-01'),
    ('QE1', 'theme', '2022', 'housing', 'Housing', 0, '2022-07-01');
INSERT INTO insights.feedback_items
    (ics, source_id, import_id, row_key, content_hash, line, text, themes)
SELECT 'QE1', gen_random_uuid(), gen_random_uuid(), key, key, 1, 'Kind', themes
FROM (VALUES ('a'::bytea, '{}'::text[]), ('b', '{parking}')) AS given (key, themes)
"""


async def test_comments_of_before_wait_to_be_read_and_labels_stay(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "insights", "0006") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(THEMED)
        await earlier.upgrade()
        terms = await connection.fetch(
            "SELECT vocabulary, version, valid_from::text FROM insights.vocabulary_terms "
            "WHERE vocabulary IN ('patient_experience', 'theme') ORDER BY 1"
        )
        assert [tuple(row) for row in terms] == [
            ("patient_experience", "6", "2023-06-02"),
            ("theme", "2022", "2022-07-01"),
        ]
        items = await connection.fetch(
            "SELECT themes, read_by, sentiment FROM insights.feedback_items ORDER BY row_key"
        )
        assert [tuple(row) for row in items] == [([], None, None), (["parking"], None, None)]


async def test_a_library_with_findings_takes_files_and_stories(databases: TestDatabases) -> None:
    async with database_at(databases, "insights", "0006") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(
            "INSERT INTO insights.findings (ics, id, reference, state, revision, version, "
            "latest_version, title, summary, content, themes, communities, places, methods, "
            "visibility, activity_ids, created_at, created_by) VALUES ('QE1', "
            "'00000000-0000-7000-8000-000000000001', 'QE1-F-1', 'draft', 1, 1, 1, 'x', 'x', $1, "
            "'{}', '{}', '{}', '{}', 'public', '{}', now(), 'x')",
            '{"recommendations": [], "quotations": []}',
        )
        await connection.execute(
            "INSERT INTO insights.systems (ics, slug, name) VALUES ('QE1', 'x', 'X')"
        )
        await earlier.upgrade()
        terms = await connection.fetch(
            "SELECT vocabulary, code, label, position, valid_from FROM insights.vocabulary_terms "
            "WHERE ics = 'QE1' ORDER BY vocabulary, position"
        )
        new = {"story_use", "story_consent_means"}
        assert [tuple(row) for row in terms] == [
            (vocabulary.code, term.code, term.label, position, vocabulary.valid_from)
            for vocabulary in sorted(baseline(), key=lambda one: one.code)
            if vocabulary.code in new
            for position, term in enumerate(vocabulary.terms)
        ]
        await connection.execute("SET session_replication_role = origin")
        statement = (
            "INSERT INTO insights.files (ics, id, finding_id, since_version, name, media_type, "
            "size, sha256, uploaded_at, uploaded_by) VALUES ('QE1', gen_random_uuid(), $1, 1, "
            "'x.pdf', 'application/pdf', 1, sha256('x'), now(), 'x')"
        )
        await connection.execute(statement, UUID("00000000-0000-7000-8000-000000000001"))
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await connection.execute(statement, uuid4())


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


async def test_what_was_imported_before_was_csv_and_no_licence_is_open_until_loaded_again(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "insights", "0006") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(
            """
            INSERT INTO insights.vocabulary_terms
                (ics, vocabulary, version, code, label, position, valid_from)
            VALUES ('QE1', 'licence', '1', 'ogl-uk-3.0', 'OGL', 0, '2022-07-01');
            INSERT INTO insights.feedback_imports (ics, id, source_id, dry_run, file_sha256,
                file_bytes, encoding, rows, accepted, blank, duplicates, rejected,
                missing_columns, imported_at, imported_by)
            VALUES ('QE1', gen_random_uuid(), gen_random_uuid(), false, '', 1, 'utf-8', 0, 0, 0, 0,
                0, '{}', now(), 'x')
            """
        )
        await earlier.upgrade()
        query = "SELECT form FROM insights.feedback_imports"
        assert await connection.fetchval(query) == "csv"
        terms = await connection.fetch("SELECT is_open, uri FROM insights.vocabulary_terms")
        assert [tuple(row) for row in terms] == [(False, None)]
        assert await earlier.forces_row_level_security()


IMPORTED = """
INSERT INTO insights.file_rules (ics, valid_from, max_files, max_pixels, types)
VALUES ('QE1', '2022-07-01', 20, 1000, '[]');
INSERT INTO insights.feedback_items
    (ics, source_id, import_id, row_key, content_hash, line, text, themes, sentiment)
SELECT 'QE1', gen_random_uuid(), gen_random_uuid(), 'a', 'a', 1, 'Kind', '{}', 2
"""


async def test_comments_and_rules_of_before_are_as_they_were_and_uploads_come(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "insights", "0012") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(IMPORTED)
        await earlier.upgrade()
        [item] = await connection.fetch(
            "SELECT sentiment, file_sentiment FROM insights.feedback_items"
        )
        assert tuple(item) == (2, None)
        [rule] = await connection.fetch(
            "SELECT upload_hours, open_uploads FROM insights.file_rules"
        )
        assert tuple(rule) == (48, 5)
        assert await connection.fetchval("SELECT count(*) FROM insights.feedback_uploads") == 0
        assert await earlier.forces_row_level_security()


EMBARGOED = """
INSERT INTO insights.findings (ics, id, reference, state, revision, version, latest_version, title,
    summary, content, visibility, embargo_until, created_at, created_by, themes, communities,
    places, methods, activity_ids)
VALUES ('QE1', '00000000-0000-7000-8000-000000000002', 'QE1-F-2026-0002', 'draft', 3, 1, 1, 'T',
    'S', '{"quotations": [], "recommendations": []}', 'partners', '2027-01-01Z',
    '2026-11-01Z', 'x', '{}', '{}', '{}', '{}', '{}');
INSERT INTO insights.finding_versions
    (ics, finding_id, version, state, content, changed_at, changed_by)
VALUES ('QE1', '00000000-0000-7000-8000-000000000002', 1, 'draft', '{}', '2026-11-01Z', 'x')
"""


async def test_an_embargo_of_before_is_kept_as_set(databases: TestDatabases) -> None:
    async with database_at(databases, "insights", "0015") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(EMBARGOED)
        await earlier.upgrade()
        [row] = await connection.fetch(
            "SELECT step, until::date::text, by FROM insights.embargo_steps"
        )
        assert tuple(row) == ("set", "2027-01-01", "not known")
        assert await earlier.forces_row_level_security()


ORGANISATION = """
INSERT INTO insights.organisations
    (ics, id, name, kind, places, communities, valid_from, version)
VALUES ('QE1', '00000000-0000-7000-8000-0000000000a1', 'Voices', 'vcfse', '{fylde}', '{carers}',
    '2022-07-01', 3);
"""


async def test_what_an_organisation_is_is_known_from_its_beginning(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "insights", "0020") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")  # systems aren't whole
        await connection.execute(ORGANISATION)
        await earlier.upgrade()
        [told] = await connection.fetch(
            "SELECT since::text, name, kind, places, communities FROM insights.organisation_spans"
        )
        assert tuple(told) == ("2022-07-01", "Voices", "vcfse", ["fylde"], ["carers"])
        assert await earlier.forces_row_level_security()


SUGGESTED = """
INSERT INTO insights.theme_suggestions
    (ics, id, item_id, kind, framework, code, probability, words, model_version, suggested_at,
     state, decided_at, decided_by, version)
SELECT 'QE1', gen_random_uuid(), gen_random_uuid(), 'theme', 'theme', 'carers', probability, '[]',
    model, now(), 'accepted', now(), 'x', 1
FROM (VALUES (0.9, '1'), (NULL, NULL)) AS given (probability, model)
"""


async def test_a_release_that_named_themes_can_be_taken_back(databases: TestDatabases) -> None:
    async with database_at(databases, "insights", "head") as later:
        connection = later.connection
        await connection.execute("SET session_replication_role = replica")  # systems aren't whole
        await connection.execute(SUGGESTED)
        await later.downgrade("0025")
        left = await connection.fetch("SELECT model_version FROM insights.theme_suggestions")
        assert [row[0] for row in left] == ["1"]
        assert await later.forces_row_level_security()
