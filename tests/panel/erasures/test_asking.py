"""Who may ask for an erasure, and what is seen of those that are late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.clock import new_id, utc_now
from common.events.envelope import Event
from common.events.erasures import InsightsErasureAcknowledged
from panel.erasures import watch
from panel.erasures.handlers import on_acknowledged
from panel_support.world import QE1, QKK, World

pytestmark = pytest.mark.rule("panel.13")


class TestMembers:
    async def test_of_one_website_are_not_taken_for_each_other(self, world: World) -> None:
        """A website that numbers what it sends badly would have given Bea the receipt of Ada, and
        have left Bea a member."""
        ada, bea = await world.join_many(2)
        key = {"Idempotency-Key": "erase"}
        asked = [
            await world.call("POST", "/me/erasure", headers=one.own | key) for one in (ada, bea)
        ]
        assert [one.status_code for one in asked] == [202, 202]
        assert asked[0].json()["receipt"] != asked[1].json()["receipt"]
        assert await world.count("members") == 0


class TestStaff:
    async def test_erase_by_id_or_by_address(self, world: World) -> None:
        ada, bea = await world.join("ada@example.org"), await world.join("bea@example.org")
        for whom in ({"member_id": ada.member_id}, {"email": "BEA@example.org"}):
            asked = await world.call("POST", "/erasures", whom)
            assert asked.status_code == 202, asked.text
            assert asked.headers["location"] == asked.json()["receipt"]
        for member in (ada, bea):
            assert (await world.call("GET", "/me", headers=member.own)).status_code == 404
        assert await world.count("members") == 0

    async def test_erase_one_who_left_before(self, world: World) -> None:
        ada = await world.join()
        await world.call("DELETE", "/me", headers=ada.own)
        asked = await world.call("POST", "/erasures", {"member_id": ada.member_id})
        assert asked.status_code == 202
        assert await world.count("members") == 0

    async def test_of_another_system_find_nobody(self, world: World) -> None:
        ada = await world.join()
        refused = await world.call("POST", "/erasures", {"member_id": ada.member_id}, ics="QKK")
        assert refused.status_code == 404
        assert refused.json()["type"] == "/problems/nobody-to-erase"
        assert await world.count("members") == 1

    async def test_name_one_person_in_one_way(self, world: World) -> None:
        both = {"member_id": str(new_id()), "email": "ada@example.org"}
        for wrong in ({}, both, {"email": "not an address"}):
            assert (await world.call("POST", "/erasures", wrong)).status_code == 422

    async def test_need_the_scope_for_personal_data(self, world: World, token: Any) -> None:
        ada = await world.join()
        refused = await world.http.post(
            world.path("/erasures"),
            json={"member_id": ada.member_id},
            headers=token(["panel:read", "panel:manage"]),
        )
        assert refused.status_code == 403
        assert await world.count("members") == 1


class TestWhatIsLate:
    async def test_is_listed_and_counted_as_overdue(self, world: World) -> None:
        ada = await world.join()
        await world.call("POST", "/me/erasure", headers=ada.own)
        (shown,) = (await world.call("GET", "/erasures")).json()["items"]
        assert shown["missing"] == ["gateway", "governance", "insights"]
        assert not shown["overdue"]
        await watch.count_outstanding(world.database)
        assert (watch.OUTSTANDING._value.get(), watch.OVERDUE._value.get()) == (1, 0)
        later = utc_now() + timedelta(hours=1)
        await watch.count_outstanding(world.database, clock=lambda: later)
        assert watch.OVERDUE._value.get() == 1

    async def test_an_acknowledgement_of_no_erasure_of_the_system_changes_nothing(
        self, world: World
    ) -> None:
        ada = await world.join()
        asked = (await world.call("POST", "/me/erasure", headers=ada.own)).json()
        for ics, erasure_id in ((QKK, asked["erasure_id"]), (QE1, new_id())):
            data = InsightsErasureAcknowledged(erasure_id=erasure_id, erased=0)
            event = Event(new_id(), "/insights", ics, utc_now(), data)
            async with world.database.transaction(ics) as session:
                await on_acknowledged(event, session)
        assert await world.count("erasure_acknowledgements", ics=QE1) == 0
