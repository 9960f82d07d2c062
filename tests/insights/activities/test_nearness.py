"""How near something comes to a planned activity."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.activities.nearness import THRESHOLD, Candidate, Facets, nearness

OWN = Facets("Urgent care at night", ["urgent_care"], ["young_carers"], ["blackpool"])


def other(wording: float = 0.0, **facets: Any) -> Candidate:
    return Candidate("finding", UUID(int=1), None, Facets("Other", **facets), wording)


class TestNearness:
    def test_the_same_question_to_the_same_people_is_one(self) -> None:
        same = other(
            1.0, themes=["urgent_care"], communities=["young_carers"], places=["blackpool"]
        )
        assert nearness(OWN, same).score == 1

    def test_nothing_shared_is_nothing(self) -> None:
        assert nearness(OWN, other(places=["fylde"])).score == 0

    def test_a_shared_theme_in_a_shared_place_is_near(self) -> None:
        found = nearness(OWN, other(themes=["urgent_care"], places=["blackpool"]))
        assert found.score >= THRESHOLD
        assert found.reasons == ["same theme: urgent_care", "same place: blackpool"]

    def test_what_covers_the_whole_system_covers_each_place(self) -> None:
        assert "covers the whole system" in nearness(OWN, other(themes=["urgent_care"])).reasons

    @pytest.mark.parametrize(
        ("wording", "told"),
        [
            (0.0, []),
            (0.004, []),
            (0.12, ["some of the wording (12%)"]),
            (0.29, ["some of the wording (29%)"]),
            (0.3, ["similar wording (30%)"]),
            (1.0, ["similar wording (100%)"]),
        ],
    )
    def test_wording_that_counts_is_told_however_little(
        self, wording: float, told: list[str]
    ) -> None:
        assert nearness(OWN, other(wording, places=["fylde"])).reasons == told

    def test_a_place_alone_is_not_near(self) -> None:
        assert nearness(OWN, other(places=["blackpool"])).score < THRESHOLD

    @given(
        st.lists(st.sampled_from("abcd")),
        st.lists(st.sampled_from("abcd")),
        st.floats(-1, 2),
    )
    def test_a_score_lies_between_nought_and_one(
        self, mine: list[str], theirs: list[str], wording: float
    ) -> None:
        score = nearness(Facets("x", mine), other(wording, themes=theirs)).score
        assert 0 <= score <= 1


class TestDates:
    """Two activities with nothing but their dates in common, or nearly so."""

    FIRST = date(2027, 1, 11)

    def score(self, days_later: int | None) -> tuple[float, list[str]]:
        own = Facets("Night care", ["carers"], starts_on=self.FIRST, ends_on=self.FIRST)
        begins = None if days_later is None else self.FIRST + timedelta(days=days_later)
        found = nearness(own, other(themes=["carers"], starts_on=begins))
        return found.score, found.reasons

    def test_the_further_apart_the_less_near_until_they_say_nothing(self) -> None:
        scores = [self.score(days)[0] for days in (0, 10, 60, 91, 400)]
        assert scores[0] > scores[1] > scores[2] > scores[3] == scores[4]
        assert self.score(-10)[0] == scores[1]

    def test_it_is_told_in_words(self) -> None:
        assert "at the same time" in self.score(0)[1]
        assert "1 day apart" in self.score(1)[1]
        assert "10 days apart" in self.score(-10)[1]
        assert not [reason for reason in self.score(91)[1] if "apart" in reason]

    def test_dates_that_are_not_known_are_left_out(self) -> None:
        without = nearness(Facets("Night care", ["carers"]), other(themes=["carers"]))
        assert self.score(None)[0] == without.score
