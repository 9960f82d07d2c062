"""What time does to evidence."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.ageing import decay
from insights.ageing.decay import Clock

AGES = st.integers(0, 40_000)
HALF_LIVES = st.integers(1, 20_000)
DAY = date(2026, 11, 21)

pytestmark = pytest.mark.rule("insights.6")


class TestWeight:
    @given(AGES, HALF_LIVES)
    def test_it_halves_with_each_half_life(self, age: int, half_life: int) -> None:
        now, later = decay.weight(age, half_life), decay.weight(age + half_life, half_life)
        assert later == pytest.approx(now / 2, rel=1e-9)

    @given(st.lists(AGES, min_size=2).map(sorted), HALF_LIVES)
    def test_it_never_grows_with_age(self, ages: list[int], half_life: int) -> None:
        weights = [decay.weight(age, half_life) for age in ages]
        assert all(older <= younger for younger, older in pairwise(weights))
        assert all(0 <= weight <= 1 for weight in weights)

    @given(AGES, HALF_LIVES, HALF_LIVES)
    def test_what_lasts_longer_weighs_no_less(self, age: int, one: int, other: int) -> None:
        short, long = sorted((one, other))
        assert decay.weight(age, short) <= decay.weight(age, long)

    def test_what_was_heard_today_weighs_one(self) -> None:
        assert decay.weight(0, 365) == 1


class TestState:
    @given(AGES, HALF_LIVES)
    def test_it_is_told_by_the_weight(self, age: int, half_life: int) -> None:
        weight = decay.weight(age, half_life)
        expected = "fresh" if weight > 0.5 else "ageing" if weight > 0.25 else "old"
        assert decay.state(age, half_life) == expected

    @pytest.mark.parametrize(
        ("age", "state"),
        [(0, "fresh"), (364, "fresh"), (365, "ageing"), (729, "ageing"), (730, "old")],
    )
    def test_each_begins_on_its_day(self, age: int, state: str) -> None:
        assert decay.state(age, 365) == state


class TestClock:
    CLOCK = Clock(DAY, 730, {"urgent_care": 365, "housing": 1095})

    def test_of_several_themes_the_shortest_half_life_counts(self) -> None:
        assert self.CLOCK.half_life(["housing", "urgent_care", "carers"]) == 365
        assert self.CLOCK.half_life(["housing"]) == 1095

    def test_a_theme_without_its_own_has_the_general_one(self) -> None:
        assert self.CLOCK.half_life(["carers"]) == self.CLOCK.half_life([]) == 730

    def test_what_was_heard_after_the_day_is_not_younger_than_new(self) -> None:
        age = self.CLOCK.age_of(DAY + timedelta(days=9), ["carers"])
        assert (age.age_days, age.weight, age.state) == (0, 1.0, "fresh")

    def test_it_says_what_it_went_by(self) -> None:
        age = self.CLOCK.age_of(date(2025, 11, 21), ["urgent_care"])
        assert age.model_dump() == {
            "as_of": DAY,
            "heard_on": date(2025, 11, 21),
            "age_days": 365,
            "half_life_days": 365,
            "weight": 0.5,
            "state": "ageing",
        }
