"""Published counts of members: rule 8, and no two releases that differ by one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.testing.clock import days_later
from panel.disclosure import Rule
from panel.members.counts import NO_PLACE, TOTAL, figures_of, hold, release_counts
from panel_support.world import World

RULE = Rule()
counts = st.dictionaries(
    st.sampled_from(["blackpool", "lancashire", NO_PLACE]), st.integers(0, 60), min_size=3
)


@pytest.mark.rule("panel.8")
class TestHolding:
    @given(before=counts, place=st.sampled_from(["blackpool", NO_PLACE]))
    def test_one_person_more_or_less_changes_no_figure(
        self, before: dict[str, int], place: str
    ) -> None:
        for change in (1, -1):
            after = {**before, place: max(0, before[place] + change)}
            assert figures_of(hold(before, after, RULE), RULE) == figures_of(before, RULE)

    @given(before=counts, after=counts)
    def test_figures_stay_within_the_threshold_of_the_truth(
        self, before: dict[str, int], after: dict[str, int]
    ) -> None:
        basis = hold(before, after, RULE)
        assert all(abs(basis[place] - after[place]) <= RULE.threshold for place in after)

    def test_a_place_that_moves_by_more_is_counted_anew(self) -> None:
        assert hold({"blackpool": 20}, {"blackpool": 28}, RULE) == {"blackpool": 28}

    def test_a_new_place_is_counted(self) -> None:
        assert hold({}, {"blackpool": 20}, RULE) == {"blackpool": 20}

    def test_totals_are_counted_before_rounding(self) -> None:
        assert figures_of({"a": 12, "b": 12, "c": 12}, RULE)[TOTAL] == 35


@pytest.mark.rule("panel.8")
class TestReleasing:
    async def test_publishes_once_a_day(self, world: World) -> None:
        assert (await world.call("GET", "/members/count")).status_code == 404
        await release_counts(world.database)
        nobody = (await world.call("GET", "/members/count")).json()
        assert nobody["members"] == 0
        await world.join_many(9, place="blackpool")
        await release_counts(world.database)
        assert (await world.call("GET", "/members/count")).json() == nobody
        await release_counts(world.database, clock=lambda: days_later(1))
        published = (await world.call("GET", "/members/count")).json()
        assert published["members"] == 10
        assert {p["place"]: p["members"] for p in published["places"]} == {
            "blackpool": 10, "lancashire": 0, None: 0,
        }  # fmt: skip

    async def test_hides_a_place_with_few(self, world: World) -> None:
        await world.join_many(3, place="lancashire")
        await release_counts(world.database)
        published = (await world.call("GET", "/members/count")).json()
        assert published["members"] is None
        assert {p["members"] for p in published["places"]} == {None}
