"""A panel with people in it comes from answers in clear to sealed ones, and loses none."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from common.clock import utc_now
from common.crypto.sealing import CannotOpen
from common.db.engine import Database
from common.db.migrations import MIGRATION_URL
from common.db.roles import create_roles
from common.testing.postgres import TestDatabases
from panel.datakeys import sealing_up
from panel.keys import PanelKeys, token_hash
from panel.members import service as members
from panel.members.told import told_by
from panel.selection import service as selections
from panel_support.world import QE1

ROOT = Path(__file__).parents[3]
NAME = "sealed_up"
ADA, BEA, GONE = (UUID(int=number) for number in (1, 2, 3))
ENTRY, SELECTION = UUID(int=9), UUID(int=8)
SAID = {ADA: {"sex": "female", "ethnic_group": "asian_indian"}, BEA: {"sex": "prefer_not_to_say"}}

pytestmark = pytest.mark.rule("panel.13")


class Earlier:
    """A database at the revision before data keys, with people in it as that version wrote them."""

    def __init__(self, databases: TestDatabases, owner: asyncpg.Connection) -> None:
        self._databases = databases
        self.owner = owner
        self.database = Database(
            databases.server.url("panel_app", NAME), schema="panel", pool_size=2
        )

    async def migrate(self, revision: str) -> subprocess.CompletedProcess[str]:
        """Migrate as the owner of the schema."""
        command = [sys.executable, "-m", "alembic", "-c", "services/panel/alembic.ini", "upgrade"]
        url = self._databases.server.url("panel_owner", NAME)
        return await asyncio.to_thread(
            subprocess.run,
            [*command, revision],
            cwd=ROOT,
            env={**os.environ, MIGRATION_URL: url},
            capture_output=True,
            text=True,
            check=False,
        )

    async def populate(self, keys: PanelKeys) -> None:
        """Write two members, one who left, and all that there was of them."""
        await self.owner.execute("SET session_replication_role = replica")
        await self.owner.execute(
            "INSERT INTO panel.systems (ics, slug, name, gss, minimum_age, suppression_threshold, "
            "rounding_base) VALUES ('QE1', 'lsc', 'LSC', 'E54000048', 16, 7, 5)"
        )
        await self.owner.execute(
            "INSERT INTO panel.terms (ics, vocabulary, version, code, label, position) VALUES "
            "('QE1', 'sex', 'census2021', 'female', 'Female', 0), "
            "('QE1', 'ethnic_group', 'census2021', 'asian_indian', 'Indian', 0)"
        )
        for member_id in (ADA, BEA):
            email = f"{member_id.int}@example.org"
            await self.owner.execute(
                "INSERT INTO panel.members (ics, id, email_index, email_sealed, language, "
                "mail_format, connection, minimum_age_stated, joined_on, manage_token_hash) "
                "VALUES ('QE1', $1, $2, $3, 'en', 'html', 'lives', 16, '2026-01-01', $4)",
                member_id,
                keys.email_index(QE1, email),
                keys.seal(email, QE1, "members", member_id),
                token_hash(keys.manage_token(QE1, member_id)),
            )
            for dimension, term in SAID[member_id].items():
                await self.answer(member_id, dimension, term)
        await self.owner.execute(
            "INSERT INTO panel.members (ics, id, language, mail_format, connection, "
            "minimum_age_stated, joined_on, left_on) "
            "VALUES ('QE1', $1, 'en', 'html', 'lives', 16, '2026-01-01', '2026-02-01')",
            GONE,
        )
        needs = json.dumps({"needs": ["braille"], "version": "dapb1605"}).ljust(2048)
        await self.owner.execute(
            "INSERT INTO panel.access_needs VALUES ('QE1', $1, $2, now())",
            ADA,
            keys.seal(needs, QE1, "access_needs", ADA),
        )
        said = json.dumps({"salt": "00", "values": {"sex": "female"}})
        await self.owner.execute(
            "INSERT INTO panel.selections (ics, id, title, seats, quotas, seconds, state, "
            "created_at) VALUES ('QE1', $1, 'Jury', 1, '[]', 1, 'calculated', now())",
            SELECTION,
        )
        await self.owner.execute(
            "INSERT INTO panel.selection_entries (ics, id, selection_id, member_id, pseudonym, "
            "opening_sealed, places) VALUES ('QE1', $1, $2, $3, 'p', $4, 1)",
            ENTRY,
            SELECTION,
            ADA,
            keys.seal(said, QE1, "selection_entries", ENTRY),
        )

    async def answer(self, member_id: UUID, dimension: str, term: str) -> None:
        """Write an answer as the earlier version does: in clear, in place of another."""
        await self.owner.execute(
            "INSERT INTO panel.demographics (ics, member_id, dimension, term, vocabulary_version, "
            "answered_at) VALUES ('QE1', $1, $2, $3, 'census2021', now()) "
            "ON CONFLICT (ics, member_id, dimension) DO UPDATE SET term = excluded.term",
            member_id,
            dimension,
            term,
        )


@pytest.fixture
async def earlier(databases: TestDatabases, panel_keys: PanelKeys) -> AsyncIterator[Earlier]:
    """A database of its own, before there were data keys, with people in it."""
    server = await asyncpg.connect(databases.server.url())
    await server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    await server.execute(f"CREATE DATABASE {NAME}")
    superuser = databases.server.url("postgres", NAME)
    await create_roles(superuser)
    owner = await asyncpg.connect(superuser)
    made = Earlier(databases, owner)
    assert (await made.migrate(f"{int(sealing_up.MAKES_ROOM) - 1:04}")).returncode == 0
    await made.populate(panel_keys)
    yield made
    await made.database.dispose()
    await owner.close()
    await server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    await server.close()


async def test_every_answer_need_address_and_pool_reads_as_before(
    earlier: Earlier, panel_keys: PanelKeys
) -> None:
    refused = await earlier.migrate("head")
    assert refused.returncode != 0
    assert "not sealed with their member's own key" in refused.stderr
    assert "python -m panel.datakeys seal" in refused.stderr

    (done,) = await sealing_up.seal_up(earlier.database, panel_keys, batch=1)
    assert (done.members, done.answers) == (2, 3)
    assert (await earlier.migrate("head")).returncode == 0

    for member_id, said in SAID.items():
        async with earlier.database.reading(QE1) as session:
            token = panel_keys.manage_token(QE1, member_id)
            me = await members.me(session, QE1, panel_keys, token, utc_now())
            told = await told_by(session, QE1, panel_keys, [member_id])
        assert {one.dimension: one.term for one in me.demographics} == said
        assert me.email == f"{member_id.int}@example.org"
        assert (me.needs is not None and me.needs.codes == ("braille",)) is (member_id == ADA)
        assert told[member_id]["sex"] == said["sex"]
    async with earlier.database.reading(QE1) as session:
        (pool,) = await selections.held_of(session, QE1, panel_keys, ADA)
    assert (pool.opening.salt, pool.opening.values) == ("00", {"sex": "female"})
    assert await earlier.owner.fetchval("SELECT count(*) FROM panel.data_keys") == 2
    columns = await earlier.owner.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'demographics'"
    )
    assert "term" not in {row[0] for row in columns}
    forced = await earlier.owner.fetchval(
        "SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relkind = 'r' "
        "AND relnamespace = 'panel'::regnamespace AND relname <> 'alembic_version'"
    )
    assert forced
    assert await sealing_up.seal_up(earlier.database, panel_keys) == []


async def test_what_an_older_process_writes_meanwhile_is_sealed_too(
    earlier: Earlier, panel_keys: PanelKeys
) -> None:
    await earlier.migrate("head")
    await sealing_up.seal_up(earlier.database, panel_keys)
    await earlier.answer(ADA, "sex", "male")
    await earlier.answer(BEA, "age_band", "35-44")
    assert (await earlier.migrate("head")).returncode != 0
    (done,) = await sealing_up.seal_up(earlier.database, panel_keys)
    assert (done.members, done.answers) == (2, 2)
    assert (await earlier.migrate("head")).returncode == 0
    async with earlier.database.reading(QE1) as session:
        token = panel_keys.manage_token(QE1, ADA)
        me = await members.me(session, QE1, panel_keys, token, utc_now())
    assert {one.dimension: one.term for one in me.demographics}["sex"] == "male"


async def test_a_member_whose_data_do_not_open_stays_as_they_are(
    earlier: Earlier, panel_keys: PanelKeys
) -> None:
    await earlier.migrate("head")
    await earlier.owner.execute(
        "UPDATE panel.members SET email_sealed = $2 WHERE id = $1",
        BEA,
        panel_keys.seal("x", QE1, "members", ADA),
    )
    with pytest.raises(CannotOpen):
        await sealing_up.seal_up(earlier.database, panel_keys, batch=1)
    rows = await earlier.owner.fetch(
        "SELECT term, sealed IS NULL AS clear FROM panel.demographics WHERE member_id = $1", BEA
    )
    assert [tuple(row) for row in rows] == [("prefer_not_to_say", True)]
    keys = await earlier.owner.fetch("SELECT member_id FROM panel.data_keys")
    assert [row[0] for row in keys] == [ADA]
    assert (await earlier.migrate("head")).returncode != 0


async def test_it_asks_for_the_room_first(earlier: Earlier, panel_keys: PanelKeys) -> None:
    with pytest.raises(sealing_up.NoRoom):
        await sealing_up.seal_up(earlier.database, panel_keys)
