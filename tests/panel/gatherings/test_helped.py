"""Members who cannot use a link come to gatherings too: staff enter what they say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from panel_support.enrolling import enrol, only_member, own
from panel_support.gatherings import AGREES, Hall
from panel_support.world import World

pytestmark = [pytest.mark.rule("panel.6"), pytest.mark.rule("panel.5")]

SAID: dict[str, Any] = {
    "means": "telephone",
    "witness": "HW-0042",
    "needs": {"arrangements": ["step_free"], "note": "A seat near the door"},
}


async def asked(world: World, gathering: dict[str, Any], member_id: object, **said: Any) -> Any:
    path = f"/gatherings/{gathering['id']}/bookings/{member_id}"
    return await world.call("PUT", path, SAID | said)


async def gives_up(world: World, gathering: dict[str, Any], member_id: object) -> Any:
    return await world.call("DELETE", f"/gatherings/{gathering['id']}/bookings/{member_id}")


class TestSigningUp:
    async def test_gives_a_place_to_who_has_no_email_and_says_who_entered_it(
        self, world: World, hall: Hall
    ) -> None:
        await enrol(world, consents=AGREES)
        member = await only_member(world)
        forum = await hall.opened()
        booked = await asked(world, forum, member)
        assert booked.status_code == 200, booked.text
        assert booked.json()["state"] == "placed"
        (listed,) = (await world.call("GET", f"/gatherings/{forum['id']}/bookings")).json()
        assert (listed["member_id"], listed["means"], listed["witness"]) == (
            member, "telephone", "HW-0042",
        )  # fmt: skip
        assert listed["entered_by"]
        assert listed["needs"] == SAID["needs"]
        (held,) = (await world.call("GET", "/me/export", headers=await own(world))).json()[
            "gatherings"
        ]
        assert (held["state"], held["means"], held["entered_by"]) == (
            "placed", "telephone", listed["entered_by"],
        )  # fmt: skip

    async def test_waits_like_everybody_and_takes_what_is_offered(
        self, world: World, hall: Hall
    ) -> None:
        await enrol(world, consents=AGREES)
        late = await only_member(world)
        first, second = await hall.guests(2)
        forum = await hall.opened()
        await hall.booked(forum, first, second)
        assert (await asked(world, forum, late)).json()["state"] == "waiting"
        await hall.give_up(forum, first)
        assert (await asked(world, forum, late)).json()["state"] == "placed"
        assert (await gives_up(world, forum, late)).status_code == 204
        assert (await gives_up(world, forum, late)).json()["type"] == "/problems/no-booking"

    async def test_the_member_is_told_and_what_they_say_later_by_their_own_link_is_theirs(
        self, world: World, hall: Hall
    ) -> None:
        (ada,) = await hall.guests(1)
        forum = await hall.opened()
        assert (await asked(world, forum, ada.member_id)).json()["entered_by"]
        (told,) = await world.rows("SELECT member_id FROM mails WHERE kind = 'gathering_place'")
        assert str(told["member_id"]) == ada.member_id
        await hall.booked(forum, ada)
        (listed,) = (await world.call("GET", f"/gatherings/{forum['id']}/bookings")).json()
        assert (listed["means"], listed["witness"], listed["entered_by"]) == (None, None, None)


class TestRefusing:
    async def test_who_does_not_agree_to_events(self, world: World, hall: Hall) -> None:
        await enrol(world)
        refused = await asked(world, await hall.opened(), await only_member(world))
        assert refused.json()["type"] == "/problems/gathering-not-for-you"

    @pytest.mark.parametrize("witness", ["Jane Smith", ""])
    async def test_a_witness_who_is_named(self, world: World, hall: Hall, witness: str) -> None:
        await enrol(world, consents=AGREES)
        forum = await hall.opened()
        refused = await asked(world, forum, await only_member(world), witness=witness)
        assert refused.status_code == 422

    async def test_nobody_of_another_system_and_no_unknown_event(
        self, world: World, hall: Hall
    ) -> None:
        await enrol(world, consents=AGREES)
        member, forum = await only_member(world), await hall.opened()
        path = f"/gatherings/{forum['id']}/bookings/{member}"
        assert (await world.call("PUT", path, SAID, ics="QKK")).status_code == 404
        unknown = await asked(world, forum, new_id())
        assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/no-such-member")
        assert (await asked(world, {"id": new_id()}, UUID(member))).status_code == 404

    async def test_without_both_scopes(self, world: World, hall: Hall, token: Any) -> None:
        await enrol(world, consents=AGREES)
        path = f"/gatherings/{(await hall.opened())['id']}/bookings/{await only_member(world)}"
        for scopes in (["panel:manage"], ["panel:read", "panel:personal"]):
            headers = token(scopes, ics="QE1")
            assert (await world.call("PUT", path, SAID, headers=headers)).status_code == 403
            assert (await world.call("DELETE", path, headers=headers)).status_code == 403
