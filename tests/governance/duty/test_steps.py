"""The steps as a machine: no path skips one, and the outcome is what the guidance says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.duty import law, steps, wording
from governance.duty.steps import Answer, Impact, Kinds, OutOfTurn, Services

pytestmark = pytest.mark.rule("governance.8")

DAY = date(2026, 11, 25)
ICB = law.in_force("integrated_care_board", DAY)
assert ICB is not None
DUTY = ICB
CODES = ("planning", "proposal_for_change", "operational_decision")

kinds = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True)
answers = st.one_of(
    st.builds(Services, st.booleans()),
    st.builds(Kinds, kinds.map(tuple)),
    st.builds(Impact, st.booleans(), st.booleans()),
)


def oracle(given: list[Answer]) -> bool | str:
    """Annex B1 as one reads it aloud: True, False, "more" to answer, or "wrong" order."""
    if not given:
        return "more"
    first, *later = given
    if not isinstance(first, Services):
        return "wrong"
    if not first.related:
        return "wrong" if later else False
    if not later:
        return "more"
    second, *last = later
    if not isinstance(second, Kinds):
        return "wrong"
    if "planning" in second.codes:
        return "wrong" if last else True
    if not last:
        return "more"
    if len(last) > 1 or not isinstance(last[0], Impact):
        return "wrong"
    return bool(last[0].manner) | bool(last[0].range)


@given(st.lists(answers, max_size=5))
def test_any_sequence_of_answers_comes_to_what_the_guidance_says(given: list[Answer]) -> None:
    wanted = oracle(given)
    if wanted == "wrong":
        with pytest.raises(OutOfTurn):
            steps.outcome(DUTY, given)
        return
    found = steps.outcome(DUTY, given)
    if wanted == "more":
        assert found is None
        assert steps.next_question(DUTY, given) is not None
        return
    assert found is not None
    assert found.engaged is wanted
    assert found.because == tuple(one.question for one in given)
    assert steps.next_question(DUTY, given) is None


@given(st.data())
def test_whoever_answers_what_is_asked_gets_to_the_end_in_three_steps(data: Any) -> None:
    choices: dict[str, Any] = {
        "health_services": st.builds(Services, st.booleans()),
        "kinds": st.builds(Kinds, kinds.map(tuple)),
        "impact": st.builds(Impact, st.booleans(), st.booleans()),
    }
    given: list[Answer] = []
    asked = []
    while (question := steps.next_question(DUTY, given)) is not None:
        asked.append(question)
        given.append(data.draw(choices[question]))
    assert asked == ["health_services", "kinds", "impact"][: len(asked)]
    found = steps.outcome(DUTY, given)
    assert found is not None
    assert found.engaged == oracle(given)
    words = wording.explained(DUTY, given, found)
    assert ("is engaged" in words) == found.engaged
    assert [f"Step {n}:" in words for n in (1, 2, 3)] == [len(given) >= n for n in (1, 2, 3)]


class TestLaw:
    @pytest.mark.parametrize(
        ("kind", "on", "section"),
        [
            ("integrated_care_board", date(2022, 7, 1), "14Z45"),
            ("integrated_care_board", date(2022, 6, 30), None),
            ("clinical_commissioning_group", date(2022, 6, 30), "14Z2"),
            ("clinical_commissioning_group", date(2022, 7, 1), None),
            ("nhs_england", DAY, "13Q"),
            ("nhs_trust", DAY, "242(1B)"),
            ("nhs_foundation_trust", DAY, "242(1B)"),
            ("integrated_care_partnership", DAY, None),
        ],
    )
    def test_a_kind_of_body_has_the_law_of_the_day(
        self, kind: str, on: date, section: str | None
    ) -> None:
        found = law.in_force(kind, on)
        assert (found.section if found else None) == section

    def test_carers_are_named_since_2022(self) -> None:
        before, after = (
            law.in_force("nhs_england", day) for day in (date(2022, 6, 30), date(2022, 7, 1))
        )
        assert before is not None
        assert after is not None
        assert ("carers" in before.involve, "carers" in after.involve) == (False, True)

    def test_no_two_wordings_bind_a_kind_of_body_at_once(self) -> None:
        days = {day for duty in law.duties() for day in (duty.valid_from, duty.valid_to) if day}
        for kind in {kind for duty in law.duties() for kind in duty.bodies}:
            for day in days:
                assert sum(duty.binds(kind, day) for duty in law.duties()) <= 1, (kind, day)
