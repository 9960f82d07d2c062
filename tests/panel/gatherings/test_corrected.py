"""What a member corrects after they asked for a place counts from then on."""

from __future__ import annotations

import pytest

from common.web.conditional import etag
from panel_support.gatherings import AGREES, Hall
from panel_support.selections import drawn, pool, says
from panel_support.world import Member, World

pytestmark = pytest.mark.rule("panel.5")


async def corrects(hall: Hall, member: Member, **said: object) -> None:
    """Let a member change what they say of themselves."""
    await says(hall.world, member, said)


class TestWhoMovedAway:
    async def test_is_passed_over_until_they_may_come_again(self, hall: Hall) -> None:
        ada, bea, cem = await hall.guests(3, place="blackpool")
        gathering = await hall.opened(places=["blackpool"], capacity=1)
        await hall.booked(gathering, ada, bea, cem)
        await corrects(hall, bea, place="lancashire")
        await hall.give_up(gathering, ada)
        everybody = [ada, bea, cem]
        assert await hall.states(gathering, everybody) == ["given_up", "waiting", "offered"]
        assert await hall.letters("A place is free for you") == [cem.email]
        await corrects(hall, bea, place="blackpool")
        await hall.give_up(gathering, cem)
        assert await hall.states(gathering, everybody) == ["given_up", "offered", "given_up"]

    async def test_keeps_the_place_that_they_have(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1, place="blackpool")
        gathering = await hall.opened(places=["blackpool"])
        await hall.booked(gathering, ada)
        await corrects(hall, ada, place="lancashire")
        await hall.worker()
        assert await hall.states(gathering, [ada]) == ["placed"]

    async def test_is_passed_over_by_the_worker_and_for_a_greater_capacity_too(
        self, hall: Hall
    ) -> None:
        ada, bea, cem = await hall.guests(3, place="blackpool")
        gathering = await hall.opened(places=["blackpool"], capacity=1)
        await hall.booked(gathering, ada, bea, cem)
        await corrects(hall, bea, place="lancashire")
        address = f"/gatherings/{gathering['id']}"
        seen = (await hall.world.call("GET", address)).json()["version"]
        more = await hall.world.call(
            "PATCH", address, {"capacity": 2}, headers={"If-Match": etag(seen)}
        )
        assert more.status_code == 200, more.text
        await hall.worker()
        assert await hall.states(gathering, [ada, bea, cem]) == ["placed", "waiting", "offered"]

    async def test_and_so_is_who_wants_to_hear_of_no_event(self, hall: Hall) -> None:
        ada, bea, cem = await hall.guests(3)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, ada, bea, cem)
        withdrawn = {**AGREES[0], "given": False}
        await corrects(hall, bea, consents=[withdrawn])
        await hall.give_up(gathering, ada)
        assert await hall.states(gathering, [bea, cem]) == ["waiting", "offered"]


class TestHowTheyNeedToBeWrittenTo:
    """They were asked it to be written to, and told so; what they need there they are asked
    apart."""

    async def test_is_told_to_nobody_who_arranges_an_event(self, hall: Hall) -> None:
        guests = await hall.guests(2, access_needs=["easy_read"])
        gathering = await hall.opened(capacity=2)
        await hall.booked(gathering, *guests)
        booked = await hall.world.call("GET", f"/gatherings/{gathering['id']}/bookings")
        assert len(booked.json()) == 2
        assert "easy_read" not in booked.text

    async def test_nor_an_assembly(self, world: World) -> None:
        members = await pool(world)
        selection = await drawn(world)
        for one in members:
            await says(world, one, {"access_needs": ["easy_read"]})
        sits = await world.call("GET", f"/selections/{selection['id']}/people")
        assert sits.json()
        assert "easy_read" not in sits.text
