"""Whatever survey may be opened and whatever is answered to it: an answer that is accepted is
complete for its route, none is kept to a hidden question, and no text is left with a hole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from common.errors import Invalid
from panel.answers.checking import as_given, checked, checked_so_far
from panel.answers.schemas import AnswerIn
from panel.surveys.errors import PipingNotPossible, RoutingNotPossible
from panel.surveys.paging import pages_of
from panel.surveys.pipes import pipes_in
from panel.surveys.piping import NOT_ANSWERED, piped
from panel.surveys.questions import Question, read_questions, stored_questions
from panel.surveys.routing import is_shown, refuse_broken
from panel.surveys.schemas import SurveyIn
from panel.translations.languages import locale_of
from panel_support.kinds import options

pytestmark = pytest.mark.rule("panel.10")

CODES = ("a", "b", "c")
SAID: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single_choice": st.sampled_from(CODES).map(lambda code: {"choice": code}),
    "multiple_choice": st.sets(st.sampled_from(CODES), min_size=1).map(
        lambda codes: {"choices": sorted(codes)}
    ),
    "scale": st.integers(1, 3).map(lambda value: {"value": value}),
    "number": st.integers(0, 9).map(lambda number: {"number": number}),
    "free_text": st.just({"text": "<b>Words</b>"}),
}
SHAPES: dict[str, dict[str, Any]] = {
    "single_choice": {"options": options(*CODES)},
    "multiple_choice": {"options": options(*CODES)},
    "scale": {"minimum": 1, "maximum": 3},
    "number": {"minimum": 0, "maximum": 9},
    "free_text": {},
}


@st.composite
def surveys(draw: st.DrawFn) -> list[Question]:
    """Draw questions that may be opened."""
    drawn: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(2, 6)) + 1):
        kind = draw(st.sampled_from(sorted(SHAPES)))
        required = draw(st.booleans())
        question: dict[str, Any] = {"kind": kind, "required": required, **SHAPES[kind]}
        earlier = [
            n for n, q in enumerate(drawn, start=1) if q["kind"] not in ("number", "free_text")
        ]
        if draw(st.booleans()) and earlier:
            on = draw(st.sampled_from(earlier))
            codes = ("1", "2", "3") if drawn[on - 1]["kind"] == "scale" else CODES
            any_of = draw(st.sets(st.sampled_from(codes), min_size=1))
            question["show_if"] = {"question": on, "any_of": sorted(any_of)}
        marks = st.builds(
            lambda n, words: f"{{{{{n}{words}}}}}",
            st.integers(1, max(1, number - 1)),
            st.sampled_from(["", "", "|words"]),
        )
        question["text"] = " ".join(["Text", *draw(st.lists(marks, max_size=2))])
        drawn.append(question)
    said = SurveyIn.model_validate({"title": "t", "purpose": "p", "questions": drawn})
    try:
        refuse_broken(said.questions)
    except (PipingNotPossible, RoutingNotPossible):
        assume(False)
    return read_questions(stored_questions(said.questions))


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[Question], list[AnswerIn]]:
    """Draw a survey, and answers to some of its questions, hidden or not."""
    questions = draw(surveys())
    given = [
        AnswerIn.model_validate({"question_id": question.id, **draw(SAID[question.kind])})
        for question in questions
        if draw(st.integers(0, 3))
    ]
    return questions, given


@given(answered())
def test_an_accepted_answer_is_complete_and_keeps_nothing_hidden(
    drawn: tuple[list[Question], list[AnswerIn]],
) -> None:
    questions, given = drawn
    said = {str(answer.question_id) for answer in given}
    try:
        kept = checked(questions, given)
    except Invalid:
        so_far = checked_so_far(questions, given)
        shown = [is_shown(questions, n, so_far) for n in range(len(questions))]
        gaps = [
            q.required and here and str(q.id) not in said
            for q, here in zip(questions, shown, strict=True)
        ]
        assert any(gaps) or not so_far
        return
    for position, question in enumerate(questions):
        key, here = str(question.id), is_shown(questions, position, kept)
        assert (key in kept) == (here and key in said)
        assert not (question.required and here) or key in kept
    assert checked(questions, as_given(questions, kept)) == kept


@given(answered())
def test_whoever_is_shown_a_text_reads_no_mark_and_no_hole(
    drawn: tuple[list[Question], list[AnswerIn]],
) -> None:
    questions, given = drawn
    try:
        kept = checked(questions, given)
    except Invalid:
        return
    for position in range(len(questions)):
        if is_shown(questions, position, kept):
            text = piped(questions, position, kept, locale_of("en"))
            assert "{{" not in text
            assert NOT_ANSWERED not in text
            assert "Words" not in text


@given(surveys())
def test_what_a_page_repeats_was_asked_on_an_earlier_one(questions: list[Question]) -> None:
    pages = pages_of(questions)
    assert [question.id for question in questions] == [one for page in pages for one in page]
    page_of = {one: number for number, page in enumerate(pages) for one in page}
    for question in questions:
        for pipe in pipes_in(question.text):
            assert page_of[questions[pipe.question - 1].id] < page_of[question.id]
