"""Where repeating items come (rule 15)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.plans.placing import Repeating, Sitting, placed

pytestmark = pytest.mark.rule("governance.15")

FIRST = date(2026, 1, 1)
LSC = ("Blackburn with Darwen", "Blackpool", "South Cumbria", "Lancashire")


def meetings(number: int, *, held: int = 0) -> list[Sitting]:
    return [Sitting(UUID(int=n), FIRST + timedelta(90 * n), n >= held) for n in range(number)]


def numbers(item: Repeating, sittings: list[Sitting], **fixed: str | None) -> list[int]:
    kept = {UUID(int=int(name[1:])): place for name, place in fixed.items()}
    return sorted(meeting.int for meeting in placed(item, sittings, kept))


class TestStanding:
    def test_it_comes_at_every_so_many_th_meeting(self) -> None:
        assert numbers(Repeating(2, FIRST, None), meetings(6)) == [0, 2, 4]

    def test_it_is_counted_from_its_first_day_to_its_last(self) -> None:
        item = Repeating(2, FIRST + timedelta(1), FIRST + timedelta(90 * 4))
        assert numbers(item, meetings(7)) == [1, 3]

    def test_a_meeting_that_was_held_is_counted_and_gets_nothing(self) -> None:
        assert numbers(Repeating(2, FIRST, None), meetings(6, held=1)) == [2, 4]

    def test_where_it_stands_already_it_is_not_drafted_again(self) -> None:
        assert numbers(Repeating(1, FIRST, None), meetings(3), m1=None) == [0, 2]


class TestRotation:
    def test_places_take_turns(self) -> None:
        found = placed(Repeating(1, FIRST, None, LSC), meetings(6), {})
        assert [found[UUID(int=n)] for n in range(6)] == [*LSC, *LSC[:2]]

    def test_a_place_that_was_heard_out_of_turn_waits(self) -> None:
        fixed = {UUID(int=0): "Lancashire"}
        found = placed(Repeating(1, FIRST, None, LSC), meetings(5), fixed)
        assert [found[UUID(int=n)] for n in range(1, 5)] == [*LSC[:3], "Lancashire"]

    @given(
        st.integers(1, 4), st.integers(1, 8), st.integers(0, 40),
    )  # fmt: skip
    def test_no_place_is_ever_two_turns_behind(self, every: int, count: int, many: int) -> None:
        places = [f"place {n}" for n in range(count)]
        found = placed(Repeating(every, FIRST, None, places), meetings(many), {})
        turns = Counter(dict.fromkeys(places, 0)) + Counter(found.values())
        each = [turns[place] for place in places]
        assert max(each) - min(each) <= 1
