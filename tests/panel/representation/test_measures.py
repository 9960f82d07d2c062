"""Participation ratios, scores and intervals, against figures computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from panel.representation.measures import (
    Ints,
    effective_sample_size,
    measure,
    participation_ratios,
    proportional_similarity,
    representation_score,
    shares,
    unseen_at_most,
)

pytestmark = pytest.mark.rule("panel.7")


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


panels = st.integers(2, 12).flatmap(
    lambda groups: st.tuples(
        st.lists(st.integers(0, 5000), min_size=groups, max_size=groups),
        st.lists(st.integers(1, 10**6), min_size=groups, max_size=groups),
    )
)


class TestByHand:
    """30 of 100 members are men, 70 women; of the population 40 and 60 in a hundred.

    Ratios 0.3 / 0.4 = 0.75 and 0.7 / 0.6 = 7/6; R = 0.75 / (7/6) = 9/14; similarity
    1 - (0.1 + 0.1) / 2 = 0.9; weights 4/3 and 6/7, so Kish gives 100² / (30 × 16/9 + 70 × 36/49).
    """

    COUNTS, PEOPLE = ints(30, 70), ints(400, 600)

    def test_ratios_and_score(self) -> None:
        ratios = participation_ratios(shares(self.COUNTS), shares(self.PEOPLE))
        assert ratios == pytest.approx([0.75, 7 / 6])
        assert representation_score(ratios) == pytest.approx(9 / 14)

    def test_similarity(self) -> None:
        found = proportional_similarity(shares(self.COUNTS), shares(self.PEOPLE))
        assert found == pytest.approx(0.9)

    def test_effective_sample_size(self) -> None:
        found = effective_sample_size(self.COUNTS, shares(self.PEOPLE))
        assert found == pytest.approx(10_000 / (30 * 16 / 9 + 70 * 36 / 49))

    def test_a_panel_in_proportion_is_worth_all_its_members(self) -> None:
        assert effective_sample_size(ints(40, 60), shares(self.PEOPLE)) == pytest.approx(100)

    def test_a_group_without_members_scores_nought(self) -> None:
        found = measure(ints(0, 50), self.PEOPLE, 200, chance())
        assert found is not None
        assert found.score == 0
        assert found.ratio_intervals[0].least == 0
        assert found.ratio_intervals[0].greatest == pytest.approx(unseen_at_most(50) / 0.4)

    def test_the_bound_of_an_unseen_group_is_the_exact_binomial_one(self) -> None:
        assert (1 - unseen_at_most(50)) ** 50 == pytest.approx(0.025)

    @pytest.mark.parametrize("counts", [(0, 0), (5,)])
    def test_nothing_is_measured_of_nobody_or_one_group(self, counts: tuple[int, ...]) -> None:
        assert measure(ints(*counts), ints(*[10] * len(counts)), 100, chance()) is None

    def test_refuses_groups_without_people(self) -> None:
        with pytest.raises(ValueError, match="without people"):
            measure(ints(1, 2), ints(0, 9), 100, chance())


class TestWhateverThePanel:
    @given(panels)
    def test_scores_are_between_nought_and_one(self, panel: tuple[list[int], list[int]]) -> None:
        assume(sum(panel[0]) > 0)
        found = measure(ints(*panel[0]), ints(*panel[1]), 50, chance())
        assert found is not None
        for value in (found.score, found.similarity):
            assert 0 <= value <= 1
        for interval in (found.score_interval, found.similarity_interval):
            assert 0 <= interval.least <= interval.greatest <= 1

    @given(panels)
    def test_ratios_average_to_one_over_the_population(
        self, panel: tuple[list[int], list[int]]
    ) -> None:
        assume(sum(panel[0]) > 0)
        population = shares(ints(*panel[1]))
        ratios = participation_ratios(shares(ints(*panel[0])), population)
        assert float(ratios @ population) == pytest.approx(1)

    @given(panels)
    def test_similarity_is_one_if_and_only_if_shares_are_equal(
        self, panel: tuple[list[int], list[int]]
    ) -> None:
        assume(sum(panel[0]) > 0)
        members, population = shares(ints(*panel[0])), shares(ints(*panel[1]))
        alike = bool(np.allclose(members, population, rtol=0, atol=1e-12))
        assert (proportional_similarity(members, population) > 1 - 1e-12) == alike

    @given(st.lists(st.integers(1, 1000), min_size=2, max_size=9), st.integers(1, 9))
    def test_a_panel_in_proportion_scores_one(self, people: list[int], times: int) -> None:
        found = measure(ints(*[n * times for n in people]), ints(*people), 50, chance())
        assert found is not None
        assert found.score == pytest.approx(1)
        assert found.similarity == pytest.approx(1)
        assert found.effective_size == pytest.approx(times * sum(people))

    @given(panels)
    def test_weighting_never_adds_people(self, panel: tuple[list[int], list[int]]) -> None:
        assume(sum(panel[0]) > 0)
        counts = ints(*panel[0])
        found = effective_sample_size(counts, shares(ints(*panel[1])))
        assert 0 < found <= counts.sum() * (1 + 1e-9)


class TestIntervals:
    def test_the_same_seed_gives_the_same_figures(self) -> None:
        first, again, other = (
            measure(ints(30, 70), ints(4, 6), 500, chance(seed)) for seed in (7, 7, 8)
        )
        assert first == again
        assert first != other

    def test_agree_with_the_binomial_distribution(self) -> None:
        found = measure(ints(300, 700), ints(1, 1), 20_000, chance())
        assert found is not None
        half = 1.96 * (0.3 * 0.7 / 1000) ** 0.5 / 0.5
        assert found.ratio_intervals[0].least == pytest.approx(0.6 - half, abs=0.004)
        assert found.ratio_intervals[0].greatest == pytest.approx(0.6 + half, abs=0.004)

    def test_cover_the_truth_about_as_often_as_they_say(self) -> None:
        truth, people = np.array([0.2, 0.3, 0.5]), ints(1, 1, 1)
        rng, covered = chance(3), 0
        for counts in rng.multinomial(400, truth, size=300):
            found = measure(counts, people, 400, rng)
            assert found is not None
            covered += found.ratio_intervals[0].least <= 0.6 <= found.ratio_intervals[0].greatest
        assert 0.90 <= covered / 300 <= 0.985

    def test_more_members_leave_less_to_chance(self) -> None:
        few = measure(ints(12, 28), ints(4, 6), 1000, chance())
        many = measure(ints(1200, 2800), ints(4, 6), 1000, chance())
        assert few is not None
        assert many is not None
        few_width = few.similarity_interval.greatest - few.similarity_interval.least
        assert many.similarity_interval.greatest - many.similarity_interval.least < few_width / 3
