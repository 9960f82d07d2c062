"""The make-up of places is published too, and hides a second group with each small one: the counts
of segments must not tell what it hides."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.testing.clock import days_later, today
from panel.members.counts import release_counts
from panel.segments.counts import WITHHELD, Held, hold, release_segment_counts
from panel_support.population import populated
from panel_support.world import World, load

from .test_segment_counts import RULE, count, release, saved


@pytest.mark.rule("panel.8")
class TestThePublishedMakeUp:
    async def test_and_a_segment_together_give_nobody_away(self, world: World) -> None:
        await load(world.database, populated("QE1"))
        for number, sex in ((13, "female"), (8, "male"), (1, "prefer_not_to_say")):
            about = {"place": "blackpool", "demographics": {"sex": sex}}
            await world.join_many(number, name=sex, **about)
        await world.join_many(20, name="there", place="lancashire")
        men = await saved(world, "Men", places=["blackpool"], demographics={"sex": ["male"]})
        women = await saved(world, "Women", places=["blackpool"], demographics={"sex": ["female"]})
        await release(world, days=1)
        found = (await world.call("GET", "/representation?place=blackpool")).json()["places"][0]
        (sex,) = [one for one in found["dimensions"] if one["dimension"] == "sex"]
        shown = {group["group"]: group["members"] for group in sex["groups"]}
        assert (found["members"], shown["female"], shown["male"]) == (20, 15, None)
        assert sex["apart"]["prefer_not_to_say"] is None

        # 22 at most, less 13 women at least, less 8 men at least: it would be the one.
        assert (await count(world, men))["members"] is None
        assert (await count(world, women))["members"] == 15

    async def test_of_the_day_comes_first(self, world: World) -> None:
        await world.join_many(20, place="blackpool", demographics={"sex": "female"})
        await world.join_many(20, name="unsaid", place="blackpool")
        women = await saved(world, "Women", demographics={"sex": ["female"]})

        def tomorrow() -> Any:
            return days_later(1)

        await release_counts(world.database, clock=tomorrow)
        await release_segment_counts(world.database, world.keys, clock=tomorrow)
        assert await world.count("segment_counts") == 0
        await release(world, days=1)
        assert (await count(world, women))["members"] == 20

    async def test_of_the_day_before_does_not_do(self, world: World) -> None:
        await world.join_many(20, place="blackpool", demographics={"sex": "female"})
        await world.join_many(20, name="unsaid", place="blackpool")
        women = await saved(world, "Women", demographics={"sex": ["female"]})
        await release(world, days=1)

        def later() -> Any:
            return days_later(2)

        async def released_on() -> Any:
            (row,) = await world.rows("SELECT max(released_on) FROM segment_counts")
            return row[0]

        await release_counts(world.database, clock=later)
        await release_segment_counts(world.database, world.keys, clock=later)
        assert await released_on() == today() + timedelta(days=1)
        await release(world, days=2)
        assert await released_on() == today() + timedelta(days=2)
        assert (await count(world, women))["members"] == 20

    async def test_tells_those_without_an_answer_apart_where_it_shows_them(
        self, world: World
    ) -> None:
        await load(world.database, populated("QE1"))
        for number, sex in ((13, "female"), (8, "male"), (1, "prefer_not_to_say")):
            about = {"place": "blackpool", "demographics": {"sex": sex}}
            await world.join_many(number, name=sex, **about)
        await world.join_many(30, name="unsaid", place="blackpool")
        await world.join_many(20, name="there", place="lancashire")
        men = await saved(world, "Men", places=["blackpool"], demographics={"sex": ["male"]})
        await release(world, days=1)
        found = (await world.call("GET", "/representation?place=blackpool")).json()["places"][0]
        (sex,) = [one for one in found["dimensions"] if one["dimension"] == "sex"]
        assert {group["group"]: group["members"] for group in sex["groups"]}["male"] is None
        assert (sex["apart"]["no_answer"], sex["apart"]["prefer_not_to_say"]) == (30, None)
        assert (await count(world, men))["members"] is None

    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 2)), max_size=60))
    def test_adds_up_to_no_set_within_the_threshold_of_one_with_a_figure(
        self, members: list[tuple[bool, int]]
    ) -> None:
        told = sorted(set(members))
        rows = [((inside,), members.count((inside, part))) for inside, part in told]
        (held,) = hold([None], [], rows, RULE, [[part for _, part in told]])
        apart = [
            sum(inside is not (part in union) for inside, part in members)
            for size in range(4)
            for union in combinations(range(3), size)
        ]
        if held.anchor:
            assert not 0 < min(apart) <= RULE.threshold

    @pytest.mark.parametrize(("fewer", "shown"), [(1, False), (7, False), (8, True)])
    def test_takes_a_first_figure_up_to_the_threshold(self, fewer: int, shown: bool) -> None:
        rows = [((True,), 20), ((False,), fewer), ((False,), 30)]
        (held,) = hold([None], [], rows, RULE, [[0, 0, 2]])
        assert held.anchor is shown

    def test_is_not_told_apart_by_a_figure_before(self) -> None:
        """39 less 30 women less 8 men: whoever is left is one, whatever else has a figure."""
        rows = [
            ((True, False, True), 15),  # women
            ((True, False, True), 1),  # hidden with the men
            ((False, False, True), 15),  # women
            ((False, True, True), 8),  # men
        ]
        held = hold([None, None], [39], rows, RULE, [[0, 1, 0, 1]])
        assert held == [Held(16, anchor=True), WITHHELD]

    def test_that_hides_what_it_showed_takes_a_figure_away(self) -> None:
        rows = [((True,), 20), ((False,), 3), ((False,), 30)]
        before = [Held(20, anchor=True)]
        assert hold(before, [], rows, RULE, [[0, 1, 2]]) == before
        assert hold(before, [], rows, RULE, [[0, 0, 2]]) == [WITHHELD]
