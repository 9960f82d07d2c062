"""Questions as fields of a form: answers to every kind, and questions that do not apply."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.datastructures import FormData

from gateway.pages.questions import field_name, first_field, read_answers, shown

OPTIONS = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]
ROWS = [{"code": "staff", "label": "Staff"}, {"code": "food", "label": "Food"}]


def question(kind: str, **changes: Any) -> dict[str, Any]:
    """Make a question as the panel gives it."""
    shape: dict[str, Any] = {
        "id": "0199",
        "kind": kind,
        "text": "How was it?",
        "required": True,
        "options": OPTIONS,
        "rows": ROWS,
        "minimum": 1,
        "maximum": 5,
        "integer": True,
        "earliest": "2026-01-15",
        "latest": "2026-03-31",
    }
    return {**shape, **changes}


def sent(*values: str) -> FormData:
    return FormData([("q_0199", value) for value in values])


def parts(**values: str) -> FormData:
    return FormData([(f"q_0199_{name.lstrip('_')}", value) for name, value in values.items()])


class TestReadAnswers:
    @pytest.mark.parametrize(
        ("kind", "values", "answer"),
        [
            ("single_choice", ["yes"], {"choice": "yes"}),
            ("multiple_choice", ["yes", "no", "yes"], {"choices": ["yes", "no"]}),
            ("scale", ["4"], {"value": 4}),
            ("free_text", [" It was\r\ngood. "], {"text": "It was\ngood."}),
        ],
    )
    def test_every_kind_of_question_is_read(
        self, kind: str, values: list[str], answer: dict[str, Any]
    ) -> None:
        answers, errors = read_answers([question(kind)], sent(*values))
        assert not errors
        assert answers == [{"question_id": "0199", **answer}]

    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            ("single_choice", ["perhaps"]),
            ("multiple_choice", ["perhaps"]),
            ("scale", ["6"]),
            ("scale", ["four"]),
            ("free_text", ["   "]),
            ("single_choice", []),
        ],
    )
    def test_what_was_never_offered_is_no_answer(self, kind: str, values: list[str]) -> None:
        answers, errors = read_answers([question(kind)], sent(*values))
        assert answers == []
        assert errors.summary[0]["href"] == f"#{field_name(question(kind))}"

    def test_a_question_that_is_not_required_can_be_left_out(self) -> None:
        other = question("free_text", id="0200", required=False)
        answers, errors = read_answers([question("scale"), other], sent("4"))
        assert not errors
        assert len(answers) == 1

    def test_an_empty_form_is_not_sent(self) -> None:
        _, errors = read_answers([question("scale", required=False)], sent())
        assert errors

    def test_a_long_text_is_refused_in_plain_words(self) -> None:
        _, errors = read_answers([question("free_text", max_length=3)], sent("four"))
        assert "3 characters or less" in errors.summary[0]["text"]

    @pytest.mark.parametrize(
        ("kind", "form", "answer"),
        [
            ("ranking", parts(_1="no", _2="yes"), {"ranking": ["no", "yes"]}),
            ("ranking", parts(_1="no", _2=""), {"ranking": ["no"]}),
            ("matrix", parts(staff="yes", food="no"), {"rows": {"staff": "yes", "food": "no"}}),
            ("number", sent(" 4 "), {"number": 4}),
            ("date", parts(day="3", month="02", year="2026"), {"day": "2026-02-03"}),
        ],
    )
    def test_kinds_of_several_fields_are_read(
        self, kind: str, form: FormData, answer: dict[str, Any]
    ) -> None:
        answers, errors = read_answers([question(kind)], form)
        assert not errors
        assert answers == [{"question_id": "0199", **answer}]

    @pytest.mark.parametrize(
        ("kind", "form", "says"),
        [
            ("ranking", parts(_1="no", _2="no"), "Select each option only once"),
            ("ranking", parts(_1="", _2="no"), "Select your first choice"),
            ("ranking", parts(), "Select your first choice"),
            ("matrix", parts(staff="yes"), "Select an answer for each row"),
            ("number", sent("many"), "Enter a whole number, 1 to 5"),
            ("number", sent("nan"), "Enter a whole number, 1 to 5"),
            ("number", sent("inf"), "Enter a whole number, 1 to 5"),
            ("number", sent("2.5"), "Enter a whole number, 1 to 5"),
            ("number", sent("6"), "Enter a whole number, 1 to 5"),
            ("number", sent(""), "Enter a number"),
            ("date", parts(day="30", month="2", year="2026"), "Enter a real date"),
            ("date", parts(day="3"), "Enter a real date"),
            ("date", parts(day="1", month="4", year="2026"), "Enter a date from 15 January 2026"),
            ("date", parts(), "Enter a date"),
        ],
    )
    def test_what_is_wrong_is_said_in_plain_words(
        self, kind: str, form: FormData, says: str
    ) -> None:
        answers, errors = read_answers([question(kind)], form)
        assert answers == []
        assert errors.summary[0]["text"].startswith(says)

    def test_an_error_in_a_matrix_leads_to_the_first_empty_row(self) -> None:
        form = parts(staff="yes")
        _, errors = read_answers([question("matrix")], form)
        assert errors.summary[0]["href"] == "#q_0199_food"
        assert first_field(question("matrix"), form) == "q_0199_food"


class TestQuestionsThatDoNotApply:
    routed = [
        question("single_choice"),
        question("number", id="0200", show_if={"question": 1, "any_of": ["yes"]}),
        question("scale", id="0201", required=False),
        question("free_text", id="0202", show_if={"question": 3, "any_of": ["4", "5"]}),
    ]

    def test_are_neither_demanded_nor_sent(self) -> None:
        form = FormData({"q_0199": "no", "q_0200": "many", "q_0201": "3", "q_0202": "Lost."})
        answers, errors = read_answers(self.routed, form)
        assert not errors
        assert answers == [
            {"question_id": "0199", "choice": "no"}, {"question_id": "0201", "value": 3}
        ]  # fmt: skip

    def test_are_demanded_where_they_apply(self) -> None:
        _, errors = read_answers(self.routed, FormData({"q_0199": "yes", "q_0201": "5"}))
        assert list(errors.by_field) == ["q_0200", "q_0202"]

    def test_say_when_they_apply(self) -> None:
        hint = shown(self.routed, FormData())[1]["hint"]
        assert hint.startswith("Only answer this if you chose “Yes” for “How was it?”.")
        hint = shown(self.routed, FormData())[3]["hint"]
        assert "“4” or “5”" in hint
