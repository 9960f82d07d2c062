"""Which plans of results by group are taken: those whose tables form no circle."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from panel.breakdowns.errors import PlanGivesAway, PlanNotPossible
from panel.breakdowns.plan import refuse_broken
from panel.breakdowns.schemas import BreakdownIn
from panel_support.kinds import options, read, routed_questions

pytestmark = pytest.mark.rule("panel.8")

PLAN: TypeAdapter[list[BreakdownIn]] = TypeAdapter(list[BreakdownIn])
SEGMENT = "01a218a4-bf73-73ad-aa36-9a45263447ac"


def four() -> list[dict[str, Any]]:
    """Make three single choices, one multiple choice and a free text."""
    single = {"kind": "single_choice", "text": "?", "options": options("a", "b")}
    return [single, single, single, single | {"kind": "multiple_choice"},
            {"kind": "free_text", "text": "?"}]  # fmt: skip


def by(what: str, *questions: int) -> dict[str, Any]:
    """Make a breakdown: ``by("sex", 1, 2)``, ``by("segment", 1)`` or ``by("2", 1)``."""
    found: dict[str, Any] = {"questions": list(questions)}
    if what == "segment":
        return found | {"by": "segment", "segment_id": SEGMENT}
    if what.isdigit():
        return found | {"by": "question", "question": int(what)}
    return found | {"by": "dimension", "dimension": what}


def decide(questions: list[dict[str, Any]], *plan: dict[str, Any], anonymous: bool = False) -> None:
    refuse_broken(read(questions), PLAN.validate_python(list(plan)), anonymous=anonymous)


class TestAPlanIsTaken:
    @pytest.mark.parametrize(
        "plan",
        [
            [by("sex", 1, 2, 3, 4)],
            [by("sex", 1, 2, 3), by("age_band", 1), by("place", 1)],
            [by("sex", 1), by("age_band", 2, 1), by("3", 2)],
            [by("1", 2, 3), by("sex", 1)],
            [by("segment", 1, 2), by("2", 3)],
            [],
        ],
    )
    def test_where_its_tables_form_no_circle(self, plan: list[dict[str, Any]]) -> None:
        decide(four(), *plan)

    def test_of_routed_questions_if_they_are_in_it_together(self) -> None:
        decide(routed_questions(), by("sex", 1, 2, 3, 5), by("age_band", 6))


class TestAPlanIsRefused:
    @pytest.mark.parametrize(
        "plan",
        [
            [by("sex", 1, 2), by("age_band", 1, 2)],
            [by("sex", 1, 2), by("1", 2)],
            [by("1", 2), by("2", 3), by("3", 1)],
            [by("sex", 1), by("age_band", 1, 2), by("place", 2, 3), by("3", 1)],
        ],
    )
    def test_where_its_tables_form_a_circle(self, plan: list[dict[str, Any]]) -> None:
        with pytest.raises(PlanGivesAway, match="circle"):
            decide(four(), *plan)

    def test_with_a_segment_beside_another_breakdown_of_members(self) -> None:
        with pytest.raises(PlanGivesAway):
            decide(four(), by("segment", 1), by("sex", 2))

    def test_with_a_multiple_choice_or_a_matrix_in_two_breakdowns(self) -> None:
        with pytest.raises(PlanGivesAway):
            decide(four(), by("sex", 4), by("age_band", 4))
        with pytest.raises(PlanGivesAway):
            decide(routed_questions(), by("sex", 4), by("age_band", 4))

    def test_with_one_thing_in_two_breakdowns(self) -> None:
        with pytest.raises(PlanGivesAway):
            decide(four(), by("sex", 1), by("sex", 2))

    def test_with_some_of_the_questions_that_show_each_other(self) -> None:
        with pytest.raises(PlanGivesAway):
            decide(routed_questions(), by("sex", 1, 2))

    @pytest.mark.parametrize(
        "one", [by("sex", 6), by("sex", 5), by("sex", 1, 1), by("4", 1), by("5", 1), by("1", 1),
                by("9", 1)]
    )  # fmt: skip
    def test_that_cannot_be_made(self, one: dict[str, Any]) -> None:
        with pytest.raises(PlanNotPossible):
            decide(four(), one)

    def test_by_a_question_that_is_shown_by_another(self) -> None:
        with pytest.raises(PlanNotPossible):
            decide(routed_questions(), by("1", 6))

    def test_of_members_where_the_survey_is_anonymous(self) -> None:
        decide(four(), by("1", 2), anonymous=True)
        with pytest.raises(PlanNotPossible):
            decide(four(), by("sex", 2), anonymous=True)
