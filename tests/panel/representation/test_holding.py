"""What is published of a place: nothing small, nor what follows, nor what one person moves."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.disclosure import Linked, Rule, Sum
from panel.representation.groups import Figure
from panel.representation.holding import Cell, protected
from panel.representation.releases import Basis, hold, publish
from panel.representation.service import Ground
from panel.systems.models import System
from panel_support.attacker import infer
from panel_support.population import PARENTS, PEOPLE

pytestmark = pytest.mark.rule("panel.8")

RULE = Rule()
SHOWN = {"blackpool": 500}
GROUPS = {
    "sex": ("female", "male", "prefer_not_to_say", "no_answer", "other_answer"),
    "disability": ("disabled", "not_disabled", "prefer_not_to_say", "no_answer", "other_answer"),
}


def ground() -> Ground:
    system = System(
        ics="QE1", suppression_threshold=RULE.threshold, rounding_base=RULE.base, minimum_age=16
    )
    figures = [
        Figure("blackpool", dimension, category, people, "census2021")
        for dimension, counts in PEOPLE.items()
        for category, people in counts.items()
    ]
    return Ground(system, {"blackpool": "Blackpool"}, figures, {}, {"ethnic_group": PARENTS})


def basis_of(counts: Mapping[str, Mapping[str, int]]) -> Basis:
    return {"blackpool": counts}


def tables() -> st.SearchStrategy[dict[str, dict[str, int]]]:
    return st.fixed_dictionaries(
        {
            dimension: st.fixed_dictionaries({g: st.integers(0, 60) for g in groups})
            for dimension, groups in GROUPS.items()
        }
    )


def only_asked(found: Ground) -> Ground:
    figures = [figure for figure in found.figures if figure.dimension in GROUPS]
    return Ground(found.system, found.names, figures, found.labels, found.parents)


class TestWhatIsShown:
    @given(tables())
    @settings(deadline=None)
    def test_no_count_from_one_to_the_threshold_is_ever_shown(
        self, counts: dict[str, dict[str, int]]
    ) -> None:
        cells = {(d, g): n for d, table in counts.items() for g, n in table.items()}
        for cell, figure in protected(cells, RULE).items():
            if figure is not None:
                assert not RULE.is_small(cells[cell])
                assert figure == RULE.rounded(cells[cell])

    @given(tables())
    @settings(deadline=None, max_examples=60)
    def test_a_solver_finds_out_no_hidden_count(self, counts: dict[str, dict[str, int]]) -> None:
        """The attacker knows the number of members, too, and that both dimensions have them all."""
        sums = {dimension: sum(table.values()) for dimension, table in counts.items()}
        least = min(sums, key=lambda dimension: sums[dimension])
        counts[least]["no_answer"] += max(sums.values()) - sums[least]
        everyone = max(sums.values())
        cells = {(d, g): n for d, table in counts.items() for g, n in table.items()}
        total: Cell = ("", "members")
        table = Linked(
            {**cells, total: everyone},
            [Sum(total, tuple(c for c in cells if c[0] == d)) for d in counts],
            frozenset([*cells, total]),
        )
        figures = protected(cells, RULE)
        if RULE.is_small(everyone):
            assert set(figures.values()) == {None}
            return
        known = {**figures, total: RULE.rounded(everyone)}
        for cell, (lowest, highest) in infer(table, known, RULE).items():
            if cell in figures and figures[cell] is None:
                assert lowest <= 1
                assert highest >= RULE.threshold

    def test_a_single_small_group_takes_another_with_it(self) -> None:
        cells: dict[Cell, int] = {("sex", "female"): 50, ("sex", "male"): 30, ("sex", "other"): 3}
        found = protected(cells, RULE)
        assert found["sex", "other"] is None
        assert found["sex", "male"] is None
        assert found["sex", "female"] == 50

    def test_dimensions_that_add_up_to_the_same_members_are_protected_together(self) -> None:
        """13 and 18 are the least that 15 and 20 may stand for, so there are 31 members at least:
        were 12 shown as 10, the three others would be 19 at least, and each 5, 6 or 7."""
        ages: dict[Cell, int] = {
            ("age_band", "16-24"): 7, ("age_band", "25-34"): 6,
            ("age_band", "35-44"): 6, ("age_band", "75+"): 12,
        }  # fmt: skip
        sexes: dict[Cell, int] = {("sex", "female"): 13, ("sex", "male"): 18}
        assert protected(ages, RULE)["age_band", "75+"] == 10
        assert protected({**ages, **sexes}, RULE)["age_band", "75+"] is None

    def test_a_place_whose_members_are_not_shown_shows_nothing(self) -> None:
        counts = {d: dict.fromkeys(groups, 40) for d, groups in GROUPS.items()}
        shown = publish(only_asked(ground()), basis_of(counts), {"blackpool": None})
        assert shown[0].members is None
        assert shown[0].dimensions == []

    def test_shares_and_scores_follow_from_the_figures_alone(self) -> None:
        """Two panels whose rounded figures are alike are alike in everything that is published."""
        one = {d: dict.fromkeys(groups, 40) for d, groups in GROUPS.items()}
        other = {d: dict.fromkeys(groups, 41) for d, groups in GROUPS.items()}
        place = only_asked(ground())
        assert publish(place, basis_of(one), SHOWN) == publish(place, basis_of(other), SHOWN)


class TestBetweenReleases:
    @given(tables(), st.sampled_from(sorted(GROUPS)), st.data())
    @settings(deadline=None, max_examples=100)
    def test_one_person_more_or_less_changes_nothing(
        self, before: dict[str, dict[str, int]], dimension: str, data: st.DataObject
    ) -> None:
        place = only_asked(ground())
        group = data.draw(st.sampled_from(GROUPS[dimension]))
        published = publish(place, basis_of(before), SHOWN)
        for change in (1, -1):
            counts = {d: dict(table) for d, table in before.items()}
            counts[dimension][group] = max(0, counts[dimension][group] + change)
            held = hold(basis_of(before), basis_of(counts), RULE)
            assert publish(place, held, SHOWN) == published

    def test_somebody_who_answers_otherwise_changes_nothing(self) -> None:
        before = basis_of({"sex": {"female": 42, "male": 33}})
        after = basis_of({"sex": {"female": 43, "male": 32}})
        assert hold(before, after, RULE) == before

    @given(tables(), tables())
    @settings(max_examples=60)
    def test_what_moves_moves_by_more_than_the_threshold(
        self, before: dict[str, dict[str, int]], after: dict[str, dict[str, int]]
    ) -> None:
        held = hold(basis_of(before), basis_of(after), RULE)["blackpool"]
        for dimension, table in held.items():
            for group, members in table.items():
                moved = abs(members - before[dimension][group])
                assert moved == 0 or moved > RULE.threshold
                assert abs(members - after[dimension][group]) <= RULE.threshold
