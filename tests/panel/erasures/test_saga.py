"""Erasure through every service: acknowledged, proved, complete, and not undone by a replay."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from common.messaging.erasure import is_erased
from common.testing.pools import Pools
from common.testing.postgres import TestDatabases
from panel_support import traces
from panel_support.house import House, open_house, until
from panel_support.lives import DOCUMENTED, a_whole_life
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.13")


@pytest.fixture
async def house(world: World, pools: Pools, databases: TestDatabases) -> House:
    """Every service's worker, on the panel of `world`."""
    return await open_house(pools, databases, world.database)


async def erased(world: World, member: Member) -> dict[str, Any]:
    asked = await world.call("POST", "/me/erasure", headers=member.own)
    assert asked.status_code == 202, asked.text
    found: dict[str, Any] = asked.json()
    return found


async def receipt(world: World, asked: dict[str, Any]) -> dict[str, Any]:
    found = await world.call("GET", f"/erasures/{asked['receipt_token']}")
    assert found.status_code == 200, found.text
    shown: dict[str, Any] = found.json()
    return shown


async def complete(world: World, house: House, asked: dict[str, Any]) -> dict[str, Any]:
    async def is_complete() -> bool:
        return bool((await receipt(world, asked))["state"] == "complete")

    async with house.running():
        await until(is_complete)
        await until(house.caught_up)
    return await receipt(world, asked)


class TestTheWholeHouse:
    async def test_nothing_of_the_person_is_left_anywhere(
        self,
        world: World,
        house: House,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG, logger="panel")
        member, needles = await a_whole_life(world)
        async with house.superuser() as connection:
            before = await traces.in_tables(connection, needles)
        # The scan is no proof unless it finds everything that is there.
        assert before["panel.members"] == {"member", "index", "token hash"}
        assert before["panel.responses"] == {"answer", "pseudonym"}
        assert {"panel.signups", "panel.mails", "panel.invitations"} <= set(before)
        assert traces.in_folder(world.mailbox, needles)

        await complete(world, house, await erased(world, member))

        async with house.superuser() as connection:
            after = await traces.in_tables(connection, needles)
        assert after == {place: {"member"} for place in DOCUMENTED}
        assert traces.in_folder(world.mailbox, needles) == {}
        logged = capsys.readouterr()
        assert traces.in_text(logged.out + logged.err + caplog.text, needles) == set()

    async def test_a_replay_of_every_topic_brings_nobody_back(
        self, world: World, house: House
    ) -> None:
        member, needles = await a_whole_life(world)
        asked = await erased(world, member)
        first = await complete(world, house, asked)
        assert await house.replay_everything() > 0
        async with house.running():
            await until(house.caught_up)
        async with house.superuser() as connection:
            after = await traces.in_tables(connection, needles)
        assert after == {place: {"member"} for place in DOCUMENTED}
        assert await receipt(world, asked) == first
        for name in ("insights", "governance", "gateway"):
            async with house.databases[name].reading(QE1) as session:
                assert await is_erased(session, QE1, UUID(member.member_id)), name

    async def test_parked_events_of_the_member_go_too(self, world: World, house: House) -> None:
        member = await world.join()
        async with house.superuser() as connection:
            await connection.execute(
                "INSERT INTO insights.dead_letters (ics, consumer, topic, key, event_id, position, "
                "headers, payload, reason) VALUES ('QE1', 'another', 'panel.members', $1, "
                "uuidv7(), 1, '{}', $2, 'poison')",
                member.member_id,
                member.member_id.encode(),
            )
        await complete(world, house, await erased(world, member))
        async with house.superuser() as connection:
            assert await connection.fetchval("SELECT count(*) FROM insights.dead_letters") == 0
            said = await connection.fetch(
                "SELECT service, erased FROM panel.erasure_acknowledgements"
            )
        assert {row[0]: row[1] for row in said} == {"insights": 1, "governance": 0, "gateway": 0}


class TestTheReceipt:
    async def test_says_what_is_missing_until_every_service_has_erased(
        self, world: World, house: House
    ) -> None:
        asked = await erased(world, await world.join())
        pending = await receipt(world, asked)
        assert (pending["state"], pending["receipt"]) == ("pending", None)
        parts = {p["service"]: p["acknowledged_at"] is not None for p in pending["services"]}
        assert parts == {"panel": True, "gateway": False, "governance": False, "insights": False}

        async def two_have() -> bool:
            shown = (await world.call("GET", "/erasures")).json()["items"]
            return bool(shown[0]["missing"] == ["governance"])

        async with house.running(("panel", "insights", "gateway")):
            await until(two_have)
        assert (await receipt(world, asked))["receipt"] is None
        assert (await complete(world, house, asked))["receipt"] is not None
        assert (await world.call("GET", "/erasures")).json()["items"] == []

    async def test_is_signed_and_names_nobody(self, world: World, house: House) -> None:
        member, needles = await a_whole_life(world)
        asked = await erased(world, member)
        shown = await complete(world, house, asked)
        assert traces.in_text(repr(shown), needles) == set()
        keys = KeySet.import_key_set((await world.call("GET", "/erasure-keys")).json())
        assert all(not key.is_private for key in keys.keys)
        proved = jws.deserialize_compact(shown["receipt"], keys, algorithms=["Ed25519"])
        assert traces.in_text(proved.payload.decode(), needles) == set()
        assert asked["erasure_id"] in proved.payload.decode()
        header, payload, signature = shown["receipt"].split(".")
        other = payload[:-3] + ("AAA" if payload[-3:] != "AAA" else "BBB")
        with pytest.raises(Exception, match=r"(?i)signature"):
            jws.deserialize_compact(f"{header}.{other}.{signature}", keys, algorithms=["Ed25519"])

    async def test_opens_with_its_own_token_in_its_own_system_alone(self, world: World) -> None:
        asked = await erased(world, await world.join())
        address = f"/erasures/{asked['receipt_token']}"
        for ics, path in (("QKK", address), ("QE1", address + "x")):
            refused = await world.call("GET", path, ics=ics)
            assert refused.status_code == 404
            assert refused.json()["type"] == "/problems/erasure-not-found"
