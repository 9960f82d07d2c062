"""Published counts of segments: rule 8, and no two that differ by one person."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.testing.clock import days_later
from panel.disclosure import Rule
from panel.members.counts import release_counts
from panel.representation.releases import release_representation
from panel.segments.counts import WITHHELD, Held, figure, hold, release_segment_counts
from panel_support.world import World

RULE = Rule()
people = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=60)


def patterns(members: Sequence[tuple[bool, ...]]) -> list[tuple[tuple[bool, ...], int]]:
    return [(bits, members.count(bits)) for bits in sorted(set(members))]


def size(members: list[tuple[bool, ...]], number: int) -> int:
    return sum(bits[number] for bits in members)


async def count(world: World, segment_id: str) -> Any:
    return (await world.call("GET", f"/segments/{segment_id}/count")).json()


async def saved(world: World, name: str, **criteria: Any) -> str:
    answer = await world.call("POST", "/segments", {"name": name, "criteria": criteria})
    assert answer.status_code == 201, answer.text
    segment_id: str = answer.json()["id"]
    return segment_id


async def release(world: World, *, days: int) -> None:
    """Let the upkeep of a later day run."""

    def later() -> Any:
        return days_later(days)

    await release_counts(world.database, clock=later)
    await release_representation(world.database, world.keys, clock=later)
    await release_segment_counts(world.database, world.keys, clock=later)


@pytest.mark.rule("panel.8")
class TestHolding:
    @given(people)
    def test_different_figures_stand_for_sets_more_than_the_threshold_apart(
        self, members: list[tuple[bool, ...]]
    ) -> None:
        held = hold([None, None, None], [], patterns(members), RULE)
        anchors = [n for n, one in enumerate(held) if one.anchor]
        for a in anchors:
            assert size(members, a) > RULE.threshold
            for b in anchors:
                apart = sum(bits[a] != bits[b] for bits in members)
                assert a == b or apart > RULE.threshold
        bases = {held[n].basis for n in anchors} | {0}
        assert all(one.basis in bases for one in held)

    @given(st.integers(8, 200), st.integers(0, 7), st.booleans())
    def test_a_segment_that_differs_by_a_few_people_has_no_figure(
        self, common: int, few: int, more: bool
    ) -> None:
        members = [(True, True)] * common + [(not more, more)] * few
        first, second = hold([None, None], [], patterns(members), RULE)
        assert not (first.anchor and second.anchor)
        assert figure(second.basis, RULE) is None

    @given(st.integers(8, 100), st.integers(-7, 7))
    def test_a_figure_does_not_move_with_a_few_people(self, before: int, change: int) -> None:
        members = [(True,)] * (before + change) if before + change > 0 else [(False,)]
        (held,) = hold([Held(before, anchor=True)], [], patterns(members), RULE)
        assert held.basis == before

    def test_an_anchor_that_moved_next_to_another_loses_its_figure(self) -> None:
        members = [(True, True)] * 30 + [(False, True)]
        before = [Held(30, anchor=True), Held(50, anchor=True)]
        held = hold(before, [], patterns(members), RULE)
        assert held == [Held(30, anchor=True), WITHHELD]

    def test_one_like_a_published_place_has_no_figure(self) -> None:
        members = [(True, True)] * 20 + [(False, True)] * 3
        (held,) = hold([None], [21], patterns(members), RULE)
        assert held == WITHHELD

    @given(st.integers(0, 7))
    def test_nothing_up_to_the_threshold_is_shown(self, small: int) -> None:
        (held,) = hold([None], [], patterns([(True,)] * small), RULE)
        assert figure(held.basis, RULE) is None
        assert figure(8, RULE) == 10


@pytest.mark.rule("panel.8")
class TestAnAttacker:
    """Who may save segments, and subtracts."""

    GROUPS = (23, 31, 18, 27, 40, 22, 35, 19, 1)
    """Members of nine groups; of the last there is one, whom the attacker is after."""

    def test_who_asks_for_many_unions_cannot_work_out_the_one(self) -> None:
        chance = random.Random(4)
        size = len(self.GROUPS)
        unions = {frozenset(n for n in range(size) if chance.random() < 0.5) for _ in range(80)}
        asked = sorted(unions - {frozenset()}, key=sorted)
        chance.shuffle(asked)
        told = [
            ((*(n in union for union in asked), True), people)
            for n, people in enumerate(self.GROUPS)
        ]
        held = hold([None] * len(asked), [sum(self.GROUPS)], told, RULE)
        shown = [(u, f) for u, one in zip(asked, held, strict=True)
                 if (f := figure(one.basis, RULE)) is not None]  # fmt: skip
        assert shown
        least, greatest = guess(shown, size, size - 1)
        assert least == 0
        assert greatest > RULE.threshold

    @given(st.lists(st.lists(st.booleans(), min_size=9, max_size=9), min_size=1, max_size=12))
    def test_even_without_rounding_no_sum_or_difference_is_small(
        self, unions: list[list[bool]]
    ) -> None:
        told = [
            ((*(union[n] for union in unions), True), people)
            for n, people in enumerate(self.GROUPS)
        ]
        held = hold([None] * len(unions), [sum(self.GROUPS)], told, RULE)
        groups: dict[tuple[bool, ...], int] = {}
        for bits, people in told:
            apart = tuple(bits[n] for n, one in enumerate(held) if one.anchor)
            groups[apart] = groups.get(apart, 0) + people
        assert all(people > RULE.threshold for people in groups.values())

    def test_of_seven_withheld_the_eighth_does_not_tell(self) -> None:
        """Eight groups of one: seven of them are withheld, so all eight together must be."""
        sets = [*combinations(range(8), 7), tuple(range(8))]
        told = [(tuple(n in one for one in sets), 1) for n in range(8)]
        told.append(((False,) * len(sets), 40))
        held = hold([None] * len(sets), [], told, RULE)
        assert held == [WITHHELD] * len(sets)


def guess(shown: list[tuple[frozenset[int], int]], size: int, target: int) -> tuple[int, int]:
    """Give the least and the greatest count that a group may have, by an integer program."""
    program = highspy.Highs()  # type: ignore[no-untyped-call]
    program.setOptionValue("output_flag", False)
    for column in range(size):
        program.addVar(0, 500)
        program.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for union, shown_as in shown:
        least, greatest = RULE.behind(shown_as)
        columns = np.array(sorted(union), dtype=np.int32)
        program.addRow(least, greatest, len(columns), columns, np.ones(len(columns)))
    program.changeColCost(target, 1.0)
    found = []
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        program.changeObjectiveSense(sense)
        program.run()
        assert program.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found.append(round(program.getInfo().objective_function_value))
    return found[0], found[1]


@pytest.mark.rule("panel.8")
class TestReleasing:
    async def test_is_published_from_the_next_day_rounded(self, world: World) -> None:
        await world.join_many(12, name="w", place="blackpool", demographics={"sex": "female"})
        await world.join_many(20, name="m", place="blackpool", demographics={"sex": "male"})
        women = await saved(world, "Women", demographics={"sex": ["female"]})
        few = await saved(world, "Few", places=["lancashire"])
        await release(world, days=0)
        assert (await count(world, women))["type"].endswith("segment-not-yet-counted")
        await release(world, days=1)
        assert (await count(world, women))["members"] == 10
        assert (await count(world, few))["members"] is None

    async def test_a_segment_that_is_a_place_has_the_figure_of_the_place(
        self, world: World
    ) -> None:
        await world.join_many(13, place="blackpool")
        here = await saved(world, "Here", places=["blackpool"])
        await release(world, days=1)
        assert (await count(world, here))["members"] == 15

    async def test_one_person_more_or_less_shows_in_no_figure(self, world: World) -> None:
        woman = {"demographics": {"sex": "female"}}
        await world.join_many(12, name="w", place="blackpool", **woman)
        await world.join_many(20, name="m", place="blackpool", demographics={"sex": "male"})
        await world.join_many(1, name="one", place="lancashire", **woman)
        all_women = await saved(world, "Women", demographics={"sex": ["female"]})
        but_one = await saved(
            world, "Women there", demographics={"sex": ["female"]}, places=["blackpool"]
        )
        await release(world, days=1)
        assert (await count(world, all_women))["members"] == 15
        assert (await count(world, but_one))["members"] is None

    async def test_changed_criteria_stay_comparable_with_what_was_published(
        self, world: World
    ) -> None:
        woman = {"demographics": {"sex": "female"}}
        await world.join_many(12, name="w", place="blackpool", **woman)
        await world.join_many(20, name="m", place="blackpool", demographics={"sex": "male"})
        await world.join_many(1, name="one", place="lancashire", **woman)
        women = await saved(world, "Women", demographics={"sex": ["female"]})
        await release(world, days=1)
        assert (await count(world, women))["members"] == 15
        patch = {"criteria": {"demographics": {"sex": ["female"]}, "places": ["blackpool"]}}
        changed = await world.call(
            "PATCH", f"/segments/{women}", patch, headers={"If-Match": '"v1"'}
        )
        assert changed.status_code == 200
        assert (await count(world, women))["type"].endswith("segment-not-yet-counted")
        await release(world, days=2)
        assert (await count(world, women))["members"] is None

    async def test_exact_counts_need_the_scope(self, world: World, token: Any) -> None:
        await world.join(place="blackpool")
        segment = await saved(world, "Here", places=["blackpool"])
        reader = token(["panel:read"], ics="QE1")
        address = f"/segments/{segment}/count?level=exact"
        refused = await world.call("GET", address, headers=reader)
        assert refused.status_code == 403
        assert (await world.call("GET", address)).json()["members"] == 1
