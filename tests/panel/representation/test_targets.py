"""Whom to recruit next: numbers that add up, and their words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.representation.groups import Margin
from panel.representation.targets import Target, most_wanted, of_groups, of_pairs, shared_out
from panel.representation.words import in_words

pytestmark = pytest.mark.rule("panel.7")

SEX = Margin("sex", {"female": 60, "male": 40}, of_age=False)
AGE = Margin("age_band", {"16-24": 25, "25-34": 75}, of_age=True)
LABELS = {("age_band", "16-24"): "16 to 24", ("ethnic_group", "asian_indian"): "Indian"}


class TestSharingOut:
    def test_the_largest_remainders_go_first(self) -> None:
        assert shared_out(10, np.array([1, 1, 1])).tolist() == [4, 3, 3]
        assert shared_out(7, np.array([50, 30, 20])).tolist() == [4, 2, 1]

    @given(st.integers(0, 10**6), st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
    def test_parts_add_up_and_none_is_off_by_one_person(
        self, total: int, weights: list[int]
    ) -> None:
        if sum(weights) == 0:
            return
        parts = shared_out(total, np.array(weights))
        assert parts.sum() == total
        exact = [total * weight / sum(weights) for weight in weights]
        assert all(abs(p - e) < 1 + 1e-6 for p, e in zip(parts, exact, strict=True))

    def test_refuses_to_share_by_nothing(self) -> None:
        with pytest.raises(ValueError, match="nothing"):
            shared_out(5, np.array([0, 0]))


class TestTargets:
    def test_of_groups(self) -> None:
        found = list(of_groups(SEX, {"female": 70, "male": 12}, 200))
        assert [(t.wanted, t.members, t.short) for t in found] == [(120, 70, 50), (80, 12, 68)]

    def test_of_ages_by_sex_as_if_spread_alike(self) -> None:
        found = list(of_pairs(AGE, SEX, {("16-24", "male"): 3}, 100))
        assert {(t.groups["age_band"], t.groups["sex"]): t.short for t in found} == {
            ("16-24", "female"): 15, ("16-24", "male"): 7,
            ("25-34", "female"): 45, ("25-34", "male"): 30,
        }  # fmt: skip

    def test_the_furthest_from_its_target_first_and_none_that_is_met(self) -> None:
        targets = [Target({"a": "x"}, 5, 9), Target({"a": "y"}, 5, 1), Target({"a": "z"}, 9, 1)]
        assert [t.groups["a"] for t in most_wanted(targets)] == ["z", "y"]


class TestWords:
    @pytest.mark.parametrize(
        ("groups", "short", "words"),
        [
            ({"age_band": "16-24", "sex": "male"}, 38, "38 more men aged 16 to 24 in Blackpool"),
            ({"sex": "female"}, 1, "1 more woman in Blackpool"),
            ({"age_band": "75+"}, 2, "2 more people aged 75+ in Blackpool"),
            ({"disability": "disabled"}, 4, "4 more disabled people in Blackpool"),
            (
                {"disability": "not_disabled"},
                1,
                "1 more person without a disability in Blackpool",
            ),
            (
                {"ethnic_group": "asian_indian"},
                6,
                "6 more people of the group “Indian” in Blackpool",
            ),
        ],
    )
    def test_say_how_many_of_whom_and_where(
        self, groups: dict[str, str], short: int, words: str
    ) -> None:
        assert in_words(Target(groups, short, 0), LABELS, "Blackpool") == words
