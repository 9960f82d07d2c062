"""After a restore of an older backup, the ledger takes out again whoever was erased since."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner

from common.clock import utc_now
from common.testing.postgres import TestDatabases
from panel.erasures import ledger
from panel.erasures.__main__ import app
from panel.erasures.progress import Terms
from panel_support import traces
from panel_support.world import QE1, World

TERMS = Terms(("insights",), timedelta(minutes=5))
HELD = (
    "members",
    "data_keys",
    "demographics",
    "consents",
    "objections",
    "pauses",
    "households",
    "invitations",
    "responses",
    "mails",
    "bounces",
    "signups",
    "reward_offered",
    "reward_claims",
    "reward_payees",
    "reward_lines",
    "selection_entries",
    "selection_seats",
)

pytestmark = pytest.mark.rule("panel.13")


class Backup:
    """A copy of the tables that hold people, and its restoration."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def take(self) -> None:
        for table in HELD:
            await self._connection.execute(
                f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM panel.{table}"
            )

    async def restore(self) -> None:
        """Put the tables back as they were, and lose the ledger with what came later."""
        async with self._connection.transaction():
            await self._connection.execute("SET LOCAL session_replication_role = replica")
            for table in HELD:
                await self._connection.execute(f"TRUNCATE panel.{table} CASCADE")
            for table in HELD:
                await self._connection.execute(
                    f"INSERT INTO panel.{table} SELECT * FROM kept_{table}"
                )
            await self._connection.execute(
                "TRUNCATE panel.erasure_ledger, panel.erasures, panel.erasure_acknowledgements, "
                "panel.withdrawal_ledger"
            )


@pytest.fixture
async def superuser(databases: TestDatabases, world: World) -> Any:
    """A connection that sees everything."""
    assert world
    connection = await asyncpg.connect(databases.server.url())
    yield connection
    await connection.close()


async def reapplied(world: World, lines: list[str]) -> Any:
    await ledger.take_in(world.database, lines)
    done = await ledger.reapply(world.database, world.keys, TERMS, utc_now())
    return next(one for one in done if one.ics == QE1)


class TestReapplying:
    async def test_erases_again_whoever_the_backup_held(
        self, world: World, superuser: asyncpg.Connection
    ) -> None:
        ada = await world.join("ada@example.org", demographics={"sex": "female"})
        other = await world.join("other@example.org")
        survey = await world.open_survey()
        for token in (await world.links()).values():
            await world.answer(token, survey, choice="yes", text="A sentence of theirs.")
        await world.call("POST", "/signups", {"email": "ada@example.org"})
        backup = Backup(superuser)
        await backup.take()
        await world.call("POST", "/me/erasure", headers=ada.own)
        exported = await ledger.export(world.database)
        assert len(exported) == 1

        await backup.restore()
        assert (await world.call("GET", "/me", headers=ada.own)).status_code == 200
        done = await reapplied(world, exported)

        assert (done.entries, done.members) == (1, 1)
        assert (await world.call("GET", "/me", headers=ada.own)).status_code == 404
        assert (await world.call("GET", "/me", headers=other.own)).status_code == 200
        assert await world.count("responses") == 1
        assert await world.count("signups") == 0
        kind, data = (await world.events())[-1]
        assert (kind, data["member_id"]) == ("panel.member.erased.v1", ada.member_id)
        again = await reapplied(world, exported)
        assert (again.members, again.signups) == (0, 0)

    async def test_forgets_restored_requests_to_join_and_spares_those_made_since(
        self, world: World, superuser: asyncpg.Connection
    ) -> None:
        ada = await world.join("ada@example.org")
        await world.call("POST", "/signups", {"email": "ada@example.org"})
        (old,) = await world.rows("SELECT * FROM signups")
        await world.call("POST", "/me/erasure", headers=ada.own)
        await superuser.execute(
            "INSERT INTO panel.signups SELECT ($1::panel.signups).*", tuple(old.values())
        )
        await world.call("POST", "/signups", {"email": "ada@example.org"})
        assert await world.count("signups") == 2
        done = await reapplied(world, [])
        assert done.signups == 1
        (left,) = await world.rows("SELECT id FROM signups")
        assert left["id"] != old["id"]

    async def test_spares_a_person_who_joined_again(self, world: World) -> None:
        first = await world.join("ada@example.org")
        await world.call("POST", "/me/erasure", headers=first.own)
        again = await world.join("ada@example.org")
        assert (await reapplied(world, [])).members == 0
        assert (await world.call("GET", "/me", headers=again.own)).status_code == 200


class TestTheFile:
    async def test_holds_keyed_hashes_and_dates_alone(self, world: World) -> None:
        ada = await world.join("ada@example.org")
        (row,) = await world.rows("SELECT email_index FROM members")
        await world.call("POST", "/me/erasure", headers=ada.own)
        text = "\n".join(await ledger.export(world.database))
        needles = {"address": ada.email, "id": ada.member_id, "index": row[0]}
        assert traces.in_text(text, needles) == set()

    async def test_is_refused_by_the_line_that_is_no_entry(self, world: World) -> None:
        for line in ("{}", "nonsense", '{"ics": "q", "member": "00", "address": null}'):
            with pytest.raises(ValueError, match="line 2 is no entry"):
                await ledger.take_in(world.database, ["", line])

    async def test_the_ledger_is_only_added_to(self, world: World) -> None:
        for statement in ("DELETE FROM erasure_ledger", "UPDATE erasure_ledger SET ics = 'QKK'"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with world.database.transaction(QE1) as session:
                    connection = await (await session.connection()).get_raw_connection()
                    driver: Any = connection.driver_connection
                    await driver.execute(statement)


def test_the_commands_refuse_what_they_cannot_read(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["reapply", "--from", str(tmp_path / "absent")])
    assert refused.exit_code != 0
    assert "absent" in str(refused.exception)
