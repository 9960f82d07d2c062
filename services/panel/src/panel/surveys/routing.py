"""Which questions of a survey are shown: each always, or where an earlier answer calls for it.

A question whose condition hangs on a hidden one is hidden too. What was answered to a hidden
question is dropped before it is looked at, and only shown questions can be required.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from common.errors import FieldError
from panel.surveys import piping
from panel.surveys.choices import Item, counted_under, items, routing_codes
from panel.surveys.errors import RoutingNotPossible, SurveyTooLong
from panel.surveys.questions import Question, QuestionIn, read_questions, stored_questions

MAX_ITEMS = 300
"""Questions, each row of a matrix as one: as many as a finding has room for."""


def refuse_broken(questions: Sequence[QuestionIn]) -> None:
    """Refuse questions that could not be shown by their conditions.

    Raises:
        RoutingNotPossible: naming every condition that points at itself, at a later question, in
            a circle, at nothing, or at options that the earlier question does not have.
        PipingNotPossible: naming every text that could not be filled in.
        SurveyTooLong: if they are more than can be reported.
    """
    wrong = [
        FieldError(f"body.questions[{position}].show_if.{where}", problem)
        for position, question in enumerate(questions)
        if question.show_if is not None
        for where, problem in [_problem(questions, position)]
        if problem
    ]
    if wrong:
        raise RoutingNotPossible(tuple(wrong))
    piping.refuse_broken(questions)
    if len(items(read_questions(stored_questions(questions)))) > MAX_ITEMS:
        raise SurveyTooLong(MAX_ITEMS)


def is_shown(questions: Sequence[Question], position: int, kept: Mapping[str, Any]) -> bool:
    """Say whether a question is shown, given the answers kept of those before it; of hidden ones
    none is kept."""
    condition = questions[position].show_if
    if condition is None:
        return True
    earlier = questions[condition.question - 1]
    if str(earlier.id) not in kept:
        return False
    return not set(condition.any_of).isdisjoint(counted_under(Item(earlier), kept[str(earlier.id)]))


def _problem(questions: Sequence[QuestionIn], position: int) -> tuple[str, str]:
    condition = questions[position].show_if
    if condition is None:
        return "", ""
    number = position + 1
    if condition.question > len(questions):
        return "question", f"there is no question {condition.question}"
    if condition.question >= number:
        return "question", _why_not_later(questions, number, condition.question)
    codes = routing_codes(questions[condition.question - 1])
    if codes and not set(condition.any_of) <= codes:
        return "any_of", f"has something that question {condition.question} does not offer"
    return "question", "" if codes else "must be a single choice, a multiple choice or a scale"


def _why_not_later(questions: Sequence[QuestionIn], number: int, later: int) -> str:
    if circle := _circle(questions, number):
        named = " waits for ".join(str(one) for one in circle)
        return f"goes in a circle: question {named}; nobody would ever see it"
    return f"must be an earlier question; {later} comes later"


def _circle(questions: Sequence[QuestionIn], start: int) -> list[int]:
    """Give the numbers on the way from a question back to itself; empty where there is none."""
    way = [start]
    while len(way) <= len(questions):
        condition = questions[way[-1] - 1].show_if
        if condition is None or condition.question > len(questions):
            return []
        way.append(condition.question)
        if condition.question == start:
            return way
    return []
