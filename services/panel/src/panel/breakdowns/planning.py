"""Deciding what is published of a survey by group, before it closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from common.web.versions import check_version
from panel.breakdowns import plan as plans
from panel.breakdowns.errors import PlanNotPossible, PlanStands
from panel.breakdowns.grouping import groups_of
from panel.breakdowns.schemas import BreakdownIn, ByDimensionIn, BySegmentIn
from panel.segments import service as segments
from panel.surveys import service as surveys
from panel.surveys.choices import choices, items
from panel.surveys.models import Survey
from panel.surveys.questions import Question, read_questions

MAX_FIGURES = 1000
"""Protected together in 3 to 5 s with half of them hidden, in the transaction that closes the
survey; 1,470 took 10 s, and it grows fast (`benchmarks/breakdown_plan.py`)."""


async def decide(
    session: WriteSession,
    ics: SystemCode,
    *,
    survey_id: UUID,
    plan: Sequence[BreakdownIn],
    expected_version: int,
    now: datetime,
) -> Survey:
    """Decide by which groups the results of a survey will be published.

    Raises:
        SurveyNotFound, PreconditionFailed, SegmentNotFound
        PlanStands: if it has closed.
        PlanNotPossible, PlanGivesAway: see `plan`.
    """
    survey = await surveys.the_survey_to_change(session, ics, survey_id)
    check_version(survey.version, expected_version)
    if survey.state in {"closing", "closed"}:
        raise PlanStands
    questions = read_questions(survey.questions)
    plans.refuse_broken(questions, plan, anonymous=survey.anonymous)
    await _refuse_too_much(session, ics, questions, plan, now)
    survey.breakdowns = [one.model_dump(mode="json") for one in plan]
    survey.version += 1
    await session.flush()
    return survey


async def _refuse_too_much(
    session: ReadSession,
    ics: SystemCode,
    questions: Sequence[Question],
    plan: Sequence[BreakdownIn],
    now: datetime,
) -> None:
    figures = 0
    for position, one in enumerate(plan):
        field = f"body.breakdowns[{position}]"
        groups = 3
        if isinstance(one, BySegmentIn):
            await segments.the_segment(session, ics, one.segment_id)
        elif isinstance(one, ByDimensionIn):
            groups = 1 + len(await groups_of(session, ics, one.dimension, now))
            if groups == 1:
                said = FieldError(f"{field}.dimension", "is not a dimension in force")
                raise PlanNotPossible((said,))
        else:
            groups = 1 + len(list(choices(questions[one.question - 1])))
        asked = [questions[number - 1] for number in one.questions]
        cells = sum(1 + len(list(choices(item.question))) for item in items(asked))
        figures += groups * (1 + cells)
        if figures > MAX_FIGURES:
            message = f"makes more than {MAX_FIGURES} figures: take fewer questions"
            raise PlanNotPossible((FieldError(f"{field}.questions", message),))
