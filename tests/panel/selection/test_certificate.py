"""A bound holds whatever the solver proposed, and however soon time ran out."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from panel.selection import leximin, targets
from panel.selection.certificate import certified, evenly
from panel.selection.leximin import find_lottery
from panel.selection.problem import Candidate, Counts, Floats, Problem, Quota, pose
from panel.selection.programs import Deadline, OutOfTime
from panel_support.lotteries import every_panel, exact_leximin, problems

pytestmark = pytest.mark.rule("panel.11")

SOME = st.floats(-1, 1) | st.sampled_from([0.0, 1e-300, 1e-9, 1 / 3])


def two_of_five() -> Problem:
    """Make a selection of 2 of 5, one of the two x and one of the three y."""
    people = [Candidate(f"p{at}", {"c": value}) for at, value in enumerate("xxyyy")]
    return pose(people, [Quota("c", "x", 1, 1)], 2)


def weighed(problem: Problem, panel: Counts, weights: Floats) -> Fraction:
    """Give what a panel weighs, exactly."""
    return sum(
        (
            max(Fraction(0), Fraction(float(weight))) * int(count) / len(one.members)
            for weight, count, one in zip(weights, panel, problem.types, strict=True)
        ),
        Fraction(0),
    )


class TestCertified:
    @settings(max_examples=300, deadline=None)
    @given(problem=problems(), data=st.data())
    def test_no_panel_passes_the_bound_whatever_the_weights_and_prices(
        self, problem: Problem, data: st.DataObject
    ) -> None:
        panels, count = every_panel(problem), len(problem.types)
        assume(panels)
        weights = np.array(data.draw(st.lists(SOME, min_size=count, max_size=count)))
        raised = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
        floors = np.array(data.draw(st.lists(st.floats(0, 0.5), min_size=count, max_size=count)))
        limits = len(problem.limits)
        prices = np.array(data.draw(st.lists(SOME, min_size=limits, max_size=limits)))
        bound = certified(problem, weights, prices, floors, raised)
        heavy = [max(Fraction(0), Fraction(float(one))) for one in weights]
        whole = sum((heavy[at] for at in np.flatnonzero(raised)), Fraction(0))
        given_up = sum(
            (one * Fraction(float(floor)) for one, floor in zip(heavy, floors, strict=True)),
            Fraction(0),
        )
        for panel in panels:
            most = weighed(problem, panel, weights) - given_up
            assert Fraction(bound) * whole >= min(whole, most)

    def test_it_is_the_optimum_where_the_solver_proposes_well(self) -> None:
        problem = two_of_five()
        of_x = np.array([one.profile == ("x",) for one in problem.types])
        weights = np.where(of_x, 0.0, 1.0)
        prices = np.array([1 / 3, -1 / 3])
        everyone = np.ones(2, dtype=bool)
        found = certified(problem, weights, prices, np.zeros(2), everyone)
        assert found == pytest.approx(1 / 3, abs=1e-12)
        assert Fraction(found) >= Fraction(1, 3)


class TestEvenly:
    @settings(max_examples=150, deadline=None)
    @given(problem=problems())
    def test_it_bounds_every_lottery_and_is_no_more_than_all_seats_shared_out(
        self, problem: Problem
    ) -> None:
        assume(every_panel(problem))
        assert evenly(problem) >= exact_leximin(problem)[0] - 1e-9
        assert evenly(problem) <= problem.seats / problem.sizes.sum() + 1e-12

    def test_a_quota_of_many_people_and_few_places_makes_it_lower(self) -> None:
        people = [Candidate(f"p{at}", {"c": value}) for at, value in enumerate("xxxxyy")]
        problem = pose(people, [Quota("c", "x", 0, 1)], 3)
        assert evenly(problem) == 0.25


class TestTheLotterysBound:
    @settings(max_examples=60, deadline=None)
    @given(problem=problems(), steps=st.integers(1, 12))
    @example(problem=two_of_five(), steps=2)
    def test_it_is_never_empty_however_soon_time_runs_out(
        self, problem: Problem, steps: int
    ) -> None:
        assume(every_panel(problem))
        ticks = iter([0.0] * steps)
        try:
            lottery = find_lottery(problem, 1.0, lambda: next(ticks, 2.0))
        except OutOfTime:
            return
        assert exact_leximin(problem)[0] - 1e-9 <= lottery.bound
        assert lottery.bound <= max(evenly(problem), lottery.least)
        assert lottery.gap >= lottery.bound - lottery.least

    def test_time_that_suffices_for_the_first_level_alone_gives_its_bound(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The search has no time at all, the bound has: it is that of the fractional panels."""

        def late(*_: object) -> None:
            raise OutOfTime

        monkeypatch.setattr(leximin, "leximin_targets", late)
        lottery = find_lottery(two_of_five(), 10)
        assert not lottery.complete
        assert lottery.bound == pytest.approx(1 / 3, abs=1e-9)

    @settings(max_examples=60, deadline=None)
    @given(problem=problems(), data=st.data())
    def test_it_holds_though_the_solvers_dual_values_are_nonsense(
        self, problem: Problem, data: st.DataObject
    ) -> None:
        assume(every_panel(problem))
        whole = targets._duals

        def nonsense(found: object, limits: int) -> tuple[Floats, Floats]:
            prices, duals = whole(found, limits)  # type: ignore[arg-type]
            shaken = data.draw(st.floats(-2, 2))
            return prices * shaken, duals * 0.5

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(targets, "_duals", nonsense)
            late = Deadline(time.process_time() + 60, time.process_time)
            found, count = targets.leximin_targets(problem, late), len(problem.types)
            everyone = np.ones(count, dtype=bool)
            above, _ = targets.highest(problem, np.zeros(count), everyone, late)
        assert found is not None
        assert min(found.bound, above) >= exact_leximin(problem)[0] - 1e-9
