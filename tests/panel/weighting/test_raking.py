"""Weights: they meet the margins, stay under the cap, and agree with a textbook's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.weighting import (
    UNSAID,
    Margin,
    design_effect,
    effective_n,
    fold,
    margin_of_error,
    rake,
    trim,
    weighted_share,
)
from panel_support.raking import textbook_raking

pytestmark = pytest.mark.rule("panel.10")
NO_CAP = 1e9


@st.composite
def samples(draw: st.DrawFn) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Draw people in every cell of two or three margins, and targets."""
    sizes = draw(st.lists(st.integers(2, 4), min_size=2, max_size=3))
    cells = [tuple(cell) for cell in np.ndindex(*sizes)]
    counts = draw(st.lists(st.integers(1, 6), min_size=len(cells), max_size=len(cells)))
    people = np.array([c for c, n in zip(cells, counts, strict=True) for _ in range(n)])
    targets = []
    for size in sizes:
        parts = np.array(draw(st.lists(st.integers(1, 9), min_size=size, max_size=size)), float)
        targets.append(parts / parts.sum())
    return [people[:, i] for i in range(len(sizes))], targets


class TestRaking:
    def test_gives_what_a_hand_computes(self) -> None:
        # 30 women and 10 men; 20 young and 20 old, evenly among both: half should be men, and a
        # quarter old. The margins are independent, so each weight is a product:
        # women .5/.75 = 2/3, men .5/.25 = 2; young .75/.5 = 3/2, old .25/.5 = 1/2.
        sex = np.array([0] * 30 + [1] * 10)
        age = np.array(([0] * 15 + [1] * 15) + ([0] * 5 + [1] * 5))
        raked = rake([sex, age], [np.array([0.5, 0.5]), np.array([0.75, 0.25])], NO_CAP)
        by_hand = [1.0] * 15 + [1 / 3] * 15 + [3.0] * 5 + [1.0] * 5
        assert raked.weights == pytest.approx(by_hand, abs=1e-9)
        # Sum of squares: 15 + 15/9 + 45 + 5 = 66.667; 40 * 66.667 / 40^2 = 1.66667; 40/1.66667 = 24
        assert design_effect(raked.weights) == pytest.approx(5 / 3)
        assert effective_n(raked.weights) == pytest.approx(24)
        # If the men say yes: (5*3 + 5*1) / 40 = 0.5; 1.96 * sqrt(.25/24) = 0.20004
        share = weighted_share(raked.weights, sex == 1)
        assert share == pytest.approx(0.5)
        assert margin_of_error(share, 24) == pytest.approx(0.2000379, abs=1e-6)

    @given(sample=samples())
    def test_agrees_with_the_textbook(
        self, sample: tuple[list[np.ndarray], list[np.ndarray]]
    ) -> None:
        groups, targets = sample
        people = [
            {str(i): int(g[row]) for i, g in enumerate(groups)} for row in range(len(groups[0]))
        ]
        textbook = textbook_raking(people, {str(i): list(t) for i, t in enumerate(targets)}, 300)
        assert rake(groups, targets, NO_CAP).weights == pytest.approx(textbook, abs=1e-6)

    @given(sample=samples())
    def test_meets_every_margin_with_positive_weights_of_mean_one(
        self, sample: tuple[list[np.ndarray], list[np.ndarray]]
    ) -> None:
        groups, targets = sample
        raked = rake(groups, targets, NO_CAP)
        assert raked.furthest < 1e-9
        assert np.all(raked.weights > 0)
        assert raked.weights.mean() == pytest.approx(1)
        for group, target in zip(groups, targets, strict=True):
            shares = np.bincount(group, weights=raked.weights) / len(group)
            assert shares == pytest.approx(target, abs=1e-8)

    @settings(max_examples=20)
    @given(sample=samples(), cap=st.floats(1.1, 4))
    def test_never_passes_the_cap_and_says_how_far_margins_are(
        self, sample: tuple[list[np.ndarray], list[np.ndarray]], cap: float
    ) -> None:
        groups, targets = sample
        raked = rake(groups, targets, cap)
        assert raked.weights.max() <= cap * (1 + 1e-9)
        assert np.all(raked.weights > 0)
        assert raked.weights.mean() == pytest.approx(1)
        gaps = [
            np.abs(np.bincount(g, weights=raked.weights) / len(g) - t).max()
            for g, t in zip(groups, targets, strict=True)
        ]
        assert raked.furthest == pytest.approx(max(gaps), abs=1e-12)

    def test_lets_everybody_count_where_the_cap_cannot_be_met(self) -> None:
        """Rounds without end would take one group's weight away from those who are in neither."""
        one = np.array([0] * 8 + [1] * 14)
        two = np.array([0, 0, 1, 1] + [2] * 4 + [0] * 8 + [1] * 4 + [2] * 2)
        three = np.array([0, 1, 0, 1, 0, 0, 1, 1] + [0] * 6 + [1, 1, 0, 0, 0, 1, 0, 1])
        targets = [np.array([0.25, 0.75]), np.array([1, 1, 5]) / 7, np.array([0.2, 0.8])]
        raked = rake([one, two, three], targets, 2)
        assert raked.weights.min() > 0
        assert raked.weights.max() <= 2 * (1 + 1e-9)
        assert raked.furthest > 0.1

    def test_refuses_a_group_without_people(self) -> None:
        with pytest.raises(ValueError, match="has people in it"):
            rake([np.array([0, 0])], [np.array([0.5, 0.5])], 5)

    @given(weights=st.lists(st.floats(0.01, 1000), min_size=1, max_size=50))
    def test_trimming_shares_out_what_it_cuts(self, weights: list[float]) -> None:
        trimmed = trim(np.array(weights), 2)
        assert trimmed.max() <= 2 * (1 + 1e-9)
        assert trimmed.mean() == pytest.approx(1)
        assert np.all(np.diff(trimmed[np.argsort(weights)]) >= -1e-9)


class TestMargins:
    margin = Margin("age_band", {"16-24": 100, "25-34": 200, "35-44": 300, "75+": 400})

    def test_join_a_group_with_too_few_answers_to_its_smaller_neighbour(self) -> None:
        said = ["16-24"] * 8 + ["25-34"] * 3 + ["35-44"] * 20 + ["75+"] * 9
        folded = fold(self.margin, said, 8)
        assert folded is not None
        assert folded.groups == [("16-24", "25-34"), ("35-44",), ("75+",)]
        assert folded.targets == pytest.approx([0.3, 0.3, 0.4])
        assert folded.joined == [("16-24", "25-34")]

    def test_leave_those_who_did_not_say_their_share(self) -> None:
        said = ["16-24", "25-34", "35-44", "75+", "prefer_not_to_say"] * 8 + [UNSAID] * 10
        folded = fold(self.margin, said, 8)
        assert folded is not None
        assert folded.targets == pytest.approx([0.064, 0.128, 0.192, 0.256, 0.36])
        raked = rake([folded.placed], [folded.targets], NO_CAP)
        unsaid = folded.placed == 4
        assert raked.weights[unsaid].mean() == pytest.approx(1)

    def test_of_one_group_tell_nothing(self) -> None:
        assert fold(self.margin, ["75+"] * 30, 8) is None
        assert fold(self.margin, [UNSAID] * 30, 8) is None
