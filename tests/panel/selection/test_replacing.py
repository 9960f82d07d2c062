"""Dropouts are replaced so that the panel keeps its quotas, or it is said which it cannot."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from panel.selection.dealing import deal
from panel.selection.errors import QuotasUnmeetable
from panel.selection.leximin import find_lottery
from panel.selection.problem import Candidate, Problem, Quota
from panel.selection.replacing import Vacancies, replace
from panel_support.lotteries import every_panel, problems

pytestmark = pytest.mark.rule("panel.11")

PEOPLE = [
    Candidate(f"{value}{number}", {"age": value}) for value in ("young", "old") for number in "1234"
]
QUOTAS = [Quota("age", "young", 2, 2), Quota("age", "old", 2, 2)]


def vacancies(staying: set[str], able: set[str]) -> Vacancies:
    return Vacancies(PEOPLE, QUOTAS, 4, staying, able)


def people_of(problem: Problem) -> list[Candidate]:
    return [
        Candidate(
            member,
            dict(zip(problem.categories, kind.profile, strict=True)),
            problem.households.get(member),
        )
        for kind in problem.types
        for member in kind.members
    ]


def keeps(people: list[Candidate], problem: Problem) -> bool:
    """Say whether these people are a panel: seats, quotas, no two of one household."""
    homes = [one.household for one in people if one.household is not None]
    return (
        len(people) == problem.seats
        and len(set(homes)) == len(homes)
        and all(
            quota.minimum
            <= sum(one.values[quota.category] == quota.value for one in people)
            <= quota.maximum
            for quota in problem.quotas
        )
    )


class TestReplacing:
    @settings(max_examples=150, deadline=None)
    @given(problem=problems(), data=st.data())
    def test_the_panel_keeps_its_quotas_unless_nobody_left_could_make_it(
        self, problem: Problem, data: st.DataObject
    ) -> None:
        assume(every_panel(problem))
        lottery = find_lottery(problem, 60)
        panel = deal(problem, [lottery.panels[0]], random.Random(1))[0]
        out = data.draw(st.sets(st.sampled_from(panel), min_size=1))
        pool = people_of(problem)
        others = sorted({one.pseudonym for one in pool} - set(panel))
        able = data.draw(st.sets(st.sampled_from(others))) if others else set()
        staying = set(panel) - out
        asked = Vacancies(pool, problem.quotas, problem.seats, staying, able)
        by_name = {one.pseudonym: one for one in pool}
        possible = [
            chosen
            for chosen in combinations(sorted(able), len(out))
            if keeps([by_name[one] for one in (*staying, *chosen)], problem)
        ]
        try:
            replaced = replace(asked, random.Random(7), 60)
        except QuotasUnmeetable:
            assert not possible
        else:
            assert replaced.people in possible
            assert not replaced.changes

    @settings(max_examples=100, deadline=None)
    @given(problem=problems(), data=st.data())
    def test_eased_quotas_let_it_be_filled_within_what_was_named(
        self, problem: Problem, data: st.DataObject
    ) -> None:
        assume(every_panel(problem))
        panel = deal(problem, [find_lottery(problem, 60).panels[0]], random.Random(1))[0]
        out = data.draw(st.sampled_from(panel))
        pool = people_of(problem)
        able = {one.pseudonym for one in pool} - set(panel)
        asked = Vacancies(pool, problem.quotas, problem.seats, set(panel) - {out}, able)
        try:
            replaced = replace(asked, random.Random(7), 60, ease=True)
        except QuotasUnmeetable as unmeetable:
            assert unmeetable.changes == ()
            return
        wide = {one.quota: (one.minimum, one.maximum) for one in replaced.changes}
        now = [one for one in pool if one.pseudonym in {*panel, *replaced.people} - {out}]
        for quota in problem.quotas:
            least, most = wide.get(quota, (quota.minimum, quota.maximum))
            assert least <= sum(one.values[quota.category] == quota.value for one in now) <= most

    def test_the_quota_that_cannot_be_kept_is_named_as_the_panel_would_have_it(self) -> None:
        with pytest.raises(QuotasUnmeetable) as caught:
            replace(vacancies({"young1", "old1", "old2"}, {"old3"}), random.Random(1), 10)
        changes = {(c.quota.value, c.minimum, c.maximum) for c in caught.value.changes}
        assert changes == {("young", 1, 2), ("old", 2, 3)}

    def test_nobody_left_to_ask_is_no_matter_of_quotas(self) -> None:
        with pytest.raises(QuotasUnmeetable) as caught:
            replace(vacancies({"young1", "old1", "old2"}, set()), random.Random(1), 10, ease=True)
        assert caught.value.changes == ()

    def test_the_same_chance_draws_the_same_and_everybody_who_fits_is_as_likely(self) -> None:
        asked = vacancies({"young1", "old1", "old2"}, {"young2", "young3", "young4", "old3"})
        drawn = [replace(asked, random.Random(seed), 10).people for seed in range(300)]
        assert drawn[:5] == [replace(asked, random.Random(seed), 10).people for seed in range(5)]
        counts = Counter(drawn)
        assert set(counts) == {("young2",), ("young3",), ("young4",)}
        assert min(counts.values()) > 70


class TestReserves:
    def asked(self, reserves: list[str], out: set[str]) -> Vacancies:
        panel = {"young1", "young2", "old1", "old2"}
        able = {one.pseudonym for one in PEOPLE} - panel
        return Vacancies(PEOPLE, QUOTAS, 4, panel - out, able, reserves)

    def test_the_first_who_keeps_the_quotas_is_taken(self) -> None:
        asked = self.asked(["old4", "young4", "young3"], {"young1"})
        assert replace(asked, random.Random(1), 10).people == ("young4",)

    def test_nobody_is_taken_who_leaves_a_quota_short(self) -> None:
        quotas = [Quota("age", "young", 2, 4), Quota("age", "old", 0, 4)]
        asked = self.asked(["old4", "young4"], {"young1"})
        loose = dataclasses.replace(asked, quotas=quotas)
        assert replace(loose, random.Random(1), 10).people == ("young4",)

    def test_two_seats_take_the_earliest_who_keep_them_together(self) -> None:
        asked = self.asked(["old4", "old3", "young4", "young3"], {"young1", "old1"})
        assert replace(asked, random.Random(1), 10).people == ("old4", "young4")

    def test_who_cannot_come_any_more_is_passed_over(self) -> None:
        asked = self.asked(["young1", "somebody", "young3"], {"young1"})
        assert replace(asked, random.Random(1), 10).people == ("young3",)

    def test_where_no_reserve_keeps_the_quotas_the_lottery_fills_the_seat(self) -> None:
        asked = self.asked(["old3", "old4"], {"young1"})
        (one,) = replace(asked, random.Random(1), 10).people
        assert one in {"young3", "young4"}

    def test_no_two_of_one_household(self) -> None:
        people = [Candidate(f"p{n}", {"age": "old"}, "home" if n < 2 else None) for n in range(4)]
        asked = Vacancies(
            people, [Quota("age", "old", 0, 3)], 2, [], ["p0", "p1", "p2"], ["p0", "p1", "p2"]
        )
        assert replace(asked, random.Random(1), 10).people == ("p0", "p2")
