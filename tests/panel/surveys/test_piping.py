"""Answers piped into later texts: which may be, and that nothing is left unfilled."""

from __future__ import annotations

from typing import Any

import pytest

from panel.surveys.choices import Item
from panel.surveys.errors import PipingNotPossible
from panel.surveys.paging import PER_PAGE, pages_of
from panel.surveys.piping import NOT_ANSWERED, piped
from panel.surveys.routing import refuse_broken
from panel.surveys.schemas import SurveyIn
from panel.translations.languages import locale_of
from panel_support.kinds import options, read, routed_questions
from panel_support.samples import survey_in
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.10")

YES = {"question": 1, "any_of": ["yes"]}


def choice(**changes: Any) -> dict[str, Any]:
    question = {"kind": "single_choice", "text": "Did you go?", "options": options("yes", "no")}
    return question | changes


def free(text: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "free_text", "text": text, **changes}


def problems(*questions: dict[str, Any]) -> list[tuple[str, str]]:
    survey = SurveyIn.model_validate(survey_in(questions=list(questions)))
    try:
        refuse_broken(survey.questions)
    except PipingNotPossible as refused:
        return [(field.field, field.message) for field in refused.fields]
    return []


class TestTexts:
    def test_may_repeat_what_is_certain_to_be_answered(self) -> None:
        required = choice(required=True)
        assert problems(required, free("You said {{1}}.")) == []
        assert problems(choice(), free("You said {{1}}.", show_if=YES)) == []
        assert problems(choice(), free("You said {{1|nothing}}.")) == []

    def test_may_repeat_what_is_certain_by_a_chain_of_conditions(self) -> None:
        second = choice(show_if=YES)
        third = {"question": 2, "any_of": ["no"]}
        assert problems(choice(), second, free("{{1}} and {{2}}", show_if=third)) == []
        shown_alike = choice(show_if=YES, required=True)
        assert problems(choice(), shown_alike, free("{{2}}", show_if=YES)) == []

    def test_need_words_for_who_did_not_answer(self) -> None:
        [(field, message)] = problems(choice(), free("You said {{1}}."))
        assert field == "body.questions[1].text"
        assert message.endswith("write {{1|words}}")
        either = {"question": 1, "any_of": ["yes", "no"]}
        shown_less = choice(show_if=YES, required=True)
        assert problems(choice(), shown_less, free("{{2}}", show_if=either))

    def test_repeat_no_free_text_and_no_lists(self) -> None:
        for question in (
            free("Say.", required=True),
            choice(kind="multiple_choice", required=True),
            choice(kind="ranking", required=True),
            choice(kind="matrix", rows=options("a"), required=True),
        ):
            [(_, message)] = problems(question, free("You said {{1|this}}."))
            assert "cannot repeat the answer to question 1" in message

    @pytest.mark.parametrize("text", ["{{2}}", "{{1}}", "{{0|x}}", "{{9|x}}"])
    def test_repeat_earlier_questions_only(self, text: str) -> None:
        [(field, message)] = problems(free(text), choice(required=True))
        assert (field, message[:20]) == ("body.questions[0].text", "may repeat answers t")

    @pytest.mark.parametrize("text", ["{{one}}", "{{1", "1}}", "{{1|}}", "{{1|a|b}}", "{{1|{x}}}"])
    def test_have_no_braces_that_mean_nothing(self, text: str) -> None:
        [(_, message)] = problems(choice(required=True), free(text))
        assert "braces" in message

    async def test_are_refused_as_a_problem_of_their_own(self, world: World) -> None:
        broken = survey_in(questions=[choice(), free("You said {{1}}.")])
        refused = await world.call("POST", "/surveys", broken)
        assert refused.status_code == 422
        assert refused.json()["type"] == "/problems/piping-not-possible"

    def test_are_shown_to_staff_without_anybodys_answer(self) -> None:
        _, last = read([choice(required=True), free("You said {{1|x}}. Why?")])
        assert Item(last).text == "You said [answer to question 1]. Why?"


class TestFilling:
    def filled(self, text: str, said: dict[int, Any], language: str = "en") -> str:
        questions = read([*routed_questions(), free(text)])
        kept = {str(questions[number - 1].id): answer for number, answer in said.items()}
        return piped(questions, len(questions) - 1, kept, locale_of(language))

    def test_puts_labels_numbers_with_units_and_days(self) -> None:
        said = {1: "maybe", 5: 1200, 6: "2026-03-01", 7: 2}
        text = "{{1|a}}, {{5|b}}, {{6|c}}, {{7|d}}"
        assert self.filled(text, said) == "Maybe, 1,200 minutes, 1 March 2026, 2"
        assert self.filled(text, said, "pl") == "Maybe, 1\xa0200 minutes, 1 marca 2026, 2"

    def test_puts_the_other_words_where_nothing_was_answered(self) -> None:
        assert self.filled("{{1|your visit}} and {{1}}", {}) == f"your visit and {NOT_ANSWERED}"


class TestPages:
    def sizes(self, *questions: dict[str, Any]) -> list[int]:
        return [len(page) for page in pages_of(read(list(questions)))]

    def test_break_before_a_text_that_repeats_an_answer_of_the_same_page(self) -> None:
        ask = choice(required=True)
        assert self.sizes(ask, ask, free("{{2}}"), free("{{1}}"), free("{{3|x}}")) == [2, 2, 1]

    def test_are_not_too_long_rows_counted(self) -> None:
        assert self.sizes(*[choice()] * (2 * PER_PAGE + 1)) == [PER_PAGE, PER_PAGE, 1]
        matrix = choice(kind="matrix", rows=options("a", "b", "c"))
        assert self.sizes(choice(), matrix, matrix, choice()) == [2, 2]
        huge = choice(kind="matrix", rows=options(*(f"r{n}" for n in range(20))))
        assert self.sizes(huge, choice()) == [1, 1]
