"""An erasure that a service has not acknowledged is told to all of them again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from common.clock import utc_now
from common.db.engine import raw_connection
from common.testing.pools import Pools
from common.testing.postgres import TestDatabases
from panel.erasures import service
from panel.settings import PanelSettings
from panel.worker import periodic
from panel_support.house import House, open_house, until
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.13")

EVERY = timedelta(minutes=2)


async def erased(world: World, email: str = "ada@example.org") -> tuple[str, dict[str, Any]]:
    member = await world.join(email)
    asked = await world.call("POST", "/me/erasure", headers=member.own)
    assert asked.status_code == 202, asked.text
    return member.member_id, asked.json()


async def announce(world: World, after: timedelta) -> None:
    await service.announce_again(
        world.database, keys=world.keys, every=EVERY, clock=lambda: utc_now() + after
    )


async def announced(world: World) -> list[dict[str, Any]]:
    return [data for kind, data in await world.events() if kind == "panel.member.erased.v1"]


async def acknowledge(world: World, asked: dict[str, Any], *services: str) -> None:
    for name in services:
        async with world.database.transaction(QE1) as session:
            await service.acknowledge(
                session, QE1, service=name, erasure_id=UUID(asked["erasure_id"]), erased=1,
                at=utc_now(),
            )  # fmt: skip


class TestAnnouncingAgain:
    async def test_says_the_same_of_the_same_member_once_in_every_period(
        self, world: World
    ) -> None:
        member_id, asked = await erased(world)
        await announce(world, EVERY - timedelta(seconds=30))
        assert len(await announced(world)) == 1
        for _ in range(2):
            await announce(world, EVERY + timedelta(seconds=1))
        said = {"member_id": member_id, "erasure_id": asked["erasure_id"]}
        assert [{k: one[k] for k in said} for one in await announced(world)] == [said, said]

    async def test_is_done_in_every_system_and_by_the_worker(
        self, world: World, panel_settings: PanelSettings
    ) -> None:
        await erased(world)
        async with world.database.transaction(QE1) as session:
            past = "UPDATE erasures SET announced_at = announced_at - interval '1 hour'"
            await (await raw_connection(session)).execute(past)
        (upkeep,) = [job for job in periodic(panel_settings) if job.name == "upkeep"]
        await upkeep.job(world.database)
        assert len(await announced(world)) == 2

    async def test_ends_when_every_service_has_acknowledged_and_the_id_goes_then(
        self, world: World
    ) -> None:
        _, asked = await erased(world)
        await acknowledge(world, asked, "gateway", "governance")
        assert (await world.rows("SELECT member_sealed FROM erasures"))[0][0] is not None
        await acknowledge(world, asked, "insights")
        assert (await world.rows("SELECT member_sealed FROM erasures"))[0][0] is None
        await announce(world, timedelta(days=1))
        assert len(await announced(world)) == 1

    async def test_keeps_the_id_sealed_alone(self, world: World) -> None:
        member_id, _ = await erased(world)
        rows = repr([dict(row) for row in await world.rows("SELECT * FROM erasures")])
        assert member_id not in rows
        assert UUID(member_id).bytes.hex() not in rows

    async def test_reaches_a_service_that_lost_the_first(
        self, world: World, pools: Pools, databases: TestDatabases
    ) -> None:
        house = await open_house(pools, databases, world.database)
        await erased(world)

        async def insights_alone_is_missing() -> bool:
            shown = (await world.call("GET", "/erasures")).json()["items"]
            return bool(shown[0]["missing"] == ["insights"])

        async with house.running(("panel", "governance", "gateway")):
            await until(insights_alone_is_missing)
        await lose_all_for_insights(house)
        await announce(world, EVERY + timedelta(seconds=1))

        async def complete() -> bool:
            return not (await world.call("GET", "/erasures")).json()["items"]

        async with house.running():
            await until(complete)
            await until(house.caught_up)
        said = await world.rows("SELECT service, count(*) FROM erasure_acknowledgements GROUP BY 1")
        assert {row[0]: row[1] for row in said} == {"gateway": 1, "governance": 1, "insights": 1}


async def lose_all_for_insights(house: House) -> None:
    """Let the log forget what insights has not read yet."""
    async with house.superuser() as connection:
        await connection.execute(
            "INSERT INTO event_log.consumer_offsets (group_name, topic, next_offset) "
            "SELECT 'insights', name, next_offset FROM event_log.topics "
            "ON CONFLICT (group_name, topic) DO UPDATE SET next_offset = excluded.next_offset"
        )
