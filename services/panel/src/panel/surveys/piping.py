"""Which answers may be piped into which questions, and in which words.

Only what has few possible words is piped: a choice, a step, a number, a day. Free text is not, nor
lists; so nothing that a person wrote is ever repeated on a page.

A mark without a fallback needs an earlier question that is certain to be answered by whoever is
shown this one: the one that this one is shown by, those that in turn show that one, and required
questions which are shown always, or at least whenever this one is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from common.errors import FieldError
from panel.surveys.choices import choices
from panel.surveys.errors import PipingNotPossible
from panel.surveys.pipes import Pipe, filled, is_well_formed, pipes_in
from panel.surveys.questions import Number, Question, QuestionIn

PIPED = frozenset({"single_choice", "scale", "number", "date"})
"""Kinds whose answers may be piped."""
NOT_ANSWERED = "…"


def refuse_broken(questions: Sequence[QuestionIn]) -> None:
    """Refuse texts whose marks could not be filled.

    Expects that the routing of the questions is whole.

    Raises:
        PipingNotPossible: naming every question whose text has such a mark.
    """
    wrong = [
        FieldError(f"body.questions[{position}].text", problem)
        for position, question in enumerate(questions)
        if (problem := _problem(questions, position, question.text))
    ]
    if wrong:
        raise PipingNotPossible(tuple(wrong))


def certain(questions: Sequence[QuestionIn] | Sequence[Question], position: int) -> frozenset[int]:
    """Give the positions of the earlier questions that everybody answered who is shown this one."""
    by_routing: dict[int, frozenset[str]] = {}
    at = position
    while (condition := questions[at].show_if) is not None:
        at = condition.question - 1
        by_routing[at] = frozenset(condition.any_of)
    required = {
        earlier
        for earlier, question in enumerate(questions[:position])
        if question.required and _shown_wherever(question, by_routing)
    }
    return frozenset(by_routing) | required


def _shown_wherever(question: QuestionIn | Question, known: Mapping[int, frozenset[str]]) -> bool:
    condition = question.show_if
    if condition is None:
        return True
    chosen = known.get(condition.question - 1)
    return chosen is not None and chosen <= set(condition.any_of)


def piped(
    questions: Sequence[Question],
    position: int,
    kept: Mapping[str, Any],
    locale: Locale,
) -> str:
    """Give a question's text with its marks filled by the answers kept so far."""

    def words(pipe: Pipe) -> str:
        earlier = questions[pipe.question - 1]
        answer = kept.get(str(earlier.id))
        if answer is None:
            return pipe.fallback or NOT_ANSWERED
        return _words(earlier, answer, locale)

    return filled(questions[position].text, words)


def _words(question: Question, answer: Any, locale: Locale) -> str:
    match question.kind:
        case "single_choice":
            return dict(choices(question))[answer]
        case "date":
            return format_date(date.fromisoformat(answer), "long", locale)
        case _:
            number = format_decimal(answer, locale=locale)
            unit = question.unit if isinstance(question, Number) else None
            return f"{number} {unit}" if unit else number


def _problem(questions: Sequence[QuestionIn], position: int, text: str) -> str:
    if not is_well_formed(text):
        return "has braces that are no mark; write {{2}}, or {{2|words}} for where there is none"
    for pipe in pipes_in(text):
        earlier = pipe.question - 1
        if not 0 <= earlier < position:
            return f"may repeat answers to earlier questions only; {pipe.question} is none"
        if questions[earlier].kind not in PIPED:
            return (
                f"cannot repeat the answer to question {pipe.question}: only one choice, a step "
                "of a scale, a number or a date is repeated"
            )
        if pipe.fallback is None and earlier not in certain(questions, position):
            return (
                f"needs words for those who did not answer question {pipe.question}: write "
                f"{{{{{pipe.question}|words}}}}"
            )
    return ""
