"""Drawing within the budget: rule 9, with no database."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.burden.sampling import Asking, Budget, Limit, Standing, draw, most_around

TODAY = date(2026, 11, 25)
EVERYBODY = Asking(TODAY, frozenset(), frozenset())


def member(number: int, place: str | None = "blackpool", **said: object) -> Standing:
    values: dict[str, object] = {"groups": frozenset(), "reachable": True, "contacted": 0}
    return Standing(UUID(int=number), place, **(values | said))  # type: ignore[arg-type]


@pytest.mark.rule("panel.9")
class TestDrawing:
    @given(
        limit=st.builds(Limit, st.integers(1, 4), st.integers(1, 30)),
        openings=st.lists(
            st.tuples(st.integers(0, 20), st.none() | st.integers(1, 6), st.integers()), max_size=25
        ),
    )
    def test_no_sequence_of_openings_exceeds_a_persons_limit_in_any_period(
        self, limit: Limit, openings: list[tuple[int, int | None, int]]
    ) -> None:
        ledger: dict[UUID, list[date]] = {UUID(int=n): [] for n in range(6)}
        day = TODAY
        for later, size, seed in openings:
            day += timedelta(days=later)
            first = day - timedelta(days=limit.days - 1)
            standings = [
                member(n.int, contacted=sum(on >= first for on in days))
                for n, days in ledger.items()
            ]
            new = Asking(day, frozenset(), frozenset())
            drawn = draw(standings, new, Budget(limit, None, ()), size=size, seed=seed)
            for one in drawn.asked:
                ledger[one].append(day)
            assert len(drawn.asked) + drawn.rested + drawn.spare + drawn.unreachable == 6
        for days in ledger.values():
            for start in days:
                end = start + timedelta(days=limit.days)
                assert sum(start <= on < end for on in days) <= limit.contacts

    @given(
        limit=st.builds(Limit, st.integers(1, 3), st.integers(1, 20)),
        planned=st.lists(st.integers(0, 60), max_size=3),
        openings=st.lists(st.integers(0, 10), max_size=15),
    )
    def test_no_sequence_of_openings_exceeds_a_communitys_limit_partners_included(
        self, limit: Limit, planned: list[int], openings: list[int]
    ) -> None:
        partners = [TODAY + timedelta(days=n) for n in sorted(planned)]
        asked = list(partners)
        day = TODAY
        for later in openings:
            day += timedelta(days=later)
            new = Asking(day, frozenset(["blackpool"]), frozenset())
            known = [Asking(on, frozenset(["blackpool"]), frozenset()) for on in asked]
            budget = Budget(None, limit, known)
            if draw([member(1)], new, budget, size=None, seed=0).asked:
                asked.append(day)
        for start in set(asked):
            end = start + timedelta(days=limit.days)
            inside = sum(start <= on < end for on in asked)
            of_partners = sum(start <= on < end for on in partners)
            assert inside <= max(limit.contacts, of_partners)

    def test_rests_a_group_that_was_asked_enough_and_not_its_neighbours(self) -> None:
        elsewhere = member(1, "lancashire", groups=frozenset(["disabled"]))
        disabled = member(2, groups=frozenset(["disabled"]))
        other = member(3)
        partner = Asking(TODAY, frozenset(["blackpool"]), frozenset(["disabled"]))
        budget = Budget(None, Limit(1, 90), [partner])
        drawn = draw([elsewhere, disabled, other], EVERYBODY, budget, size=None, seed=0)
        assert list(drawn.asked) == [elsewhere.member_id, other.member_id]
        assert drawn.rested == 1

    def test_what_asks_everybody_draws_on_every_group(self) -> None:
        disabled = member(1, groups=frozenset(["disabled"]))
        new = Asking(TODAY, frozenset(), frozenset(["disabled"]))
        budget = Budget(None, Limit(1, 90), [EVERYBODY])
        assert draw([disabled], new, budget, size=None, seed=0).rested == 1

    def test_counts_whoever_cannot_be_reached_apart_from_those_who_rest(self) -> None:
        standings = [member(1, reachable=False, contacted=9), member(2, contacted=9), member(3)]
        drawn = draw(standings, EVERYBODY, Budget(Limit(1, 90), None, ()), size=None, seed=0)
        assert (len(drawn.asked), drawn.rested, drawn.unreachable) == (1, 1, 1)

    @given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 60), st.integers(), st.randoms())
    def test_a_sample_has_its_size_each_place_its_share_and_is_drawn_again_by_its_seed(
        self, here: int, there: int, size: int, seed: int, order: object
    ) -> None:
        everyone = [member(n) for n in range(here)]
        everyone += [member(1000 + n, "lancashire") for n in range(there)]
        shuffled = list(everyone)
        order.shuffle(shuffled)  # type: ignore[attr-defined]
        no_limit = Budget(None, None, ())
        drawn = draw(everyone, EVERYBODY, no_limit, size=size, seed=seed)
        total = here + there
        assert len(drawn.asked) == len(set(drawn.asked)) == min(size, total)
        assert drawn.spare == total - len(drawn.asked)
        from_here = sum(one.int < 1000 for one in drawn.asked)
        if total:
            assert abs(from_here - here * min(size, total) / total) < 1
        again = draw(shuffled, EVERYBODY, no_limit, size=size, seed=seed)
        assert again.asked == drawn.asked

    @given(
        st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 30)), max_size=20),
        st.integers(1, 30),
    )
    def test_the_fullest_period_around_a_day_is_found(
        self, spans: list[tuple[int, int]], length: int
    ) -> None:
        known = [
            (TODAY + timedelta(days=n), TODAY + timedelta(days=n + lasts)) for n, lasts in spans
        ]
        by_hand = max(
            sum(
                any(end - length < day <= end for day in range(n, n + lasts + 1))
                for n, lasts in spans
            )
            for end in range(length)
        )
        assert most_around(known, TODAY, length) == by_hand
