"""Results by group over HTTP."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from panel.breakdowns import plan as plans
from panel.breakdowns import planning, service
from panel.breakdowns.schemas import BreakdownIn, PlanIn, PlanOut
from panel.dependencies import Keys, Manager, PersonalReader, Reader
from panel.results.schemas import BreakdownOut
from panel.surveys import service as surveys
from panel.surveys.models import Survey
from panel.surveys.questions import read_questions

router = Router(prefix="/api/v1/{ics}/panel/surveys", tags=["panel: surveys"])


@router.get("/{survey_id}/breakdowns")
async def read_plan(
    ics: System, session: Reading, survey_id: UUID, response: Response, _: Reader
) -> PlanOut:
    """Give the plan: by which groups a survey's results are published on closing."""
    return _out(await surveys.the_survey(session, ics, survey_id), response)


@router.put("/{survey_id}/breakdowns")
async def decide_plan(
    *,
    ics: System,
    session: Writing,
    survey_id: UUID,
    body: PlanIn,
    version: IfMatch,
    response: Response,
    _: Manager,
) -> PlanOut:
    """Decide by which groups a survey's results are published on closing; until then it may be
    decided anew."""
    survey = await planning.decide(
        session,
        ics,
        survey_id=survey_id,
        plan=body.breakdowns,
        expected_version=version,
        now=utc_now(),
    )
    return _out(survey, response)


@router.post("/{survey_id}/exact-breakdown")
async def read_exactly(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    survey_id: UUID,
    body: BreakdownIn,
    _: PersonalReader,
) -> BreakdownOut:
    """Give exact results of some questions by any group. They are not to be published."""
    survey, now = await surveys.with_answers_to_show(session, ics, survey_id), utc_now()
    plans.refuse_impossible(read_questions(survey.questions), [body], anonymous=survey.anonymous)
    weighted = await surveys.weighted(session, ics, keys, survey, now)
    return await service.exact(
        session, ics, keys=keys, survey=survey, one=body, weighted=weighted, now=now
    )


def _out(survey: Survey, response: Response) -> PlanOut:
    response.headers["ETag"] = etag(survey.version)
    return PlanOut(
        breakdowns=service.plan_of(survey), decided=survey.state in {"closing", "closed"}
    )
