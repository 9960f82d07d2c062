"""The way through a survey of several pages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from gateway.pages.journey import Journey
from gateway.pages.questions import read_answers
from gateway.pages.said import as_form, in_words

pytestmark = pytest.mark.rule("panel.10")

OPTIONS = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]
YES = {"question": 1, "any_of": ["yes"]}


def question(name: str, kind: str = "single_choice", **changes: Any) -> dict[str, Any]:
    shape = {"id": name, "kind": kind, "text": f"{name}?", "required": False, "options": OPTIONS}
    return shape | changes


def way(*pages: list[dict[str, Any]], said: dict[str, str] | None = None) -> Journey:
    """Make the way through a survey whose questions are choices, on these pages."""
    draft = [{"question_id": k, "choice": v, "value": None} for k, v in (said or {}).items()]
    return Journey.of(
        {
            "questions": [one for page in pages for one in page],
            "pages": [[one["id"] for one in page] for page in pages],
            "draft": draft,
        }
    )


def names(questions: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in questions]


class TestPages:
    pages = ([question("a")], [question("b", show_if=YES)], [question("c")])

    def test_without_questions_are_passed_over(self) -> None:
        for said, after in (({}, 3), ({"a": "no"}, 3), ({"a": "yes"}, 2)):
            assert way(*self.pages, said=said).after(1) == after
        assert way(*self.pages, said={"a": "no"}).before(3) == 1
        assert way(*self.pages, said={"a": "yes"}).before(3) == 2
        assert way(*self.pages).before(1) is None

    def test_end_with_the_one_where_answers_are_checked(self) -> None:
        assert way(*self.pages).after(3) == way(*self.pages).last == 4
        assert way([question("a")]).last == 1

    def test_have_what_an_answer_on_them_may_call_for(self) -> None:
        waiting = question("b", show_if=YES)
        further = question("c", show_if={"question": 2, "any_of": ["yes"]})
        assert names(way([question("a"), waiting, further], [question("d")]).on_page(1)) == [
            "a", "b", "c",
        ]  # fmt: skip
        hidden = way([question("a")], [waiting, further], said={"a": "no"})
        assert hidden.on_page(2) == []


class TestComingBack:
    pages = ([question("a", required=True)], [question("b")], [question("c", required=True)])

    @pytest.mark.parametrize(
        ("said", "page"),
        [
            ({}, 1),
            ({"a": "yes"}, 2),
            ({"a": "yes", "b": "yes"}, 3),
            ({"a": "yes", "b": "no", "c": "no"}, 4),
            ({"b": "no", "c": "no"}, 1),
        ],
    )
    def test_goes_on_where_it_was_left(self, said: dict[str, str], page: int) -> None:
        assert way(*self.pages, said=said).where_left() == page

    def test_finds_what_became_due_by_a_changed_answer(self) -> None:
        due = question("b", show_if=YES, required=True)
        pages = ([question("a")], [due], [question("c")])
        assert way(*pages, said={"a": "yes", "c": "no"}).first_gap() == 2
        assert way(*pages, said={"a": "no", "c": "no"}).first_gap() is None


class TestOnePageOfSeveral:
    def test_is_read_with_what_was_answered_on_others(self) -> None:
        questions = [question("a"), question("b", show_if=YES, required=True), question("c")]
        before = {"a": {"choice": "yes"}, "c": {"choice": "no"}}
        form = FormData([("q_b", "no"), ("q_c", "yes")])
        answers, errors = read_answers(questions, form, page=questions[1:2], before=before)
        assert not errors
        assert [one["choice"] for one in answers] == ["yes", "no", "no"]
        _, errors = read_answers(questions, FormData(), page=questions[1:2], before=before)
        assert list(errors.by_field) == ["q_b"]

    def test_may_be_left_empty_where_nothing_is_required(self) -> None:
        answers, errors = read_answers([question("a")], FormData(), page=[question("a")])
        assert (answers, list(errors.by_field)) == ([], [])

    def test_forgets_what_no_longer_applies(self) -> None:
        questions = [question("a"), question("b", show_if=YES), question("c")]
        before = {"a": {"choice": "yes"}, "b": {"choice": "yes"}}
        form = FormData([("q_a", "no")])
        answers, _ = read_answers(questions, form, page=questions[:1], before=before)
        assert [one["question_id"] for one in answers] == ["a"]


ROWS = [{"code": "staff", "label": "Staff"}, {"code": "food", "label": "Food"}]
SAID: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single_choice": st.sampled_from(["yes", "no"]).map(lambda c: {"choice": c}),
    "multiple_choice": st.sampled_from([["yes"], ["yes", "no"]]).map(lambda c: {"choices": c}),
    "scale": st.integers(-2, 4).map(lambda v: {"value": v}),
    "ranking": st.permutations(["yes", "no"]).map(lambda c: {"ranking": list(c)}),
    "matrix": st.dictionaries(
        st.sampled_from(["staff", "food"]), st.sampled_from(["yes", "no"]), min_size=1
    ).map(lambda rows: {"rows": rows}),
    "number": st.integers(0, 10**9).map(lambda n: {"number": n}),
    "date": st.dates().filter(lambda d: d.year >= 1000).map(lambda d: {"day": d.isoformat()}),
    "free_text": st.text("aé\n漢<", min_size=1)
    .filter(lambda t: t == t.strip())
    .map(lambda t: {"text": t}),
}


class TestWhatWasSaid:
    @given(st.sampled_from(sorted(SAID)).flatmap(lambda k: st.tuples(st.just(k), SAID[k])))
    def test_comes_back_from_its_form_as_it_was(self, drawn: tuple[str, dict[str, Any]]) -> None:
        kind, said = drawn
        asked = question(
            "a", kind, rows=ROWS, minimum=0 if kind == "number" else -2, maximum=10**9,
            integer=True, earliest="0001-01-01", latest="9999-12-31",
        )  # fmt: skip
        if kind == "scale":
            asked["maximum"] = 4
        answers, errors = read_answers([asked], FormData(as_form(asked, said)))
        assert not errors
        assert answers == [{"question_id": "a", **said}]
        assert any(in_words(asked, said))

    def test_is_read_again_in_words(self) -> None:
        asked = question("a", "matrix", rows=ROWS)
        assert in_words(asked, {"rows": {"staff": "yes"}}) == ["Staff: Yes"]
        asked = question("a", "number", unit="minutes")
        assert in_words(asked, {"number": 1200.0}) == ["1,200 minutes"]
