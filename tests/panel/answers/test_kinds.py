"""What counts as an answer to each kind of question, and what becomes of answers to hidden ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Invalid
from panel.answers.checking import checked
from panel.surveys.routing import is_shown
from panel_support.kinds import answers_to, read, routed_questions

pytestmark = pytest.mark.rule("panel.10")
QUESTIONS = read(routed_questions())


def kept(said: dict[int, Any]) -> dict[int, Any]:
    """Give what is kept, by the number of the question."""
    by_id = checked(QUESTIONS, answers_to(QUESTIONS, said))
    return {n: by_id[str(q.id)] for n, q in enumerate(QUESTIONS, start=1) if str(q.id) in by_id}


def problem(said: dict[int, Any]) -> list[str]:
    with pytest.raises(Invalid) as caught:
        kept(said)
    return [f"{field.field}: {field.message}" for field in caught.value.fields]


class TestAnAnswer:
    def test_of_each_kind_is_kept(self) -> None:
        said = {
            1: "yes", 2: ["bus"], 3: ["care", "time"], 4: {"staff": "good"}, 5: 45,
            6: "2026-02-03", 7: 2, 8: "far", 9: "Nothing.",
        }  # fmt: skip
        assert kept(said) == said
        assert isinstance(kept(said)[5], int)

    @pytest.mark.parametrize(
        ("number", "value", "says"),
        [
            (3, ["care", "care"], "ranking: has an option twice"),
            (3, ["speed"], "ranking: has something that is not one of the options"),
            (3, [], "ranking: must have at least one option"),
            (4, {"rooms": "good"}, "rows: has something that is not one of the rows"),
            (4, {"staff": "fine"}, "rows: has something that is not one of the options"),
            (4, {}, "rows: must have at least one row"),
            (5, 121, "number: must be 0 to 120"),
            (5, -1, "number: must be 0 to 120"),
            (5, 1.5, "number: must be a whole number"),
            (6, "2026-01-14", "day: must be 2026-01-15 to 2026-03-31"),
            (6, "2026-04-01", "day: must be 2026-01-15 to 2026-03-31"),
        ],
    )
    def test_that_does_not_fit_is_refused(self, number: int, value: Any, says: str) -> None:
        said = {1: "yes", 2: ["bus"], 5: 1, number: value}
        assert any(says in one for one in problem(said))

    def test_to_a_required_matrix_has_every_row(self) -> None:
        asked = [{**routed_questions()[3], "required": True}]
        questions = read(asked)
        answers = answers_to([*QUESTIONS[:3], *questions], {4: {"staff": "good"}})
        with pytest.raises(Invalid) as caught:
            checked(questions, answers)
        assert caught.value.fields[0].message == "must have every row"


class TestHiddenQuestions:
    def test_lose_their_answers_unread(self) -> None:
        assert kept({1: "maybe", 2: ["rocket"], 3: ["time"], 5: 9999}) == {1: "maybe"}

    def test_hide_those_that_hang_on_them(self) -> None:
        assert kept({1: "no", 2: ["bus"], 3: ["time"], 5: 3, 9: "Said."}) == {1: "no", 5: 3}

    def test_are_not_required(self) -> None:
        assert kept({1: "maybe"}) == {1: "maybe"}
        assert problem({1: "yes"}) == ["questions[4]: must be answered"]

    @given(
        said=st.fixed_dictionaries(
            {1: st.sampled_from(["yes", "no", "maybe"]), 5: st.just(1), 8: st.just("far")},
            optional={
                2: st.sets(st.sampled_from(["bus", "car", "foot"]), min_size=1).map(sorted),
                3: st.just(["time"]),
                7: st.sampled_from([1, 2, 3]),
                9: st.just("More."),
            },
        )
    )
    def test_are_never_answered_and_shown_ones_never_lost(self, said: dict[int, Any]) -> None:
        by_id = checked(QUESTIONS, answers_to(QUESTIONS, said))
        for position, question in enumerate(QUESTIONS):
            was_kept = str(question.id) in by_id
            assert was_kept == (position + 1 in said and is_shown(QUESTIONS, position, by_id))
