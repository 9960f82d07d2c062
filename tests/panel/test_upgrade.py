"""A system that ran the first revision, with people in it, comes to the newest one."""

from __future__ import annotations

import pytest

from common.testing.postgres import TestDatabases
from panel.datakeys.sealing_up import MAKES_ROOM
from upgrades import database_at

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


@pytest.mark.rule("panel.9")
async def test_whom_it_asked_and_told_counts_in_the_ledger(databases: TestDatabases) -> None:
    async with database_at(databases, "panel", "0001") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")  # systems aren't whole
        await connection.execute(BEFORE)
        await earlier.upgrade(MAKES_ROOM)
        rows = await connection.fetch(
            "SELECT kind, contacted_on::text FROM panel.contacts ORDER BY 1"
        )
        assert [tuple(row) for row in rows] == [
            ("feedback", "2026-11-03"),
            ("survey", "2026-11-01"),
        ]
        # What follows wants people sealed with their own keys: `tests/panel/datakeys` has such.
        await connection.execute("DELETE FROM panel.members")
        await earlier.upgrade()
        assert await earlier.forces_row_level_security()


BEFORE_COMMISSIONS = """
INSERT INTO panel.selections (ics, id, title, seats, quotas, seconds, state, created_at, root)
SELECT 'QE1', uuidv7(), 'A jury', 4, '[]', 120, 'committed', '2026-11-01 12:00Z', 'r'
FROM generate_series(1, 2);
INSERT INTO panel.postcode_releases (ics, version, slot, postcodes, loaded_at)
VALUES ('ONSPD', 'ONSPD_AUG_2025', 0, 12, '2026-11-01 12:00Z')
"""


@pytest.mark.rule("panel.11")
async def test_selections_of_before_are_for_no_commission_and_deciles_of_no_known_index(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "panel", "0022") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")  # systems aren't whole
        await connection.execute(BEFORE_COMMISSIONS)
        await earlier.upgrade()
        assert await earlier.forces_row_level_security()
        selections = await connection.fetch("SELECT assembly_id FROM panel.selections")
        assert [row["assembly_id"] for row in selections] == [None, None]
        index = await connection.fetchval("SELECT deprivation FROM panel.postcode_releases")
        assert index is None


MEMBER_AT_0022 = """
INSERT INTO panel.members (ics, id, email_index, email_sealed, language, mail_format, connection,
    minimum_age_stated, joined_on, manage_token_hash)
VALUES ('QE1', '00000000-0000-7000-8000-000000000001', 'a', 'a', 'en', 'html', 'lives', 16,
    '2026-01-01', 'a');
INSERT INTO panel.mails (ics, id, kind, member_id)
VALUES ('QE1', uuidv7(), 'welcome', '00000000-0000-7000-8000-000000000001');
INSERT INTO panel.vocabularies (ics, code, version, valid_from)
VALUES ('QE1', 'sex', '1', '2020-01-01');
INSERT INTO panel.terms (ics, vocabulary, version, code, label, position)
VALUES ('QE1', 'sex', '1', 'female', 'Female', 0)
"""


@pytest.mark.rule("panel.13")
async def test_members_keep_their_first_address_and_mails_say_nothing_of_theirs(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "panel", "0022") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")  # systems aren't whole
        await connection.execute(MEMBER_AT_0022)
        await earlier.upgrade()
        assert await connection.fetchval("SELECT address_number FROM panel.members") == 1
        assert await connection.fetchval("SELECT address_number FROM panel.mails") is None
        assert await connection.fetchval("SELECT why FROM panel.terms") is None
        assert await earlier.forces_row_level_security()


BEFORE_PLACES = """
INSERT INTO panel.gatherings (ics, id, title, summary, form, starts_at, ends_at, sign_up_until,
    capacity, access_offered, places, public, offer_hours, remind_hours, state, sequence, groups,
    opened_at, invited_on, changed_at)
VALUES ('QE1', uuidv7(), 'A forum', 'What we heard', 'online', '2026-12-01 10:00Z',
    '2026-12-01 12:00Z', '2026-12-01 10:00Z', 10, '{}', '{blackpool}', true, 24, 24, 'open', 1,
    '{}', '2026-11-01 12:00Z', '2026-11-01', '2026-11-01 12:00Z');
INSERT INTO panel.bulletin_draws (ics, bulletin_id, sent_on, groups, counts)
VALUES ('QE1', uuidv7(), '2026-11-01', '{}', '{}')
"""


@pytest.mark.rule("panel.9")
async def test_invitations_of_before_asked_where_the_gathering_was_for(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "panel", "0026") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")  # systems aren't whole
        await connection.execute(BEFORE_PLACES)
        await earlier.upgrade()
        assert await earlier.forces_row_level_security()
        assert await connection.fetchval("SELECT asked_places FROM panel.gatherings") == [
            "blackpool"
        ]
        assert await connection.fetchval("SELECT places FROM panel.bulletin_draws") == []


BEFORE_VOUCHERS = """
INSERT INTO panel.reward_kinds (ics, code, valid_from, label, unit, rate_pence, cap_pence, evidence,
    counts_as_income)
VALUES ('QE1', 'voucher', '2020-01-01', 'Voucher', 'voucher', 1000, 2000, false, true);
INSERT INTO panel.reward_terms (ics, valid_from, ledger_years, dominance_percent)
VALUES ('QE1', '2020-01-01', 6, 50);
INSERT INTO panel.reward_claims (ics, id, offer_id, member_id, kind, quantity, happened_on,
    rate_pence, amount_pence, evidence_needed, state, entered_by, entered_on, decided_by)
SELECT 'QE1', uuidv7(), uuidv7(), uuidv7(), 'voucher', 1, '2026-11-01', 1000, 1000, false, state,
    'member', '2026-11-02', 'key-a'
FROM unnest(ARRAY['approved', 'exported', 'paid', 'returned']) AS given (state)
"""


@pytest.mark.rule("panel.12")
async def test_vouchers_that_were_claimed_before_are_paid_as_the_money_they_were(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "panel", "0026") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(BEFORE_VOUCHERS)
        await earlier.upgrade()
        for table, rows in (("reward_kinds", 1), ("reward_claims", 4)):
            found = await connection.fetch(f"SELECT given_as FROM panel.{table}")
            assert [row["given_as"] for row in found] == ["money"] * rows, table
        assert await connection.fetchval("SELECT voucher_days FROM panel.reward_terms") == 0
        assert await earlier.forces_row_level_security()


BEFORE_CORRECTIONS = """
INSERT INTO panel.feedback (ics, id, decision_id, decision_reference, decision_title, you_said,
    we_did, activity_ids, published_at, withheld)
SELECT 'QE1', id::uuid, '00000000-0000-7000-8000-00000000000d', 'QE1-ICP-2026-0001', 'A bus', 'Far',
    'A stop', '{}', published_at::timestamptz, false
FROM (VALUES ('00000000-0000-7000-8000-00000000000a', '2026-11-01 12:00Z'),
             ('00000000-0000-7000-8000-00000000000b', '2026-11-02 12:00Z')) AS given (id, published_at);
INSERT INTO panel.mail_contents (ics, about_id, said) VALUES
    ('QE1', '00000000-0000-7000-8000-00000000000a', '{"corrects": null}'),
    ('QE1', '00000000-0000-7000-8000-00000000000b',
        '{"corrects": "00000000-0000-7000-8000-00000000000a"}')
"""  # noqa: E501


async def test_answers_that_were_corrected_before_are_marked(databases: TestDatabases) -> None:
    async with database_at(databases, "panel", "0030") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(BEFORE_CORRECTIONS)
        await earlier.upgrade()
        rows = await connection.fetch(
            "SELECT corrects_id IS NULL, corrected_at = '2026-11-02 12:00Z' FROM panel.feedback "
            "ORDER BY published_at"
        )
        assert [tuple(row) for row in rows] == [(True, True), (False, None)]
        assert await earlier.forces_row_level_security()


BEFORE_WITHHELD = """
INSERT INTO panel.known_decisions (ics, id, fact_version, reference, title, outcome, body_name,
    decided_on, recorded_at)
VALUES ('QE1', '00000000-0000-7000-8000-00000000000d', 1, 'D-1', 'Buses', 'agreed', 'Board',
    '2026-10-01', '2026-10-02');
INSERT INTO panel.feedback (ics, id, decision_id, decision_reference, decision_title, you_said,
    we_did, activity_ids, published_at, withheld)
SELECT 'QE1', uuidv7(), decision_id::uuid, reference, 'Buses', 'x', 'y', '{}', published_at, false
FROM (VALUES
    ('00000000-0000-7000-8000-00000000000d', 'open', '2026-11-01'::timestamptz),
    ('00000000-0000-7000-8000-00000000000e', 'withheld', '2026-11-01'),
    ('00000000-0000-7000-8000-00000000000f', 'of before', '2026-01-01')
) AS given (decision_id, reference, published_at);
INSERT INTO panel.selections (ics, id, title, seats, quotas, seconds, state, created_at, root,
    digits, evidence, drawn_at)
SELECT 'QE1', uuidv7(), state, 4, '[]', 60, state, '2026-10-01', root, digits, root, drawn_at
FROM (VALUES ('drawn', 'r', '042', '2026-10-09'::timestamptz), ('calculated', NULL, NULL, NULL))
    AS given (state, root, digits, drawn_at)
"""


@pytest.mark.rule("panel.11")
async def test_answers_of_withheld_decisions_are_hidden_and_draws_are_first_entries(
    databases: TestDatabases,
) -> None:
    async with database_at(databases, "panel", "0030") as earlier:
        connection = earlier.connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(BEFORE_WITHHELD)
        await earlier.upgrade()
        hidden = "SELECT decision_reference FROM panel.feedback WHERE withheld"
        assert [row[0] for row in await connection.fetch(hidden)] == ["withheld"]
        [entry] = await connection.fetch("SELECT * FROM panel.selection_draws")
        assert (entry["number"], entry["digits"], entry["recorded_by"]) == (1, "042", None)
        assert await earlier.forces_row_level_security()
