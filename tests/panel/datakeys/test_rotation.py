"""Key-encryption keys are exchanged under traffic, and what was left out says so."""

from __future__ import annotations

import asyncio
import base64
import itertools
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from common.clock import utc_now
from common.crypto.sealing import KEY_BYTES
from common.db.engine import raw_connection
from common.testing.postgres import TestDatabases
from panel.datakeys import rotation
from panel.datakeys.__main__ import app
from panel.datakeys.errors import KeyEncryptionKeyUnknown
from panel.keys import PanelKeys
from panel.members import departure
from panel.members import service as members
from panel.members.schemas import MePatch
from panel.members.service import Joining
from panel.settings import PanelSettings
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.13")


def _key(letter: str) -> str:
    return base64.b64encode(letter.encode() * KEY_BYTES).decode()


OLD, NEW = f"old:{_key('o')}", f"new:{_key('n')}"


class House:
    """The panel's processes as they follow one another while keys are exchanged."""

    def __init__(self, world: World, settings: PanelSettings) -> None:
        self._world, self._settings = world, settings
        self._numbers = itertools.count()

    def keys(self, *keks: str) -> PanelKeys:
        """Give the keys of a process with these key-encryption keys, the first of which wraps."""
        joined = ",".join(keks)
        return PanelKeys.of(self._with(key_encryption_keys=joined))

    def sealing(self, *names: str) -> PanelKeys:
        """Give the keys of a process with these keys of the service's own."""
        return PanelKeys.of(self._with(sealing_keys=",".join(names)))

    def _with(self, **changes: Any) -> PanelSettings:
        values = self._settings.model_dump()
        return PanelSettings.model_validate({**values, **changes})

    async def join(self, keys: PanelKeys) -> UUID:
        """Let somebody join."""
        said = Joining(
            email=f"{next(self._numbers)}@example.org",
            language="en",
            minimum_age_met=True,
            connection="lives",
            demographics={"sex": "female"},
            access_needs=["braille"],
        )
        async with self._world.database.transaction(QE1) as session:
            member_id = await members.join(session, QE1, keys, said, utc_now())
        assert member_id is not None
        return member_id

    async def reads(self, keys: PanelKeys, member_id: UUID) -> bool:
        """Read all of a member: answer, need and address open."""
        token = keys.manage_token(QE1, member_id)
        async with self._world.database.reading(QE1) as session:
            me = await members.me(session, QE1, keys, token, utc_now())
        assert me.needs is not None
        assert me.email is not None
        return (me.demographics[0].term, me.needs.codes) == ("female", ("braille",))

    async def change(self, keys: PanelKeys, member_id: UUID) -> None:
        """Let a member change an answer."""
        async with self._world.database.transaction(QE1) as session:
            await members.change(
                session,
                QE1,
                keys=keys,
                token=keys.manage_token(QE1, member_id),
                patch=MePatch(demographics={"sex": "female"}),
                expected_version=1,
                now=utc_now(),
            )

    async def leave(self, keys: PanelKeys, member_id: UUID) -> None:
        """Let a member leave."""
        async with self._world.database.transaction(QE1) as session:
            await departure.leave(session, QE1, keys, keys.manage_token(QE1, member_id), utc_now())

    async def under(self) -> dict[str, int]:
        """Count data keys by what wraps them."""
        return (await rotation.wrapped_under(self._world.database))[QE1]


@pytest.fixture
def house(world: World, panel_settings: PanelSettings) -> House:
    """The processes of the panel."""
    return House(world, panel_settings)


class TestRotating:
    async def test_while_people_join_change_and_leave_loses_nobody(
        self, world: World, house: House
    ) -> None:
        before, after = house.keys(OLD, NEW), house.keys(NEW, OLD)
        people = [await house.join(before) for _ in range(12)]
        leaving, changing, staying = people[:3], people[3:6], people[6:]

        async def traffic() -> list[UUID]:
            joined = []
            for goer, changer in zip(leaving, changing, strict=True):
                await house.leave(before, goer)
                joined.append(await house.join(before))
                await house.change(before, changer)
                assert await house.reads(before, staying[0])
            return joined

        (rotated, _), joined = await asyncio.gather(
            rotation.rotate(world.database, after, batch=2), traffic()
        )
        assert rotated.done > 0
        await rotation.rotate(world.database, after, batch=2)
        assert await house.under() == {"new": 12}
        alone = house.keys(NEW)
        for member_id in (*changing, *staying, *joined):
            assert await house.reads(alone, member_id)

    async def test_can_be_stopped_and_taken_up_again(
        self, world: World, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, after = house.keys(OLD), house.keys(NEW, OLD)
        people = [await house.join(before) for _ in range(5)]
        wrap, calls = after.wrapping.wrap, itertools.count()

        async def failing(keys: Any, places: Any) -> Any:
            if next(calls) == 1:
                raise ConnectionError
            return await wrap(keys, places)

        monkeypatch.setattr(after.wrapping, "wrap", failing)
        with pytest.raises(ConnectionError):
            await rotation.rotate(world.database, after, batch=2)
        assert await house.under() == {"new": 2, "old": 3}
        assert all([await house.reads(after, one) for one in people])
        (rotated, _) = await rotation.rotate(world.database, after, batch=2)
        assert rotated.done == 3
        assert await house.under() == {"new": 5}

    async def test_leaves_other_keys_of_the_person_as_they_were(
        self, world: World, house: House
    ) -> None:
        member_id = await house.join(house.keys(OLD))
        (before,) = await world.rows("SELECT sealed FROM demographics")
        await rotation.rotate(world.database, house.keys(NEW, OLD))
        assert (await world.rows("SELECT sealed FROM demographics")) == [before]
        assert await house.reads(house.keys(NEW), member_id)


class TestWhatWasNotRotated:
    async def test_says_which_key_is_missing(self, world: World, house: House) -> None:
        member_id = await house.join(house.keys(OLD))
        alone = house.keys(NEW)
        with pytest.raises(KeyEncryptionKeyUnknown) as refused:
            await house.reads(alone, member_id)
        assert "key old back into GT_KEY_ENCRYPTION_KEYS" in refused.value.remedy
        rotated, _ = await rotation.rotate(world.database, alone)
        assert (rotated.done, rotated.left) == (0, {"old": 1})
        assert await house.reads(house.keys(OLD), member_id)

    async def test_a_key_that_was_swapped_for_anothers_is_counted_as_damaged(
        self, world: World, house: House
    ) -> None:
        before = house.keys(OLD)
        ada, bea = await house.join(before), await house.join(before)
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(
                "UPDATE data_keys d SET wrapped = o.wrapped FROM data_keys o "
                "WHERE d.member_id = $1 AND o.member_id = $2",
                ada,
                bea,
            )
        rotated, _ = await rotation.rotate(world.database, house.keys(NEW, OLD))
        assert (rotated.done, rotated.damaged) == (1, 1)


class TestTheServicesOwnKeys:
    async def test_are_exchanged_where_they_seal(self, world: World, house: House) -> None:
        old, both, new = house.sealing(OLD), house.sealing(NEW, OLD), house.sealing(NEW)
        row = UUID(int=7)
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "INSERT INTO signups (ics, id, email_index, email_sealed, language, token_hash, "
                "expires_at) VALUES ('QE1', $1, 'i', $2, 'en', 't', now())",
                row,
                old.seal("ada@example.org", QE1, "signups", row),
            )
        resealed, _ = await rotation.reseal(world.database, both)
        assert (resealed.done, resealed.left, resealed.damaged) == (1, {}, 0)
        (kept,) = await world.rows("SELECT email_sealed FROM signups")
        assert new.open(kept[0], QE1, "signups", row) == "ada@example.org"
        again, _ = await rotation.reseal(world.database, both)
        assert again.done == 0


class TestTheCommands:
    async def test_tell_what_was_done_and_what_is_left(
        self,
        world: World,
        house: House,
        databases: TestDatabases,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await house.join(house.keys(OLD))

        async def run(command: str, *keks: str) -> Result:
            for name, value in {
                "ENVIRONMENT": "development",
                "DATABASE_URL": databases.server.url("panel_app"),
                "EVENT_LOG": "postgres",
                "EVENT_LOG_URL": "postgresql://none/none",
                "TOKEN_KEYS": "none",
                "KEY_ENCRYPTION_KEYS": ",".join(keks),
            }.items():
                monkeypatch.setenv(f"GT_{name}", value)
            return await asyncio.to_thread(lambda: CliRunner().invoke(app, [command]))

        status = await run("status", NEW, OLD)
        assert "QE1: 1 under old" in status.output
        assert "1 are not under new" in status.output
        missing = await run("rotate", NEW)
        assert missing.exit_code == 1
        assert "under the key old, which is not in GT_KEY_ENCRYPTION_KEYS" in missing.output
        done = await run("rotate", NEW, OLD)
        assert (done.exit_code, "QE1: 1 data keys wrapped anew" in done.output) == (0, True)
        assert "There is nothing to seal." in (await run("seal", NEW)).output
        assert (await run("reseal", NEW)).exit_code == 0
