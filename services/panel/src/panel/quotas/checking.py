"""Which quotas a survey can have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from panel.breakdowns.grouping import NOT_SAID, groups_of
from panel.quotas.cells import name_of
from panel.quotas.errors import QuotasNotPossible
from panel.quotas.schemas import OfDimensionIn, OfQuestionIn, QuotaIn, read_plan
from panel.surveys.models import Survey
from panel.surveys.questions import Question, SingleChoice, read_questions
from panel.systems import service as systems


async def refuse_broken(
    session: ReadSession, ics: SystemCode, survey: Survey, now: datetime
) -> None:
    """Refuse to open a survey with quotas that have become impossible since.

    Raises:
        QuotasNotPossible
    """
    await refuse_impossible(session, ics, survey, read_plan(survey.quotas), now)


async def refuse_impossible(
    session: ReadSession, ics: SystemCode, survey: Survey, plan: Sequence[QuotaIn], now: datetime
) -> None:
    """Refuse quotas that can never be met, that contradict each other, or that tell too much.

    Raises:
        QuotasNotPossible
    """
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    least = rule.threshold + 1
    questions = read_questions(survey.questions)
    wrong: list[FieldError] = []
    met: set[tuple[str, str]] = set()
    for position, one in enumerate(plan):
        field = f"body.quotas[{position}]"
        problem = (
            _problem_of_question(questions, one)
            if isinstance(one, OfQuestionIn)
            else await _problem_of_dimension(session, ics, survey, one, now)
        )
        if problem is not None:
            wrong.append(FieldError(f"{field}.{problem[0]}", problem[1]))
        if one.at_most < least:
            wrong.append(FieldError(f"{field}.at_most", _too_low(one.at_most, least)))
        at = name_of(one), one.cell
        if at in met:
            wrong.append(FieldError(f"{field}.cell", "has a quota already"))
        met.add(at)
    if wrong:
        raise QuotasNotPossible(tuple(wrong))


def _too_low(at_most: int, least: int) -> str:
    if at_most == 0:
        return "must not be 0: leave the group out of the audience instead"
    return (
        f"must be {least} or more: whoever is told that it is full learns how many have answered, "
        "and so few are never told"
    )


def _problem_of_question(
    questions: Sequence[Question], one: OfQuestionIn
) -> tuple[str, str] | None:
    if one.question > len(questions):
        return "question", f"must be {len(questions)} at most"
    question = questions[one.question - 1]
    if not isinstance(question, SingleChoice):
        return "question", "must be a single choice"
    if one.cell not in {option.code for option in question.options}:
        return "cell", "is not one of the options"
    return None


async def _problem_of_dimension(
    session: ReadSession, ics: SystemCode, survey: Survey, one: OfDimensionIn, now: datetime
) -> tuple[str, str] | None:
    every = await groups_of(session, ics, one.dimension, now)
    if not every:
        return "dimension", "is not a dimension in force"
    asked = await groups_of(session, ics, one.dimension, now, survey.places)
    if one.cell not in {*every, NOT_SAID}:
        return "cell", "is not a value that members can have"
    if one.cell not in {*asked, NOT_SAID}:
        return "cell", "is a place whose members are not asked"
    return None
