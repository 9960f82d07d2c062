"""Trials of drafts over HTTP, for staff."""

from __future__ import annotations

import secrets
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.web.dependencies import Paging, Principal, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Keys, Manager, PersonalReader, Reader
from panel.pilots import service
from panel.pilots.schemas import PilotIn, PilotOut, PilotsOut
from panel.results import service as results
from panel.results.schemas import CommentOut, ResultsOut
from panel.surveys.questions import read_questions

router = Router(prefix="/api/v1/{ics}/panel/surveys/{survey_id}/pilots", tags=["panel: surveys"])


@router.post("", status_code=201)
async def begin(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    survey_id: UUID,
    body: PilotIn,
    request: Request,
    response: Response,
    principal: Manager,
) -> PilotOut:
    """Try a draft out on a few members: each gets a personal link, and is asked at the end which
    questions were unclear. Their answers are kept apart and counted in no result; the draft can
    still be changed, and opened when the trial has ended."""
    trial = await service.begin(
        session,
        ics,
        keys=keys,
        survey_id=survey_id,
        said=body,
        by=principal.subject,
        seed=secrets.randbits(63),
        now=utc_now(),
    )
    response.headers["Location"] = f"{request.url.path}/{trial.id}"
    (shown,) = await service.shown(session, ics, [trial], exact=_exact(principal))
    return shown


@router.get("")
async def list_pilots(
    ics: System, session: Reading, survey_id: UUID, principal: Reader
) -> PilotsOut:
    """List the trials of a survey, the latest first."""
    found = await service.of_survey(session, ics, survey_id, exact=_exact(principal))
    return PilotsOut(pilots=found)


@router.post("/{pilot_id}/end")
async def end(
    ics: System, session: Writing, survey_id: UUID, pilot_id: UUID, principal: Manager
) -> PilotOut:
    """End a trial before its last day."""
    trial = await service.end(session, ics, survey_id, pilot_id, utc_now())
    (shown,) = await service.shown(session, ics, [trial], exact=_exact(principal))
    return shown


@router.get("/{pilot_id}/results")
async def read_results(
    ics: System, session: Reading, survey_id: UUID, pilot_id: UUID, _: PersonalReader
) -> ResultsOut:
    """Give exactly what was answered in a trial, by the questions as they were then. It is of a
    few people, and not to be published."""
    trial = await service.the_pilot(session, ics, survey_id, pilot_id)
    questions = read_questions(trial.questions)
    return await results.exact(session, ics, trial.id, questions, None)


@router.get("/{pilot_id}/comments")
async def read_comments(
    *,
    ics: System,
    session: Reading,
    survey_id: UUID,
    pilot_id: UUID,
    paging: Paging,
    request: Request,
    response: Response,
    _: PersonalReader,
    question_id: Annotated[
        UUID | None,
        Query(description="A question of free text; left out, what was said of the questions."),
    ] = None,
) -> PageOut[CommentOut]:
    """List what was written in a trial; it may name people."""
    trial = await service.the_pilot(session, ics, survey_id, pilot_id)
    asked = question_id or read_questions(trial.questions)[-1].id
    page = await results.comments(session, ics, trial.id, asked, paging)
    return PageOut[CommentOut].model_validate(page_response(page, request, response))


def _exact(principal: Principal) -> bool:
    return "panel:personal" in principal.scopes
