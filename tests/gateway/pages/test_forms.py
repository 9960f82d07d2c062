"""Reading forms: choices under headings, answers to every kind of question."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.datastructures import FormData

from gateway.pages.answer import field_name, read_answers
from gateway.pages.forms import Choice, ChoiceGroup, grouped

OPTIONS = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]


def question(kind: str, **changes: Any) -> dict[str, Any]:
    """Make a question as the panel gives it."""
    shape: dict[str, Any] = {
        "id": "0199",
        "kind": kind,
        "text": "How was it?",
        "required": True,
        "options": OPTIONS,
        "minimum": 1,
        "maximum": 5,
    }
    return {**shape, **changes}


def sent(*values: str) -> FormData:
    return FormData([("q_0199", value) for value in values])


class TestGrouped:
    def test_a_term_that_others_stand_under_is_a_heading(self) -> None:
        terms: list[dict[str, Any]] = [
            {"code": "asian", "label": "Asian", "parent": None},
            {"code": "asian_indian", "label": "Indian", "parent": "asian"},
            {"code": "other", "label": "Other", "parent": None},
        ]
        assert grouped(terms) == [
            ChoiceGroup("Asian", [Choice("asian_indian", "Indian")]),
            ChoiceGroup(None, [Choice("other", "Other")]),
        ]


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
