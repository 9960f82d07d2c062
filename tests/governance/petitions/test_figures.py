"""What is published of the number of signatures (rule 5; rule 8 of the panel)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.petitions import figures
from governance.schemes.rules import Threshold

pytestmark = [pytest.mark.rule("governance.5"), pytest.mark.rule("panel.8")]
COUNTS = st.integers(0, 20_000)
HIDDEN, BASE = 7, 5


def threshold(signatures: int) -> Threshold:
    return Threshold(signatures=signatures, leads_to="debate", by="The board")


class TestFigure:
    @given(COUNTS)
    def test_few_are_hidden_and_others_rounded_to_the_nearest(self, count: int) -> None:
        shown = figures.figure(count, HIDDEN, BASE)
        if count <= HIDDEN:
            assert shown is None
        else:
            assert shown is not None
            assert shown % BASE == 0
            assert abs(shown - count) <= BASE // 2

    @given(st.lists(COUNTS, max_size=30))
    def test_two_releases_are_alike_or_differ_by_more_people_than_are_hidden(
        self, counts: list[int]
    ) -> None:
        basis = 0
        for count in counts:
            following = figures.held(basis, count, HIDDEN)
            assert following == basis or abs(following - basis) > HIDDEN
            assert abs(following - count) <= HIDDEN
            basis = following

    @given(COUNTS, COUNTS)
    def test_one_person_more_or_less_never_changes_what_follows_a_release(
        self, basis: int, count: int
    ) -> None:
        just_released = figures.held(basis, count, HIDDEN)
        for nearby in (count - 1, count + 1):
            if just_released == count:
                assert figures.held(just_released, nearby, HIDDEN) == just_released

    @given(COUNTS)
    def test_what_a_hidden_figure_means_is_told_truly(self, count: int) -> None:
        for basis in range(HIDDEN + 1):
            if figures.figure(figures.held(basis, count, HIDDEN), HIDDEN, BASE) is None:
                assert count < 2 * HIDDEN + 1


class TestReached:
    @given(st.lists(st.integers(1, 60), unique=True, min_size=1, max_size=6), st.data())
    def test_each_threshold_is_announced_once_and_at_its_number(
        self, numbers: list[int], data: st.DataObject
    ) -> None:
        steps = data.draw(st.lists(st.sampled_from([1, 1, 1, -1]), max_size=150))
        thresholds = [threshold(one) for one in numbers]
        count, most, announced = 0, 0, list[int]()
        for step in steps:
            count = max(0, count + step)
            most = max(most, count)
            if step > 0:
                fresh = [one.signatures for one in figures.reached(thresholds, count, announced)]
                assert fresh == ([count] if count in numbers and count not in announced else [])
                announced += fresh
        assert sorted(announced) == sorted(one for one in numbers if one <= most)
