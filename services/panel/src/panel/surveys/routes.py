"""Surveys over HTTP, for staff."""

from __future__ import annotations

import secrets
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Keys, Manager, Reader
from panel.surveys import closing, service
from panel.surveys.models import Survey
from panel.surveys.schemas import (
    OpenIn,
    State,
    SurveyIn,
    SurveyOut,
    SurveyPatch,
    SurveySummary,
)

router = Router(prefix="/api/v1/{ics}/panel/surveys", tags=["panel: surveys"])


@router.post("", status_code=201)
async def draft(
    ics: System, session: Writing, body: SurveyIn, request: Request, response: Response, _: Manager
) -> SurveyOut:
    """Write a new draft."""
    survey = await service.draft(session, ics, body, utc_now())
    response.headers["Location"] = f"{request.url.path}/{survey.id}"
    return _out(survey, response)


@router.get("")
async def list_surveys(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: Reader,
    state: Annotated[State | None, Query(description="Only surveys in this state.")] = None,
) -> PageOut[SurveySummary]:
    """List surveys, the newest first."""
    page = await service.list_surveys(session, ics, paging, state)
    return PageOut[SurveySummary].model_validate(page_response(page, request, response))


@router.get("/{survey_id}")
async def read_survey(
    ics: System, session: Reading, survey_id: UUID, response: Response, _: Reader
) -> SurveyOut:
    """Give a survey with its questions."""
    survey = await service.shown(session, ics, survey_id)
    response.headers["ETag"] = etag(survey.version)
    return survey


@router.patch("/{survey_id}")
async def change(
    *,
    ics: System,
    session: Writing,
    survey_id: UUID,
    body: SurveyPatch,
    version: IfMatch,
    response: Response,
    _: Manager,
) -> SurveyOut:
    """Change a draft; what is left out stays."""
    survey = await service.change(
        session, ics, survey_id=survey_id, patch=body, expected_version=version, now=utc_now()
    )
    return _out(survey, response)


@router.post("/{survey_id}/open")
async def open_survey(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    survey_id: UUID,
    response: Response,
    _: Manager,
    body: OpenIn | None = None,
) -> SurveyOut:
    """Open a draft, and mail a personal link to each member who is drawn from its audience within
    the burden budget. GET /surveys/{survey_id}/draw tells how many fit, rest or are out of
    reach."""
    asked = body or OpenIn()
    survey = await service.open_survey(
        session,
        ics,
        keys=keys,
        survey_id=survey_id,
        said=asked,
        seed=secrets.randbits(63),
        now=utc_now(),
    )
    return _out(survey, response)


@router.post("/{survey_id}/close", responses={202: {"model": SurveyOut}})
async def close(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    survey_id: UUID,
    response: Response,
    _: Manager,
) -> SurveyOut:
    """Close an open survey, and publish its results once and for all. Where more than a thousand
    answered, it takes no more answers (`closing`, 202) and the worker makes the results within
    seconds: ask for the survey until it is `closed`."""
    survey = await closing.close_or_hand_over(session, ics, keys, survey_id, utc_now())
    if survey.state == "closing":
        response.status_code = 202
    return _out(survey, response)


def _out(survey: Survey, response: Response) -> SurveyOut:
    response.headers["ETag"] = etag(survey.version)
    return SurveyOut.model_validate(survey)
