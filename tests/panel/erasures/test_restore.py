"""A real dump of everything, restored after an erasure: it brings the person back, until the ledger
is applied."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from common.db.engine import Database
from common.messaging.adapters.postgres import PostgresLog
from common.testing.pools import Pools
from common.testing.postgres import Server, TestDatabases
from conftest import ROOT
from local_runner.postgres import EmbeddedPostgres
from panel.erasures.keeping import Keeper
from panel.settings import PanelSettings
from panel_support import traces
from panel_support.house import SERVICES, House, open_house, until
from panel_support.lives import DOCUMENTED, a_whole_life
from panel_support.world import Member, World

from .test_ledger import TERMS

RESTORED = "restored"

pytestmark = pytest.mark.rule("panel.13")


@dataclass(frozen=True)
class _Restored:
    """The same server; its addresses lead to the restored database."""

    server: Server

    def url(self, role: str = "postgres", database: str = RESTORED) -> str:
        return self.server.url(role, database)


class Backup:
    """A dump of the whole database by pg_dump, and its restoration by pg_restore."""

    def __init__(self, server: EmbeddedPostgres, file: Path) -> None:
        self._server = server
        self._file = file

    def take(self) -> None:
        """Dump every schema: the services', with their outboxes and inboxes, and the event log."""
        self._run("pg_dump", "--format=custom", f"--file={self._file}", self._server.url())

    def restore(self) -> None:
        """Restore it into a database of its own, beside the one that went on."""
        self._run("createdb", f"--maintenance-db={self._server.url()}", RESTORED)
        where = f"--dbname={self._server.url(database=RESTORED)}"
        self._run("pg_restore", "--exit-on-error", where, str(self._file))

    def drop(self) -> None:
        """Leave nothing behind."""
        self._run(
            "dropdb", "--if-exists", "--force", f"--maintenance-db={self._server.url()}", RESTORED
        )

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._server.program(program), *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@dataclass
class Restore:
    """The house before and after, and the person of whom there is something everywhere."""

    world: World
    before: House
    backup: Backup
    member: Member
    needles: dict[str, str | bytes]

    async def erase(self) -> None:
        """Erase the person, after the backup was taken, to the last acknowledgement."""
        asked = await self.world.call("POST", "/me/erasure", headers=self.member.own)

        async def is_complete() -> bool:
            shown = await self.world.call("GET", f"/erasures/{asked.json()['receipt_token']}")
            return bool(shown.json()["state"] == "complete")

        async with self.before.running():
            await until(is_complete)

    def after(self) -> House:
        """Restore the backup; gives all services on it."""
        self.backup.restore()
        restored = _Restored(self.before.server.server)
        return House(
            TestDatabases(restored, ROOT, {*SERVICES, "event_log"}),
            PostgresLog(restored.url("event_log_app"), poll=0.1),
            {
                name: Database(restored.url(f"{name}_app"), schema=name, pool_size=5)
                for name in SERVICES
            },
        )

    async def found(self, house: House) -> dict[str, set[str]]:
        """Look for the person in every table."""
        async with house.superuser() as connection:
            return await traces.in_tables(connection, self.needles)


@pytest.fixture
async def restore(
    world: World, pools: Pools, databases: TestDatabases, tmp_path: Path
) -> AsyncIterator[Restore]:
    """Somebody has a whole life on the panel, and a backup of that is taken."""
    house = await open_house(pools, databases, world.database)
    member, needles = await a_whole_life(world)
    async with house.running():
        await until(house.caught_up)
    assert isinstance(databases.server, EmbeddedPostgres)
    backup = Backup(databases.server, tmp_path / "everything.dump")
    backup.take()
    yield Restore(world, house, backup, member, needles)
    backup.drop()


def _command(settings: PanelSettings, database_url: str, *arguments: str) -> str:
    environment: dict[str, str] = {
        "PATH": os.environ["PATH"],
        "GT_ENVIRONMENT": "development",
        "GT_DATABASE_URL": database_url,
        "GT_EVENT_LOG": "postgres",
        "GT_EVENT_LOG_URL": database_url,
        "GT_TOKEN_KEYS": settings.token_keys,
    }
    command = [sys.executable, "-m", "panel.erasures", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


async def _applied(restore: Restore, house: House) -> None:
    """Let every service hear it, and see that nothing of the person is left."""
    async with house.running():
        await until(house.caught_up)
    assert await restore.found(house) == {place: {"member"} for place in DOCUMENTED}
    for database in house.databases.values():
        await database.dispose()


class TestAnOlderBackup:
    async def test_brings_back_nobody_to_whom_the_commands_apply_the_ledger(
        self, restore: Restore, panel_settings: PanelSettings, tmp_path: Path
    ) -> None:
        await restore.erase()
        file = str(tmp_path / "ledger.jsonl")
        live, restored = (
            restore.before.server.server.url("panel_app", name)
            for name in ("golden_thread", RESTORED)
        )
        assert _command(panel_settings, live, "export", "--to", file) == "1 entries added to 0\n"
        house = restore.after()
        # It is no proof unless the dump brought the person back.
        brought_back = await restore.found(house)
        assert {"panel.members", "panel.responses", "panel.mails"} <= set(brought_back)

        said = _command(panel_settings, restored, "reapply", "--from", file)

        assert "1 entries taken in" in said
        assert "QE1: 1 entries, 1 members" in said
        await _applied(restore, house)

    async def test_is_told_by_the_command_of_who_left_before_there_was_a_ledger(
        self,
        restore: Restore,
        panel_settings: PanelSettings,
        superuser: asyncpg.Connection,
        tmp_path: Path,
    ) -> None:
        await restore.world.call("DELETE", "/me", headers=restore.member.own)
        await superuser.execute("TRUNCATE panel.withdrawal_ledger")
        live = restore.before.server.server.url("panel_app", "golden_thread")
        file = str(tmp_path / "ledger.jsonl")
        assert _command(panel_settings, live, "export", "--to", file) == "1 entries added to 0\n"

    async def test_is_noticed_by_the_worker_which_erases_again(
        self, restore: Restore, tmp_path: Path
    ) -> None:
        file = tmp_path / "ledger.jsonl"
        await Keeper(restore.world.keys, TERMS, file).keep(restore.world.database)
        assert not file.exists()
        await restore.erase()
        await Keeper(restore.world.keys, TERMS, file).keep(restore.world.database)
        kept = file.read_text()
        assert traces.in_text(kept, restore.needles) == set()
        house = restore.after()
        assert "panel.members" in await restore.found(house)

        keeper = Keeper(restore.world.keys, TERMS, file)
        await keeper.keep(house.databases["panel"])

        await _applied(restore, house)
        assert file.read_text() == kept

    async def test_lets_who_left_since_leave_again(self, restore: Restore, tmp_path: Path) -> None:
        file = tmp_path / "ledger.jsonl"
        left = await restore.world.call("DELETE", "/me", headers=restore.member.own)
        assert left.status_code == 204
        await Keeper(restore.world.keys, TERMS, file).keep(restore.world.database)
        async with restore.before.running():
            await until(restore.before.caught_up)
        stays = await restore.found(restore.before)
        house = restore.after()
        assert await restore.found(house) != stays

        await Keeper(restore.world.keys, TERMS, file).keep(house.databases["panel"])

        async with house.running():
            await until(house.caught_up)
        assert await restore.found(house) == stays
        for database in house.databases.values():
            await database.dispose()
