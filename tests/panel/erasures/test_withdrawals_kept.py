"""The ledger of withdrawals in its table and in the file beside the erasures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
import pytest

from common.clock import utc_now
from common.db.ledgers import write_lines
from panel.erasures import ledger
from panel.erasures.keeping import Keeper
from panel.erasures.withdrawing import Obeyed
from panel_support import traces
from panel_support.rights import in_days, objection, said
from panel_support.world import QE1, World

from .test_ledger import TERMS, Backup
from .test_withdrawing import BOTH, agreed, consent, me, restored

pytestmark = pytest.mark.rule("panel.13")


@pytest.fixture
def backup(superuser: asyncpg.Connection) -> Backup:
    """A backup to come."""
    return Backup(superuser)


class TestTheWorker:
    async def test_notices_by_the_file_and_obeys(
        self, world: World, backup: Backup, tmp_path: Path
    ) -> None:
        file = tmp_path / "ledger.jsonl"
        keeper = Keeper(world.keys, TERMS, file)
        ada, bea = await world.join_many(2, purposes=BOTH)
        await keeper.keep(world.database)
        await backup.take()
        await world.call("DELETE", "/me", headers=ada.own)
        await said(world, bea, objection("profiling") | consent("bulletins", given=False))
        await keeper.keep(world.database)
        kept = file.read_text()
        assert len(kept.splitlines()) == 3
        needles = {"address": ada.email, "id": ada.member_id, "other": bea.member_id}
        assert traces.in_text(kept, needles) == set()

        await backup.restore()
        await keeper.keep(world.database)

        assert (await world.call("GET", "/me", headers=ada.own)).status_code == 404
        held = await me(world, bea)
        assert [one["purpose"] for one in held["objections"]] == ["profiling"]
        assert "bulletins" not in agreed(held)
        assert file.read_text() == kept

    async def test_notes_what_was_said_before_there_was_a_ledger(
        self, world: World, backup: Backup, superuser: asyncpg.Connection, tmp_path: Path
    ) -> None:
        ada, bea = await world.join_many(2, purposes=BOTH)
        await backup.take()
        await world.call("DELETE", "/me", headers=ada.own)
        change = objection("profiling") | {"paused_until": in_days(30)}
        await said(world, bea, change | consent("bulletins", given=False))
        await said(world, bea, consent("surveys", given=True))
        await superuser.execute("TRUNCATE panel.withdrawal_ledger")
        file = tmp_path / "ledger.jsonl"
        await Keeper(world.keys, TERMS, file).keep(world.database)
        noted = await ledger.export(world.database)
        assert len(noted) == 4
        await Keeper(world.keys, TERMS, file).keep(world.database)
        assert await ledger.export(world.database) == noted
        expected = Obeyed(left=1, consents=1, objections=1, pauses=1)
        assert await restored(world, backup) == expected

    async def test_reads_neither_while_nothing_changes(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "ledger.jsonl"
        keeper = Keeper(world.keys, TERMS, file)
        ada = await world.join("ada@example.org", purposes=BOTH)
        await world.call("DELETE", "/me", headers=ada.own)
        await keeper.keep(world.database)
        read = []
        export = ledger.export

        async def counted(*arguments: Any) -> list[str]:
            read.append(utc_now())
            return await export(*arguments)

        monkeypatch.setattr(ledger, "export", counted)
        await keeper.keep(world.database)
        assert read == []
        write_lines(file, [])
        await keeper.keep(world.database)
        assert read
        assert len(file.read_text().splitlines()) == 1


class TestTheLedger:
    async def test_is_only_added_to(self, world: World) -> None:
        for statement in (
            "DELETE FROM withdrawal_ledger",
            "UPDATE withdrawal_ledger SET stands = false",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with world.database.transaction(QE1) as session:
                    connection = await (await session.connection()).get_raw_connection()
                    driver: Any = connection.driver_connection
                    await driver.execute(statement)

    async def test_refuses_a_line_that_is_no_entry(self, world: World) -> None:
        line = '{"ics": "QE1", "said": "left", "about": "00", "stands": "yes", "until": null}'
        with pytest.raises(ValueError, match="line 1 is no entry"):
            await ledger.take_in(world.database, [line])
