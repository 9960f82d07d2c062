"""Questions shown by earlier answers, and questions of every kind: what may be written at all."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from panel.surveys.choices import band_of, choices
from panel.surveys.errors import RoutingNotPossible, SurveyTooLong
from panel.surveys.questions import Number
from panel.surveys.routing import refuse_broken
from panel.surveys.schemas import SurveyIn
from panel_support.kinds import options, read, routed_questions
from panel_support.samples import survey_in
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.10")


def asked(*conditions: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Make a question of one choice for each condition."""
    return [
        {
            "kind": "single_choice",
            "text": "?",
            "options": options("yes", "no"),
            "show_if": condition,
        }
        for condition in conditions
    ]


def refused(questions: list[dict[str, Any]]) -> list[tuple[str, str]]:
    survey = SurveyIn.model_validate({"title": "t", "purpose": "p", "questions": questions})
    with pytest.raises(RoutingNotPossible) as caught:
        refuse_broken(survey.questions)
    return [(field.field, field.message) for field in caught.value.fields]


def when(question: int, *codes: str) -> dict[str, Any]:
    return {"question": question, "any_of": list(codes or ("yes",))}


class TestConditions:
    def test_that_point_at_earlier_questions_are_taken(self) -> None:
        survey = SurveyIn.model_validate(survey_in(questions=routed_questions()))
        refuse_broken(survey.questions)

    def test_that_point_at_a_later_question_are_refused(self) -> None:
        [(field, message)] = refused(asked(when(2), None))
        assert field == "body.questions[0].show_if.question"
        assert message == "must be an earlier question; 2 comes later"

    def test_that_point_at_themselves_are_refused(self) -> None:
        [(_, message)] = refused(asked(None, when(2)))
        assert "question 2 waits for 2" in message

    def test_that_go_in_a_circle_are_refused_with_the_circle(self) -> None:
        wrong = refused(asked(when(3), when(1), when(2)))
        assert [field for field, _ in wrong] == ["body.questions[0].show_if.question"]
        assert "question 1 waits for 3 waits for 2 waits for 1" in wrong[0][1]

    def test_that_name_an_option_which_is_not_offered_are_refused(self) -> None:
        [(field, message)] = refused(asked(None, when(1, "perhaps")))
        assert field == "body.questions[1].show_if.any_of"
        assert "perhaps" not in message

    def test_that_point_at_nothing_or_at_what_has_no_options_are_refused(self) -> None:
        [(_, nothing)] = refused(asked(when(7)))
        assert nothing == "there is no question 7"
        text = {"kind": "free_text", "text": "?"}
        [(_, free)] = refused([text, *asked(when(1))])
        assert "must be a single choice" in free

    async def test_are_refused_as_a_problem_of_their_own(self, world: World) -> None:
        answer = await world.call("POST", "/surveys", survey_in(questions=asked(when(2), when(1))))
        assert answer.status_code == 422
        assert answer.json()["type"] == "/problems/routing-not-possible"
        draft = await world.call("POST", "/surveys", survey_in())
        address, match = f"/surveys/{draft.json()['id']}", {"If-Match": draft.headers["ETag"]}
        body = {"questions": asked(when(1))}
        changed = await world.call("PATCH", address, body, headers=match)
        assert changed.status_code == 422, changed.text
        assert changed.json()["type"] == "/problems/routing-not-possible"

    def test_a_survey_of_more_than_can_be_reported_is_refused(self) -> None:
        rows = options(*(f"r{n}" for n in range(20)))
        matrix = {"kind": "matrix", "text": "?", "rows": rows, "options": options("a", "b")}
        survey = SurveyIn.model_validate(survey_in(questions=[matrix] * 16))
        with pytest.raises(SurveyTooLong):
            refuse_broken(survey.questions)


class TestShapes:
    @pytest.mark.parametrize(
        "question",
        [
            {"kind": "number", "minimum": 5, "maximum": 5},
            {"kind": "number", "minimum": 0, "maximum": 10, "bands": [4, 4]},
            {"kind": "number", "minimum": 0, "maximum": 10, "bands": [0]},
            {"kind": "number", "minimum": 0, "maximum": 10, "bands": [11]},
            {"kind": "number", "minimum": 0, "maximum": 10, "bands": [2.5]},
            {"kind": "date", "earliest": "2026-02-01", "latest": "2026-01-31"},
            {"kind": "date", "earliest": "2020-01-01", "latest": "2025-01-01"},
            {"kind": "matrix", "rows": [], "options": options("a", "b")},
            {"kind": "matrix", "rows": options("a", "a"), "options": options("a", "b")},
            {"kind": "ranking", "options": options("a")},
        ],
    )
    def test_that_make_no_sense_are_refused(self, question: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            SurveyIn.model_validate(survey_in(questions=[{"text": "?", **question}]))

    def test_a_number_is_counted_in_the_bands_that_are_given(self) -> None:
        number = read(routed_questions())[4]
        assert list(choices(number)) == [
            ("0", "0 to 29 minutes"), ("30", "30 to 59 minutes"), ("60", "60 to 120 minutes")
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("low", "high", "integer", "labels"),
        [
            (0, 120, True, ["0 to 24", "25 to 49", "50 to 74", "75 to 99", "100 to 120"]),
            (1, 3, True, ["1", "2", "3"]),
            (0, 1, False, ["0 to under 0.2", "0.2 to under 0.4", "0.4 to under 0.6",
                           "0.6 to under 0.8", "0.8 to 1"]),
        ],
    )  # fmt: skip
    def test_or_in_five_of_one_width(
        self, low: float, high: float, integer: bool, labels: list[str]
    ) -> None:
        question = {"kind": "number", "text": "?", "minimum": low, "maximum": high}
        [number] = read([{**question, "integer": integer}])
        assert isinstance(number, Number)
        assert [label for _, label in choices(number)] == labels
        codes = [code for code, _ in choices(number)]
        assert band_of(number, low) == codes[0]
        assert band_of(number, high) == codes[-1]
        assert all(band_of(number, float(code)) == code for code in codes)

    def test_a_day_is_counted_by_its_month(self) -> None:
        assert list(choices(read(routed_questions())[5])) == [
            ("2026-01", "January 2026"), ("2026-02", "February 2026"), ("2026-03", "March 2026")
        ]  # fmt: skip
