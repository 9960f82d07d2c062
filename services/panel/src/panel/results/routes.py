"""Results over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.web.dependencies import Paging, Reading, System
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Keys, PersonalReader, Reader
from panel.results import service
from panel.results.errors import NotPublishedYet
from panel.results.schemas import CommentOut, Level, ResultsOut
from panel.surveys import service as surveys
from panel.surveys.questions import read_questions

router = Router(prefix="/api/v1/{ics}/panel/surveys", tags=["panel: surveys"])


@router.get("/{survey_id}/results")
async def read_results(
    *,
    ics: System,
    session: Reading,
    survey_id: UUID,
    principal: Reader,
    keys: Keys,
    level: Annotated[
        Level, Query(description="published, or exact: that needs panel:personal.")
    ] = "published",
) -> ResultsOut:
    """Give a survey's results: the figures published when it closed, or exact counts."""
    if level == "exact":
        principal.require("panel:personal")
    if level == "exact":
        survey = await surveys.with_answers_to_show(session, ics, survey_id)
        weighted = await surveys.weighted(session, ics, keys, survey, utc_now())
        questions = read_questions(survey.questions)
        found = await service.exact(session, ics, survey_id, questions, weighted)
        return found.model_copy(update={"unopened": survey.unopened})
    survey = await surveys.the_survey(session, ics, survey_id)
    if survey.published is None:
        raise NotPublishedYet
    return ResultsOut.model_validate(survey.published)


@router.get("/{survey_id}/comments")
async def list_comments(
    *,
    ics: System,
    session: Reading,
    survey_id: UUID,
    question_id: UUID,
    paging: Paging,
    request: Request,
    response: Response,
    _: PersonalReader,
) -> PageOut[CommentOut]:
    """List what was written in answer to a free-text question. It may name people, so it needs
    `panel:personal`."""
    await surveys.with_answers_to_show(session, ics, survey_id)
    page = await service.comments(session, ics, survey_id, question_id, paging)
    return PageOut[CommentOut].model_validate(page_response(page, request, response))
