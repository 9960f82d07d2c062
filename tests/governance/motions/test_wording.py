"""Amending a resolution, in words alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.motions.wording import Change, Clause, DoesNotFit, amended, substantive

pytestmark = pytest.mark.rule("governance.7")
RESOLUTION = [Clause("open until ten on two days", "(a)"), Clause("report in a year", "(b)")]


def texts(change: Change, resolution: list[Clause] = RESOLUTION) -> list[str]:
    return [one.text for one in amended(resolution, change)]


class TestAmended:
    def test_words_are_left_out_and_others_put_in_their_place(self) -> None:
        found = amended(RESOLUTION, Change(1, "two", "three"))
        assert found[0] == Clause("open until ten on three days", "(a)")
        assert found[1:] == RESOLUTION[1:]

    def test_words_that_are_left_out_leave_no_gap(self) -> None:
        assert texts(Change(1, "until ten", None))[0] == "open on two days"
        assert texts(Change(2, "in a year", None))[1] == "report"

    def test_a_part_of_which_nothing_is_left_goes(self) -> None:
        assert texts(Change(2, "report in a year", None)) == ["open until ten on two days"]

    @pytest.mark.parametrize(("part", "place"), [(0, 0), (1, 1), (2, 2)])
    def test_a_new_part_comes_after_the_one_named(self, part: int, place: int) -> None:
        found = amended(RESOLUTION, Change(part, None, "tell people"))
        assert found[place] == Clause("tell people")
        assert [one for one in found if one.marker] == RESOLUTION

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (Change(3, "two", "three"), "no-such-part"),
            (Change(0, "two", "three"), "no-such-part"),
            (Change(3, None, "more"), "no-such-part"),
            (Change(1, "four days", "three"), "not-these-words"),
            (Change(1, "o", "0"), "words-twice"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, change: Change, why: str) -> None:
        with pytest.raises(DoesNotFit, match=why):
            amended(RESOLUTION, change)

    def test_a_motion_is_not_amended_away(self) -> None:
        with pytest.raises(DoesNotFit, match="nothing-left"):
            amended([Clause("open")], Change(1, "open", None))

    @given(
        words=st.lists(st.text("abcdef", min_size=1, max_size=6), min_size=2, max_size=8,
                       unique=True),
        data=st.data(),
    )  # fmt: skip
    def test_to_change_and_to_change_back_gives_what_there_was(
        self, words: list[str], data: st.DataObject
    ) -> None:
        resolution = [Clause(" ".join(words))]
        old = data.draw(st.sampled_from(words))
        if resolution[0].text.count(old) != 1:
            return
        there = amended(resolution, Change(1, old, "XYZ"))
        assert amended(there, Change(1, "XYZ", old)) == resolution


class TestSubstantive:
    def test_each_amendment_meets_the_resolution_as_the_one_before_left_it(self) -> None:
        changes = [Change(0, None, "ask people"), Change(2, "two", "three"),
                   Change(2, "three days", "every day")]  # fmt: skip
        assert [one.text for one in substantive(RESOLUTION, changes)] == [
            "ask people", "open until ten on every day", "report in a year",
        ]  # fmt: skip

    def test_without_any_it_is_the_motion(self) -> None:
        assert substantive(RESOLUTION, []) == RESOLUTION
