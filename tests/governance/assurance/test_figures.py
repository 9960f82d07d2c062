"""The figures of assurance, each with the decisions that it counts (rule 13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.assurance.figures import Taken, figures

pytestmark = pytest.mark.rule("governance.13")

ON = date(2026, 11, 26)
ONE = Taken(
    UUID(int=1), "QE1-ICP-2026-0001", "Clinic", ON - timedelta(100), withheld=False, described=True,
    heard=True, answered=False, levels=frozenset({"listen"}),
)  # fmt: skip


def numbered(number: int, **change: object) -> Taken:
    return replace(ONE, id=UUID(int=number), reference=f"QE1-ICP-2026-{number:04d}", **change)  # type: ignore[arg-type]


TAKEN = st.builds(
    Taken, id=st.uuids(), reference=st.text(), title=st.text(),
    decided_on=st.dates(date(2020, 1, 1), ON), withheld=st.booleans(), described=st.booleans(),
    heard=st.booleans(), answered=st.booleans(),
    levels=st.frozensets(st.sampled_from(["inform", "listen"])),
    communities=st.frozensets(st.sampled_from(["young_carers", "farmers"])),
    principles=st.frozensets(st.sampled_from(["p1", "p2"])),
    due_on=st.none() | st.dates(date(2020, 1, 1), ON),
)  # fmt: skip


class TestFigures:
    def test_a_share_is_of_all_that_may_be_read(self) -> None:
        found = figures([ONE, numbered(2, described=False), numbered(3, described=False)], ON, 90)
        assert (found["described"]["count"], found["described"]["percent"]) == (1, 33.3)
        assert [one["reference"][-1] for one in found["not_described"]] == ["2", "3"]

    def test_without_a_decision_there_is_no_share(self) -> None:
        assert figures([], ON, 90)["described"]["percent"] is None

    @pytest.mark.parametrize(("days", "overdue"), [(99, 1), (100, 0)])
    def test_feedback_is_overdue_after_its_days(self, days: int, overdue: int) -> None:
        assert len(figures([ONE], ON, days)["feedback_overdue"]) == overdue

    @pytest.mark.parametrize(("due_on", "overdue"), [(-1, [-1]), (0, []), (1, []), (None, [])])
    def test_or_after_the_day_that_was_laid_down_for_each(
        self, due_on: int | None, overdue: list[int]
    ) -> None:
        day = None if due_on is None else ON + timedelta(due_on)
        found = figures([replace(ONE, due_on=day)], ON, None)["feedback_overdue"]
        assert [one["due_on"] for one in found] == [ON + timedelta(one) for one in overdue]

    def test_nobody_waits_who_was_told_or_never_asked(self) -> None:
        told = [numbered(2, answered=True), numbered(3, heard=False)]
        found = figures(told, ON, 1)
        assert found["feedback_overdue"] == []
        assert [one["reference"][-1] for one in found["without_insight"]] == ["3"]

    @given(st.lists(TAKEN, unique_by=lambda one: one.id), st.none() | st.integers(1, 400))
    def test_no_figure_counts_what_is_withheld_and_each_names_what_it_counts(
        self, taken: list[Taken], days: int | None
    ) -> None:
        found = figures(taken, ON, days)
        withheld = {one.id for one in taken if one.withheld}
        each = [found["described"], *found["by_level"], *found["by_community"],
                *found["by_principle"]]  # fmt: skip
        lists = [one["decisions"] for one in each]
        lists += [found[n] for n in ("not_described", "without_insight", "feedback_overdue")]
        assert not withheld & {one["id"] for listed in lists for one in listed}
        assert all(one["count"] == len(one["decisions"]) <= one["of"] for one in each)
        assert found["described"]["count"] + len(found["not_described"]) == found["decisions"]
        assert found["decisions"] + found["withheld"] == len(taken)
