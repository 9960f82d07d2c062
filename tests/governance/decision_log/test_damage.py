"""The log is not rewritten; what somebody does who can do anything is found."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from common.db.engine import raw_connection
from decision_log_world import SEQUENCER, Http, log, verified
from governance.decision_log import rebuilding
from governance.decision_log.errors import LogDamaged
from governance_support import QE1, Governance

pytestmark = pytest.mark.rule("governance.12")


class TestAppendOnly:
    REWRITES = (
        "UPDATE log_entries SET entry = 'x'",
        "UPDATE log_entries SET leaf_index = NULL",
        "UPDATE log_entries SET leaf_index = leaf_index + 1",
        "DELETE FROM log_entries",
        "TRUNCATE log_entries CASCADE",
        "UPDATE log_salts SET salt = decode(repeat('00', 32), 'hex')",
        "DELETE FROM log_tiles",
        "UPDATE log_checkpoints SET root_hash = decode(repeat('00', 32), 'hex')",
        "DELETE FROM log_checkpoints",
    )

    @pytest.mark.parametrize("statement", REWRITES)
    async def test_the_service_cannot_rewrite_the_log(
        self, governance: Governance, statement: str
    ) -> None:
        await governance.decision()
        before = (await verified(governance)).source.files
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.PostgresError)):
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(statement)
        assert (await verified(governance)).source.files == before

    @pytest.mark.parametrize(
        "statement", [s for s in REWRITES if s.split()[1] == "log_entries" and s[0] == "U"]
    )
    async def test_nor_can_the_owner(
        self, governance: Governance, databases: Any, statement: str
    ) -> None:
        await governance.decision()
        await SEQUENCER.run(governance.database)
        owner = await asyncpg.connect(databases.server.url("postgres"))
        try:
            await owner.execute("SET search_path TO governance")
            with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
                await owner.execute(statement)
        finally:
            await owner.close()

    async def test_an_entry_cannot_come_in_with_a_place(self, governance: Governance) -> None:
        insert = (
            "INSERT INTO log_entries (ics, kind, subject_id, version, entry, leaf_index) "
            "VALUES ('QE1', 'decision.recorded', $1, 1, 'x', 0)"
        )
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(insert, uuid4())


class TestDamage:
    """What somebody does who can do anything to the database."""

    async def damage(self, databases: Any, statement: str) -> None:
        superuser = await asyncpg.connect(databases.server.url("postgres"))
        try:
            await superuser.execute("SET search_path TO governance")
            await superuser.execute("SET session_replication_role TO replica")
            await superuser.execute(statement)
        finally:
            await superuser.close()

    async def grown(self, governance: Governance) -> dict[str, bytes]:
        for _ in range(3):
            await governance.decision()
        files: dict[str, bytes] = (await verified(governance)).source.files
        return files

    async def test_tiles_are_made_again_byte_for_byte(
        self, governance: Governance, databases: Any
    ) -> None:
        before = await self.grown(governance)
        await self.damage(databases, "DELETE FROM log_tiles")
        async with governance.database.transaction(QE1) as session:
            found = await rebuilding.rebuild(session, QE1)
        assert found.tree_size == 3
        assert (await Http(governance).fetch()).files == before

    @pytest.mark.parametrize(
        ("statement", "problem"),
        [
            ("UPDATE log_entries SET entry = entry || ' ' WHERE leaf_index = 1", "tile 0/0"),
            ("DELETE FROM log_entries WHERE leaf_index = 1", "no leaf 1"),
            ("DELETE FROM log_entries WHERE leaf_index = 2", "2 entries have a place, but 3"),
            ("UPDATE log_tiles SET hashes = substring(hashes for 32)", "tile 0/0"),
            ("UPDATE log_checkpoints SET root_hash = sha256('x')", "another root"),
        ],
    )
    async def test_a_check_finds_it(
        self, governance: Governance, databases: Any, statement: str, problem: str
    ) -> None:
        await self.grown(governance)
        await self.damage(databases, "DELETE FROM log_salts; " + statement)
        async with governance.database.reading(QE1) as session:
            problems = (await rebuilding.check(session)).problems
        assert any(problem in one for one in problems), problems

    async def test_tiles_are_not_made_of_entries_that_were_not_signed(
        self, governance: Governance, databases: Any
    ) -> None:
        await self.grown(governance)
        await self.damage(databases, "UPDATE log_entries SET entry = 'x' WHERE leaf_index = 1")
        with pytest.raises(LogDamaged, match="another root"):
            async with governance.database.transaction(QE1) as session:
                await rebuilding.rebuild(session, QE1)

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE log_tiles SET hashes = sha256('x') || substring(hashes from 33)",
         "DELETE FROM log_tiles"],
    )  # fmt: skip
    async def test_nothing_more_is_signed_and_other_systems_go_on(
        self, governance: Governance, databases: Any, statement: str
    ) -> None:
        await self.grown(governance)
        await self.damage(databases, statement)
        await governance.decision()
        with pytest.raises(LogDamaged, match="QE1"):
            await SEQUENCER.run(governance.database)
        assert (await log(governance))["tree_size"] == 3
        assert (await log(governance, "QKK"))["tree_size"] == 0
