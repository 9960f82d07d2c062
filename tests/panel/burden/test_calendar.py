"""What is told of those who are asked: whom it could not reach, and the calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.clock import new_id
from common.testing.clock import today
from panel_support.bulletins import drafted, schedule, sent
from panel_support.burden import limited, segment_of
from panel_support.gatherings import Hall
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.9")


class TestTheAudience:
    async def test_says_whom_an_invitation_could_not_reach(self, world: World) -> None:
        await limited(world, person=(1, 90))
        await world.join_many(2, place="blackpool", purposes=["events"])
        await world.join_many(3, name="no", place="blackpool")
        hall = Hall(world)
        first = (await hall.opened())["id"]
        second = (await hall.opened(title="Another"))["id"]
        told = [await audience(world, f"/gatherings/{one}") for one in (first, second)]
        assert [(one["fit"], one["unreachable"], one["asked"], one["rested"]) for one in told] == [
            (5, 3, 2, 0),
            (5, 3, 0, 2),
        ]
        (kept,) = await world.rows("SELECT invited_on FROM gatherings WHERE title = 'Another'")
        assert kept["invited_on"] is None

    async def test_says_whom_a_bulletin_could_not_reach(self, world: World) -> None:
        await world.join_many(2, purposes=["bulletins"])
        await world.join_many(1, name="no")
        told = await audience(world, f"/bulletins/{(await sent(world))['id']}")
        assert told == {
            "fit": 3, "unreachable": 1, "no_usable_format": 0, "rested": 0, "asked": 2,
        }  # fmt: skip

    async def test_is_for_those_who_may_see_exact_figures_and_not_before_it_is_open(
        self, world: World, token: Any
    ) -> None:
        draft = f"/gatherings/{(await Hall(world).draft())['id']}/audience"
        assert (await world.call("GET", draft)).json()["type"] == "/problems/no-audience"
        other = await world.call("GET", f"/bulletins/{new_id()}/audience")
        assert other.status_code == 404
        await world.join_many(1, purposes=["events"])
        opened = f"/gatherings/{(await Hall(world).opened())['id']}/audience"
        assert (await world.call("GET", opened, ics="QKK")).status_code == 404
        plain = await world.call("GET", opened, headers=token(["panel:read"], ics="QE1"))
        assert plain.status_code == 403


async def audience(world: World, of: str) -> dict[str, int]:
    answer = await world.call("GET", f"{of}/audience")
    assert answer.status_code == 200, answer.text
    told: dict[str, int] = answer.json()
    return told


class TestTheCalendar:
    async def test_tells_bulletins_and_invitations_too(self, world: World) -> None:
        await world.join_many(3, place="blackpool", purposes=["bulletins", "events"])
        there = await segment_of(world, "blackpool")
        await sent(world, title="What we heard", segment_id=there)
        await Hall(world).opened(title="A forum", segment_id=there)
        days = f"from={today()}&to={today()}"
        items = (await world.call("GET", f"/calendar?{days}")).json()["items"]
        told = {(one["kind"], one["title"], *one["places"], one["starts_on"]) for one in items}
        assert told == {
            ("bulletin", "What we heard", "blackpool", today().isoformat()),
            ("gathering", "A forum", "blackpool", today().isoformat()),
        }
        in_three_weeks = (today() + timedelta(days=21)).isoformat()
        later = await world.call("GET", f"/calendar?from={in_three_weeks}&to={in_three_weeks}")
        assert [(one["kind"], one["ends_on"]) for one in later.json()["items"]] == [
            ("gathering", in_three_weeks)
        ]

    async def test_tells_what_is_to_be_sent_by_the_segment_that_it_is_for(
        self, world: World
    ) -> None:
        criteria = {"places": ["blackpool"], "demographics": {"sex": ["female"]}}
        made = await world.call("POST", "/segments", {"name": "Women", "criteria": criteria})
        bulletin = await drafted(world, title="Soon", segment_id=made.json()["id"])
        day = today() + timedelta(days=3)
        await schedule(world, bulletin, send_at=f"{day}T09:00:00Z")
        (one,) = (await world.call("GET", f"/calendar?from={day}&to={day}")).json()["items"]
        assert (one["kind"], one["title"], one["starts_on"]) == ("bulletin", "Soon", str(day))
        assert (one["places"], one["communities"]) == (["blackpool"], ["female"])

    async def test_of_a_gathering_that_was_called_off_the_invitation_alone(
        self, world: World
    ) -> None:
        await world.join_many(3, purposes=["events"])
        made = await Hall(world).opened()
        assert (await world.call("POST", f"/gatherings/{made['id']}/cancel")).status_code == 200
        (one,) = (await world.call("GET", "/calendar")).json()["items"]
        assert (one["starts_on"], one["ends_on"]) == (str(today()), str(today()))
        tomorrow = today() + timedelta(days=1)
        assert (await world.call("GET", f"/calendar?from={tomorrow}")).json()["items"] == []
