"""Places: never more than there are, by order of asking, and a freed one goes to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.clock import utc_now
from common.db.engine import raw_connection
from panel_support.gatherings import Hall
from panel_support.world import QE1, Member

pytestmark = pytest.mark.rule("panel.13")

FREED = "A place is free for you"


class TestAskingForAPlace:
    async def test_gives_one_while_there_are_some_and_then_a_place_in_the_queue(
        self, hall: Hall
    ) -> None:
        guests = await hall.guests(4)
        gathering = await hall.opened(capacity=2)
        await hall.booked(gathering, *guests)
        assert await hall.states(gathering, guests) == ["placed", "placed", "waiting", "waiting"]
        last = await hall.mine(gathering, guests[3])
        assert (last["ahead"], last["online_link"], last["gathering"]["full"]) == (1, None, True)
        first = await hall.mine(gathering, guests[0])
        assert first["online_link"] == "https://meet.example/secret-room"
        assert (await hall.letters("You have a place"), await hall.letters()) == (
            [guests[0].email, guests[1].email], [],
        )  # fmt: skip

    async def test_at_the_same_moment_never_gives_more_than_there_are(self, hall: Hall) -> None:
        guests = await hall.guests(12)
        gathering = await hall.opened(capacity=5)
        answers = await asyncio.gather(*(hall.book(gathering, one) for one in guests))
        assert {answer.status_code for answer in answers} == {204}
        states = await hall.states(gathering, guests)
        assert (states.count("placed"), states.count("waiting")) == (5, 7)

    async def test_twice_is_one_place(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened(capacity=2)
        await asyncio.gather(*(hall.book(gathering, ada) for _ in range(4)))
        assert await hall.world.count("gathering_bookings") == 1
        assert await hall.letters("You have a place") == [ada.email]

    async def test_is_for_those_who_agree_and_fit(self, hall: Hall) -> None:
        here = await hall.guests(1, place="blackpool", name="here")
        there = await hall.guests(1, place="lancashire", name="there")
        silent = await hall.world.join_many(1, place="blackpool", name="silent")
        gathering = await hall.opened(places=["blackpool"])
        for member, status in ((here[0], 204), (there[0], 409), (silent[0], 409)):
            assert (await hall.book(gathering, member)).status_code == status
        assert (await hall.mine(gathering, there[0]))["may_ask"] is False
        refused = await hall.book(gathering, there[0])
        assert refused.json()["type"] == "/problems/gathering-not-for-you"

    async def test_is_for_the_segment_that_is_meant(self, hall: Hall) -> None:
        women = await hall.guests(1, demographics={"sex": "female"}, name="w")
        men = await hall.guests(1, demographics={"sex": "male"}, name="m")
        body = {"name": "Women", "criteria": {"demographics": {"sex": ["female"]}}}
        segment = (await hall.world.call("POST", "/segments", body)).json()
        gathering = await hall.opened(segment_id=segment["id"])
        assert await hall.letters("You are invited") == [women[0].email]
        assert (await hall.book(gathering, men[0])).status_code == 409
        assert (await hall.book(gathering, women[0])).status_code == 204

    async def test_ends_with_the_last_day_for_it(self, hall: Hall) -> None:
        ada, bea = await hall.guests(2)
        gathering = await hall.opened()
        await hall.booked(gathering, ada)
        await hall.over(gathering, days=0)
        for late in (await hall.book(gathering, bea), await hall.give_up(gathering, ada)):
            assert (late.status_code, late.json()["type"]) == (409, "/problems/sign-up-over")

    async def test_is_over_once_it_was_called_off(self, hall: Hall) -> None:
        """What people needed was deleted then, and nobody writes it down again."""
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        await hall.booked(gathering, ada)
        await hall.world.call("POST", f"/gatherings/{gathering['id']}/cancel")
        answer = await hall.book(gathering, ada, note="A quiet room")
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/sign-up-over")
        rows = await hall.world.rows("SELECT needs_sealed FROM gathering_bookings")
        assert [row["needs_sealed"] for row in rows] == [None]

    async def test_needs_the_link_of_this_gathering_in_this_system(self, hall: Hall) -> None:
        ada, bea = await hall.guests(2)
        one, other = await hall.opened(), await hall.opened()
        address = f"/gatherings/{one['id']}/place"
        forged = [
            hall.link(other, ada),
            {"X-Place-Token": hall.link(one, ada)["X-Place-Token"][::-1]},
            {"X-Place-Token": hall.world.keys.unsubscribe_token(QE1, UUID(ada.member_id))},
        ]
        for headers in forged:
            for method in ("GET", "POST", "DELETE"):
                body: dict[str, Any] | None = {} if method == "POST" else None
                refused = await hall.world.call(method, address, body, headers=headers)
                assert refused.status_code == 404, (method, refused.text)
        elsewhere = await hall.world.call("GET", address, ics="QKK", headers=hall.link(one, bea))
        assert elsewhere.status_code == 404
        assert await hall.world.count("gathering_bookings") == 0


class TestAFreedPlace:
    async def test_is_offered_to_the_next_with_a_deadline(self, hall: Hall) -> None:
        guests = await hall.guests(4)
        gathering = await hall.opened(capacity=2, offer_hours=24)
        await hall.booked(gathering, *guests)
        await hall.world.send_mail()
        before = utc_now()
        assert (await hall.give_up(gathering, guests[0])).status_code == 204
        assert await hall.states(gathering, guests) == ["given_up", "placed", "offered", "waiting"]
        assert await hall.letters(FREED) == [guests[2].email]
        offered = (await hall.mine(gathering, guests[2]))["offered_until"]
        assert before + timedelta(hours=24) <= _moment(offered) <= utc_now() + timedelta(hours=24)
        assert (await hall.book(gathering, guests[2])).status_code == 204
        assert await hall.states(gathering, guests) == ["given_up", "placed", "placed", "waiting"]

    async def test_goes_on_to_the_next_if_nobody_takes_it_in_time(self, hall: Hall) -> None:
        guests = await hall.guests(3)
        gathering = await hall.opened(capacity=1, offer_hours=24)
        await hall.booked(gathering, *guests)
        await hall.give_up(gathering, guests[0])
        await hall.worker(utc_now() + timedelta(hours=23))
        assert await hall.states(gathering, guests) == ["given_up", "offered", "waiting"]
        await hall.worker(utc_now() + timedelta(hours=25))
        assert await hall.states(gathering, guests) == ["given_up", "lapsed", "offered"]
        assert await hall.letters(FREED) == [guests[1].email, guests[2].email]

    async def test_is_not_given_to_one_whose_deadline_is_over(self, hall: Hall) -> None:
        guests = await hall.guests(3)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, *guests)
        await hall.give_up(gathering, guests[0])
        await _let_offers_lapse(hall)
        assert (await hall.book(gathering, guests[1])).status_code == 204
        assert await hall.states(gathering, guests) == ["given_up", "waiting", "offered"]

    async def test_is_not_overtaken_by_somebody_who_asks_now(self, hall: Hall) -> None:
        guests = await hall.guests(4)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, *guests[:3])
        await hall.world.call("DELETE", "/me", headers=guests[0].own)
        await hall.booked(gathering, guests[3])
        assert await hall.states(gathering, guests) == ["none", "offered", "waiting", "waiting"]

    @pytest.mark.parametrize("how", ["left", "erased"])
    async def test_of_one_who_leaves_or_is_erased_is_offered_by_the_worker(
        self, hall: Hall, how: str
    ) -> None:
        guests = await hall.guests(2)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, *guests)
        if how == "left":
            await hall.world.call("DELETE", "/me", headers=guests[0].own)
        else:
            await hall.world.call("POST", "/me/erasure", headers=guests[0].own)
        assert await hall.world.count("gathering_bookings") == 1
        await hall.worker()
        assert await hall.states(gathering, guests) == ["none", "offered"]

    async def test_who_asks_again_goes_to_the_end(self, hall: Hall) -> None:
        guests = await hall.guests(3)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, *guests)
        await hall.give_up(gathering, guests[1])
        await hall.booked(gathering, guests[1])
        await hall.give_up(gathering, guests[0])
        assert await hall.states(gathering, guests) == ["given_up", "waiting", "offered"]

    async def test_is_made_by_a_greater_capacity(self, hall: Hall) -> None:
        guests = await hall.guests(3)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, *guests)
        address, tag = f"/gatherings/{gathering['id']}", {"If-Match": f'"v{gathering["version"]}"'}
        more = await hall.world.call("PATCH", address, {"capacity": 3}, headers=tag)
        assert more.status_code == 200, more.text
        assert await hall.states(gathering, guests) == ["placed", "offered", "offered"]
        fewer = await hall.world.call(
            "PATCH", address, {"capacity": 2}, headers={"If-Match": more.headers["ETag"]}
        )
        assert fewer.json()["type"] == "/problems/fewer-places-than-taken"

    async def test_are_not_counted_by_trying_lower_capacities(
        self, hall: Hall, token: Callable[..., dict[str, str]]
    ) -> None:
        """Eight may come, and one has signed up: which capacity is refused would tell it."""
        (ada,) = await hall.guests(1)
        gathering = await hall.opened(capacity=8)
        await hall.booked(gathering, ada)
        manager = token(["panel:read", "panel:manage"], ics="QE1")
        address, tag = f"/gatherings/{gathering['id']}", {"If-Match": f'"v{gathering["version"]}"'}
        answers = [
            await hall.world.call("PATCH", address, {"capacity": to}, headers=manager | tag)
            for to in (7, 1)
        ]
        assert [one.status_code for one in answers] == [403, 403]
        assert answers[0].json()["type"] == "/problems/lowering-counts-people"
        raised = await hall.world.call("PATCH", address, {"capacity": 9}, headers=manager | tag)
        assert raised.status_code == 200, raised.text
        tag = {"If-Match": raised.headers["ETag"]}
        lowered = await hall.world.call("PATCH", address, {"capacity": 3}, headers=tag)
        assert lowered.status_code == 200, lowered.text

    async def test_cannot_be_given_up_by_one_who_has_none(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        refused = await hall.give_up(gathering, ada)
        assert refused.json()["type"] == "/problems/no-booking"


ACTS = ("ask", "ask", "ask", "give_up", "lapse", "leave")
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5)), min_size=6, max_size=16)


class TestAnyLife:
    @settings(
        max_examples=12,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=steps, capacity=st.integers(1, 3))
    async def test_keeps_to_the_places_and_to_the_order(
        self, hall: Hall, steps: list[tuple[str, int]], capacity: int
    ) -> None:
        guests = await hall.guests(6, name=str(uuid4()))
        gathering = await hall.opened(capacity=capacity)
        for act, number in steps:
            await _live(hall, gathering, guests[number], act)
            await _check(hall, gathering, capacity)


async def _live(hall: Hall, gathering: dict[str, Any], member: Member, act: str) -> None:
    if act == "ask":
        await hall.book(gathering, member)
    elif act == "give_up":
        await hall.give_up(gathering, member)
    elif act == "leave":
        await hall.world.call("DELETE", "/me", headers=member.own)
        await hall.worker()
    else:
        await _let_offers_lapse(hall)
        await hall.worker()


async def _check(hall: Hall, gathering: dict[str, Any], capacity: int) -> None:
    rows = await hall.world.rows(
        "SELECT state, number FROM gathering_bookings WHERE gathering_id = $1 ORDER BY number",
        UUID(gathering["id"]),
    )
    taken = [row for row in rows if row["state"] in {"placed", "offered"}]
    queue = [row["number"] for row in rows if row["state"] == "waiting"]
    assert len(taken) <= capacity
    # Nobody waits while a place is free, and nobody was offered one before those who asked first.
    assert not queue or len(taken) == capacity
    offered = [row["number"] for row in rows if row["state"] == "offered"]
    assert not queue or not offered or max(offered) < min(queue)


async def _let_offers_lapse(hall: Hall) -> None:
    async with hall.world.database.transaction(QE1) as session:
        await (await raw_connection(session)).execute(
            "UPDATE gathering_bookings SET offered_until = now() - interval '1 hour' "
            "WHERE state = 'offered'"
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
