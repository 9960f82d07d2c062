"""The ledger's file: it grows with the ledger, never shrinks, and tells when the database did."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import orjson
import pytest

from common.db.ledgers import write_lines
from panel.erasures import ledger
from panel.erasures.keeping import Keeper
from panel_support.world import QE1, Member, World

from .test_ledger import TERMS

pytestmark = pytest.mark.rule("panel.13")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the ledger is kept."""
    return tmp_path / "ledger.jsonl"


def keeper(world: World, file: Path) -> Keeper:
    return Keeper(world.keys, TERMS, file)


def hashed(world: World, member: Member) -> str:
    return world.keys.erased_member(QE1, UUID(member.member_id)).hex()


def entry(member_hash: str) -> str:
    """Write a line of somebody who was erased long ago."""
    content = {
        "ics": "QE1",
        "member": member_hash,
        "address": None,
        "erased_at": "2026-01-01T00:00:00+00:00",
    }
    return orjson.dumps(content).decode()


def lines_of(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


def identity(file: Path) -> int:
    """Tell whether the file is still the one that it was; each writing makes another."""
    return file.stat().st_ino


async def erased(world: World, email: str) -> None:
    member = await world.join(email)
    asked = await world.call("POST", "/me/erasure", headers=member.own)
    assert asked.status_code == 202


class TestTheFile:
    async def test_has_every_entry_once_the_worker_has_been_there(
        self, world: World, file: Path
    ) -> None:
        kept = keeper(world, file)
        await erased(world, "ada@example.org")
        await kept.keep(world.database)
        await erased(world, "bea@example.org")
        await kept.keep(world.database)
        assert lines_of(file) == await ledger.export(world.database)
        assert len(lines_of(file)) == 2

    async def test_is_not_written_while_nothing_is_new(self, world: World, file: Path) -> None:
        await erased(world, "ada@example.org")
        kept = keeper(world, file)
        await kept.keep(world.database)
        before = identity(file)
        await kept.keep(world.database)
        assert identity(file) == before

    async def test_keeps_what_is_of_a_system_that_is_not_loaded(
        self, world: World, file: Path
    ) -> None:
        other = entry("ab" * 32).replace('"QE1"', '"QYG"')
        write_lines(file, [other])
        await erased(world, "ada@example.org")
        kept = keeper(world, file)
        await kept.keep(world.database)
        assert sorted(lines_of(file)) == sorted([other, *await ledger.export(world.database)])
        before = identity(file)
        await kept.keep(world.database)
        assert identity(file) == before

    async def test_that_cannot_be_read_is_left_as_it_is(self, world: World, file: Path) -> None:
        write_lines(file, ["nonsense"])
        with pytest.raises(ValueError, match="line 1 is no entry"):
            await keeper(world, file).keep(world.database)
        assert lines_of(file) == ["nonsense"]

    async def test_gives_back_what_the_database_has_forgotten(
        self, world: World, file: Path
    ) -> None:
        await erased(world, "ada@example.org")
        lines = await ledger.export(world.database)
        write_lines(file, [entry("ab" * 32)])
        kept = keeper(world, file)
        await kept.keep(world.database)
        assert await world.count("erasure_ledger") == 2
        assert len(lines_of(file)) == 2
        assert lines[0] in lines_of(file)


class TestWhoeverIsBack:
    async def test_is_erased_when_the_worker_begins_whoever_wrote_the_entry(
        self, world: World, file: Path
    ) -> None:
        """A worker may die between taking the entries in and erasing."""
        ada = await world.join("ada@example.org")
        await ledger.take_in(world.database, [entry(hashed(world, ada))])
        await keeper(world, file).keep(world.database)
        assert (await world.call("GET", "/me", headers=ada.own)).status_code == 404

    async def test_is_erased_when_an_entry_comes_while_the_worker_runs(
        self, world: World, file: Path
    ) -> None:
        ada = await world.join("ada@example.org")
        kept = keeper(world, file)
        await kept.keep(world.database)
        write_lines(file, [entry(hashed(world, ada))])
        await kept.keep(world.database)
        assert (await world.call("GET", "/me", headers=ada.own)).status_code == 404
