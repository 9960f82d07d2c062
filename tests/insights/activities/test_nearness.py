"""How near something comes to a planned activity."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from insights.activities.nearness import THRESHOLD, Candidate, Facets, nearness

OWN = Facets("Urgent care at night", ["urgent_care"], ["young_carers"], ["blackpool"])


def other(wording: float = 0.0, **facets: list[str]) -> Candidate:
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
