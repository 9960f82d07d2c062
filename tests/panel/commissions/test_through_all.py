"""A jury through every service, by their real workers: commissioned, drawn, heard, answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from assemblies_support import commission
from common.testing.clock import today
from common.testing.pools import Pools
from common.testing.postgres import TestDatabases
from gateway.thread.repository import ANYBODY
from gateway.thread.service import follow
from governance.load import SystemRecord
from governance.load import load_system as load_governance
from governance.main import build_app
from governance.settings import GovernanceSettings
from governance_support import ICP, MANAGER, Governance, system_file
from panel_support.house import House, open_house, until
from panel_support.mails import text_of
from panel_support.selections import DRAW, calculated, commit, done, pool
from panel_support.world import QE1, World

pytestmark = [pytest.mark.rule("panel.11"), pytest.mark.rule("governance.11")]


@pytest.fixture
async def house(world: World, pools: Pools, databases: TestDatabases) -> House:
    """Every service's worker, on the panel of `world`."""
    return await open_house(pools, databases, world.database)


@pytest.fixture
async def governance(
    house: House, service_settings: Callable[..., Any], client: Any, token: Any
) -> AsyncIterator[Governance]:
    """Governance with a body, in the same house."""
    database = house.databases["governance"]
    await load_governance(database, SystemRecord.model_validate(system_file("QE1")))
    async with client(build_app(service_settings(GovernanceSettings))) as http:
        yield Governance(http, token, database)


async def made(response: httpx.Response) -> Any:
    assert response.status_code in {200, 201}, response.text
    return response.json()


async def lottery_is(governance: Governance, assembly: str, state: str) -> None:
    async def reached() -> bool:
        shown = (await governance.get(f"/assemblies/{assembly}")).json()
        return bool(shown["lottery"] and shown["lottery"]["state"] == state)

    await until(reached)


async def sat(world: World, governance: Governance, assembly: str) -> set[str]:
    """Prepare, commit, draw and complete; gives the addresses of those who sit."""

    async def known() -> bool:
        listed = await done(world, "GET", "/commissions")
        return [one["id"] for one in listed["items"]] == [assembly]

    await until(known)
    members = await pool(world)
    selection = await calculated(world, assembly_id=assembly)
    to = f"/selections/{selection['id']}"
    await commit(world, selection["id"])
    await lottery_is(governance, assembly, "committed")
    refused = await governance.patch(f"/assemblies/{assembly}", 1, json={"seats": 5})
    assert refused.status_code == 409
    await done(world, "POST", f"{to}/draw", DRAW)
    await lottery_is(governance, assembly, "drawn")
    await done(world, "POST", f"{to}/completion", {})
    await lottery_is(governance, assembly, "completed")
    seated = {one["member_id"] for one in await done(world, "GET", f"{to}/people")}
    return {one.email for one in members if one.member_id in seated}


async def answered(governance: Governance, assembly: str, activity: str) -> tuple[str, str]:
    """Record a recommendation, decide, answer, and say what was done; gives the ids of the
    recommendation and of the feedback."""
    reported = await made(
        await governance.post(
            f"/assemblies/{assembly}/recommendations",
            json={"recommendations": [{"text": "Keep one clinic open until ten."}]},
        )
    )
    [recommendation] = reported["recommendations"]
    decision = await governance.decision(decided_on=today().isoformat(), activity_ids=[activity])
    answer = {
        "recommendation_id": recommendation["id"],
        "answer": "accepted",
        "reason": "We can staff it.",
        "decision_id": decision["id"],
    }
    await made(await governance.post(f"/assemblies/{assembly}/answers", json={"answers": [answer]}))
    said = {"you_said": "It closes too early.", "we_did": "It stays open until ten."}
    drafted = await made(await governance.post(f"/decisions/{decision['id']}/feedback", json=said))
    await made(await governance.post(f"/feedback/{drafted['id']}/publish"))
    return recommendation["id"], drafted["id"]


async def test_a_jury_is_commissioned_drawn_answered_and_followed_both_ways(
    world: World, house: House, governance: Governance
) -> None:
    assert governance.scopes == MANAGER
    async with house.running():
        founding = await governance.decision(decided_on=today().isoformat(), title="A jury is held")
        asked = commission(decision_id=founding["id"])
        assembly = (await made(await governance.post("/assemblies", json=asked)))["id"]
        sitting = await sat(world, governance, assembly)
        assert len(sitting) == 4

        async def activity_known() -> bool:
            return bool((await governance.get("/evidence/activities")).json()["items"])

        await until(activity_known)
        [activity] = (await governance.get("/evidence/activities")).json()["items"]
        assert activity["method"] == "citizens_jury"
        recommendation, feedback = await answered(governance, assembly, activity["activity_id"])
        await until(house.caught_up)
        letters = await world.send_mail()

        await house.replay_everything()

    async with house.running():
        await until(house.caught_up)
    assert sorted(str(one["To"]) for one in letters) == sorted([*sitting] * 2)
    assert {str(one["Subject"]).partition(":")[0] for one in letters} == {
        "Your recommendations are answered", "You said, we did",
    }  # fmt: skip
    assert any("1 in all" in text_of(one) for one in letters)
    assert await world.send_mail() == []
    shown = (await governance.get(f"/assemblies/{assembly}")).json()
    assert (shown["lottery"]["filled"], shown["lottery"]["replaced"]) == (4, 0)
    async with house.databases["gateway"].reading(QE1) as session:
        back = await follow(session, "feedback", UUID(feedback), ANYBODY)
        forward = await follow(session, "assemblies", UUID(assembly), ANYBODY)
        answer = await follow(session, "recommendations", UUID(recommendation), ANYBODY)
    assert [one.node.kind for one in back.back] == [
        "decisions", "recommendations", "activities", "selections", "assemblies", "decisions",
    ]  # fmt: skip
    assert str(back.back[-1].node.id) == founding["id"]
    assert [one.node.kind for one in forward.forward] == [
        "selections", "activities", "recommendations", "decisions", "feedback",
    ]  # fmt: skip
    assert answer.node.state == "accepted"
    assert str(ICP) not in answer.node.title
    async with house.superuser() as connection:
        parked = [
            await connection.fetchval(f"SELECT count(*) FROM {service}.dead_letters")
            for service in house.databases
        ]
        everything = await connection.fetch("SELECT * FROM gateway.thread_nodes")
    assert parked == [0, 0, 0, 0]
    rows = await world.rows("SELECT pseudonym FROM selection_seats")
    assert not any(row["pseudonym"] in str(everything) for row in rows)
