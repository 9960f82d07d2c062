"""What the database holds of a member says nothing without the keys, and nothing once theirs went.

Rule 13 rests on it: a copy of older rows is worth nothing when the data key is gone.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.crypto.sealing import CannotOpen
from common.db.engine import raw_connection
from common.testing.clock import today
from common.testing.postgres import TestDatabases
from panel.datakeys import service as datakeys
from panel.datakeys.errors import DataKeyMissing
from panel.datakeys.personal import PersonKey
from panel.members.recipients import recipients
from panel.members.told import told_by
from panel.vocabularies.codebook import UnknownToken, codebook
from panel_support import traces
from panel_support.world import QE1, QKK, Member, World

SAID = {"sex": "female", "ethnic_group": "asian_indian"}

pytestmark = pytest.mark.rule("panel.13")


@pytest.fixture
async def superuser(databases: TestDatabases, world: World) -> Any:
    """A connection that sees everything."""
    assert world
    connection = await asyncpg.connect(databases.server.url())
    yield connection
    await connection.close()


async def write(world: World, sql: str, *values: Any) -> None:
    async with world.database.transaction(QE1) as session:
        await (await raw_connection(session)).execute(sql, *values)


async def told(world: World, member: Member) -> dict[str, str]:
    me = (await world.call("GET", "/me", headers=member.own)).json()
    return {d["dimension"]: d["term"] for d in me["demographics"]}


async def opens(world: World, member: Member) -> bool:
    """Say whether somebody's data open, or what reads them fails."""
    return (await world.call("GET", "/me", headers=member.own)).status_code == 200


class TestTheDatabase:
    async def test_holds_no_answer_need_address_or_contact_in_clear(
        self, world: World, superuser: asyncpg.Connection
    ) -> None:
        ada = await world.join("ada@example.org", demographics=SAID, access_needs=["braille"])
        needles = {term: term for term in (*SAID.values(), "braille")} | {"address": ada.email}
        found = await traces.in_tables(superuser, needles)
        assert set(found) <= {"panel.terms", "panel.population"}

    async def test_has_one_key_a_member_wrapped(self, world: World) -> None:
        await world.join("ada@example.org")
        await world.join("bea@example.org")
        rows = await world.rows("SELECT member_id, kek, wrapped FROM data_keys")
        assert len({row["member_id"] for row in rows}) == len(rows) == 2
        assert {row["kek"] for row in rows} == {world.keys.wrapping.current}
        async with world.database.reading(QE1) as session:
            own = await datakeys.of_members(
                session, QE1, world.keys, [row["member_id"] for row in rows]
            )
        secrets = {key.secret for key in own.values()}
        assert len(secrets) == 2
        assert not [s for s in secrets for row in rows if s in row["wrapped"]]

    async def test_seals_every_answer_at_one_length(self, world: World) -> None:
        for number, term in enumerate(["female", "male", "prefer_not_to_say"]):
            await world.join(f"{number}@example.org", demographics={"sex": term})
        rows = await world.rows("SELECT DISTINCT length(sealed), length(token) FROM demographics")
        assert len(rows) == 1

    async def test_an_answer_moved_to_another_member_or_question_does_not_open(
        self, world: World
    ) -> None:
        ada = await world.join("ada@example.org", demographics=SAID)
        bea = await world.join("bea@example.org", demographics=SAID)
        swap = (
            "UPDATE demographics d SET sealed = o.sealed FROM demographics o "
            "WHERE d.member_id = $1 AND o.member_id = $2 AND d.dimension = $3 AND o.dimension = $4"
        )
        ids = UUID(ada.member_id), UUID(bea.member_id)
        assert await opens(world, ada)
        await write(world, swap, ids[0], ids[1], "sex", "sex")
        assert await opens(world, ada) is False
        await write(world, swap, ids[1], ids[1], "sex", "ethnic_group")
        assert await opens(world, bea) is False

    async def test_an_answer_of_another_version_of_the_vocabulary_does_not_open(
        self, world: World
    ) -> None:
        ada = await world.join("ada@example.org", demographics=SAID)
        assert await opens(world, ada)
        await write(world, "UPDATE demographics SET vocabulary_version = 'census2031'")
        assert await opens(world, ada) is False


class TestTheBlindIndex:
    async def test_is_alike_for_alike_answers_of_one_system_and_question(
        self, world: World
    ) -> None:
        token = world.keys.term_token
        assert token(QE1, "sex", "female") == token(QE1, "sex", "female")
        others = {
            token(QE1, "sex", "female"),
            token(QE1, "sex", "male"),
            token(QE1, "gender_identity", "female"),
            token(QKK, "sex", "female"),
        }
        assert len(others) == 4

    async def test_is_what_others_read_and_the_seal_what_the_member_reads(
        self, world: World
    ) -> None:
        ada = await world.join("ada@example.org", demographics={"sex": "female"})
        male = world.keys.term_token(QE1, "sex", "male")
        await write(world, "UPDATE demographics SET token = $1", male)
        async with world.database.reading(QE1) as session:
            read = await told_by(session, QE1, world.keys, [UUID(ada.member_id)])
        assert read[UUID(ada.member_id)]["sex"] == "male"
        assert await told(world, ada) == {"sex": "female"}

    async def test_that_no_term_has_is_told_and_never_guessed(self, world: World) -> None:
        await world.join("ada@example.org", demographics={"sex": "female"})
        await write(world, "UPDATE demographics SET token = 'x'")
        async with world.database.reading(QE1) as session:
            answers = await codebook(session, QE1, world.keys)
        with pytest.raises(UnknownToken):
            answers.term("sex", b"x")
        measured = await world.call("GET", "/representation?level=exact")
        assert measured.status_code == 500


class TestGoing:
    @pytest.mark.parametrize("how", ["leaves", "is erased"])
    async def test_the_key_goes_with_whoever(self, world: World, how: str) -> None:
        ada = await world.join("ada@example.org", demographics=SAID, access_needs=["braille"])
        bea = await world.join("bea@example.org", demographics=SAID)
        if how == "leaves":
            gone = await world.call("DELETE", "/me", headers=ada.own)
        else:
            gone = await world.call("POST", "/me/erasure", headers=ada.own)
        assert gone.is_success
        rows = await world.rows("SELECT member_id FROM data_keys")
        assert [str(row[0]) for row in rows] == [bea.member_id]
        assert {str(r[0]) for r in await world.rows("SELECT member_id FROM demographics")} == {
            bea.member_id
        }

    async def test_an_older_copy_of_the_rows_opens_no_more_after_erasure(
        self, world: World, superuser: asyncpg.Connection
    ) -> None:
        ada = await world.join("ada@example.org", demographics=SAID)
        bea = await world.join("bea@example.org", demographics=SAID)
        for table in ("members", "demographics"):
            await superuser.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE panel.{table}")
        assert await told(world, ada) == SAID
        asked = await world.call("POST", "/me/erasure", headers=ada.own)
        assert asked.status_code == 202

        for table in ("members", "demographics"):
            await superuser.execute(
                f"INSERT INTO panel.{table} SELECT * FROM kept_{table} ON CONFLICT DO NOTHING"
            )
        refused = await world.call("GET", "/me", headers=ada.own)
        assert refused.status_code == 503
        assert refused.json()["type"] == "/problems/data-key-missing"
        assert await told(world, bea) == SAID
        rows = await world.rows(
            "SELECT dimension, sealed, vocabulary_version FROM demographics WHERE member_id = $1",
            UUID(ada.member_id),
        )
        assert len(rows) == 2
        await self._nothing_opens(world, ada, bea, rows)

    @staticmethod
    async def _nothing_opens(world: World, ada: Member, bea: Member, rows: Any) -> None:
        async with world.database.reading(QE1) as session:
            with pytest.raises(DataKeyMissing):
                await datakeys.of_member(session, QE1, world.keys, UUID(ada.member_id))
            other = await datakeys.of_member(session, QE1, world.keys, UUID(bea.member_id))
        stolen = PersonKey(QE1, UUID(ada.member_id), other.secret)
        for row in rows:
            field = f"demographics.{row['dimension']}"
            with pytest.raises(CannotOpen):
                stolen.open(row["sealed"], field, row["vocabulary_version"])
            with pytest.raises(CannotOpen):
                world.keys.open(row["sealed"], QE1, "demographics", UUID(ada.member_id))

    async def test_an_address_of_before_opens_no_more_either(
        self, world: World, superuser: asyncpg.Connection
    ) -> None:
        ada = await world.join("ada@example.org")
        await superuser.execute("CREATE TEMP TABLE kept AS TABLE panel.members")
        assert (await world.call("DELETE", "/me", headers=ada.own)).status_code == 204
        await superuser.execute("DELETE FROM panel.members")
        await superuser.execute("INSERT INTO panel.members SELECT * FROM kept")
        refused = await world.call("GET", "/me", headers=ada.own)
        assert refused.status_code == 503


class TestLeavingMeanwhile:
    async def test_a_member_who_left_while_mail_was_read_is_no_recipient(
        self, world: World
    ) -> None:
        ada = await world.join("ada@example.org")
        assert (await world.call("DELETE", "/me", headers=ada.own)).status_code == 204
        async with world.database.reading(QE1) as session:
            found = await recipients(session, QE1, world.keys, [UUID(ada.member_id)], today())
        assert found == {}
