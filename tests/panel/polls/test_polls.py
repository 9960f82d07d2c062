"""Open polls: anybody votes, nothing is kept of them, and figures are published with care."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import new_id
from common.testing.clock import days_later, today
from panel.disclosure import Rule
from panel.polls.service import TOTAL, look_after_polls, published
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.10")

OPTIONS = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]


async def opened(world: World, **changes: Any) -> dict[str, Any]:
    body = {"question": "Is the bus on time?", "options": OPTIONS} | changes
    answer = await world.call("POST", "/polls", body)
    assert answer.status_code == 201, answer.text
    poll: dict[str, Any] = answer.json()
    return poll


async def vote(world: World, poll: dict[str, Any], choice: str = "yes", times: int = 1) -> Any:
    for _ in range(times):
        answer = await world.call("POST", f"/polls/{poll['id']}/votes", {"choice": choice})
    return answer


class TestVoting:
    async def test_counts_each_vote_also_of_many_at_once(self, world: World) -> None:
        poll = await opened(world)
        sent = await asyncio.gather(*[vote(world, poll, c) for c in ["yes", "no"] * 10])
        assert {one.status_code for one in sent} == {201}
        read = (await world.call("GET", f"/polls/{poll['id']}")).json()
        assert read["votes"] == {"yes": 10, "no": 10}

    async def test_keeps_nothing_of_who_votes_and_nothing_of_members(self, world: World) -> None:
        poll = await opened(world)
        await vote(world, poll)
        rows = await world.rows("SELECT * FROM poll_votes")
        assert {frozenset(row.keys()) for row in rows} == {
            frozenset({"ics", "poll_id", "option", "votes"})
        }
        assert await world.count("responses") == await world.count("invitations") == 0
        assert (await world.call("GET", "/surveys")).json()["items"] == []

    async def test_is_refused_of_what_is_not_offered_or_not_there(self, world: World) -> None:
        poll = await opened(world)
        wrong = await vote(world, poll, "marker")
        assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/no-such-option")
        for ics, poll_id in (("QKK", poll["id"]), ("QE1", str(new_id()))):
            for method, rest, body in (
                ("POST", "/votes", {"choice": "yes"}), ("GET", "/form", None), ("GET", "", None),
                ("POST", "/close", None),
            ):  # fmt: skip
                answer = await world.call(method, f"/polls/{poll_id}{rest}", body, ics=ics)
                assert answer.json()["type"] == "/problems/poll-not-found"

    async def test_ends_with_the_last_day_and_with_closing(self, world: World) -> None:
        poll = await opened(world, closes_on=today().isoformat())
        await look_after_polls(world.database, clock=lambda: days_later(1))
        other = await opened(world)
        await world.call("POST", f"/polls/{other['id']}/close")
        for one in (poll, other):
            assert (await vote(world, one)).json()["type"] == "/problems/poll-not-open"
            closed = await world.call("POST", f"/polls/{one['id']}/close")
            assert closed.json()["type"] == "/problems/poll-not-open"

    async def test_is_of_two_options_or_more_that_differ_and_a_day_to_come(
        self, world: World
    ) -> None:
        yesterday = (today() - timedelta(days=1)).isoformat()
        for changes in ({"options": OPTIONS[:1]}, {"options": [OPTIONS[0]] * 2},
                        {"closes_on": yesterday}):  # fmt: skip
            body = {"question": "?", "options": OPTIONS} | changes
            assert (await world.call("POST", "/polls", body)).status_code == 422


@pytest.mark.rule("panel.8")
class TestFigures:
    async def test_are_shown_to_who_has_voted_once_enough_have(self, world: World) -> None:
        poll = await opened(world)
        assert (await vote(world, poll, "yes", 20)).json()["figures"] is None
        await vote(world, poll, "no", 12)
        await look_after_polls(world.database)
        figures = (await vote(world, poll)).json()["figures"]
        assert (figures["total"], figures["counts"]) == (30, {"yes": 20, "no": 10})
        assert figures["weighted"] is False
        assert "does not stand for everybody" in figures["limits"]
        form = (await world.call("GET", f"/polls/{poll['id']}/form")).json()
        assert (form["open"], form["figures"]) == (True, None), "not before one votes"

    async def test_are_anew_only_when_more_than_a_suppressed_count_are_new(
        self, world: World
    ) -> None:
        poll = await opened(world)
        await vote(world, poll, "yes", 10)
        await vote(world, poll, "no", 10)
        await look_after_polls(world.database)
        await vote(world, poll, "yes", 7)
        await look_after_polls(world.database)
        assert (await vote(world, poll)).json()["figures"]["total"] == 20
        await look_after_polls(world.database)
        assert (await vote(world, poll)).json()["figures"]["total"] == 30

    async def test_of_a_closed_poll_are_for_anybody_and_do_not_tell_the_last_few(
        self, world: World
    ) -> None:
        poll = await opened(world)
        await vote(world, poll, "yes", 10)
        await vote(world, poll, "no", 10)
        await look_after_polls(world.database)
        await vote(world, poll, "yes", 5)
        await world.call("POST", f"/polls/{poll['id']}/close")
        form = (await world.call("GET", f"/polls/{poll['id']}/form")).json()
        assert (form["open"], form["figures"]["counts"]) == (False, {"yes": 10, "no": 10})

    async def test_are_exact_for_those_alone_who_may_see_that(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        poll = await opened(world)
        await vote(world, poll, "yes", 3)
        for path in (f"/polls/{poll['id']}", "/polls"):
            read = await world.http.get(world.path(path), headers=token(["panel:read"]))
            assert read.status_code == 200
            assert ": 3" not in read.text.replace('":3', '": 3')
        visitor = token(["panel:answer"])
        refused = await world.http.get(world.path(f"/polls/{poll['id']}"), headers=visitor)
        assert refused.status_code == 403

    @given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60), min_size=2, max_size=6))
    def test_hide_small_counts_and_what_would_tell_them(self, votes: dict[str, int]) -> None:
        figures = published(votes, Rule())
        for code, count in votes.items():
            shown = figures[f"option {code}"]
            assert shown is None or count == 0 or count > 7
            assert shown is None or abs(shown - count) <= 2
        hidden = [code for code in votes if figures[f"option {code}"] is None]
        if any(0 < count <= 7 for count in votes.values()):
            assert len(hidden) >= 2 or figures[TOTAL] is None
