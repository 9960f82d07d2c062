"""Entering somebody's answers over HTTP, for staff."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from common.clock import utc_now
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.problems import problem_of
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.answers.schemas import AnswersOut
from panel.assisted.service import Recorder
from panel.dependencies import AnswerEnterer, Keys, PersonalReader
from panel.offline import service
from panel.offline.schemas import OfflineEntryIn, OfflineEntryOut
from panel.quotas.errors import EnoughAnswers
from panel.receipts import service as receipts
from panel.surveys import service as surveys

_PREFIX = "/api/v1/{ics}/panel/surveys/{survey_id}/offline-answers"
router = Router(prefix=_PREFIX, tags=["panel: answering"])


@router.post("", status_code=201, response_model=AnswersOut)
async def enter(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    survey_id: UUID,
    body: OfflineEntryIn,
    principal: AnswerEnterer,
) -> AnswersOut | Response:
    """Enter what a member answered by telephone, on paper or face to face: one who has no email,
    or to whom the message had to be brought. The receipt is theirs; it is told once and kept
    nowhere."""
    by = Recorder(principal.subject, principal.organisation_id)
    try:
        invited = await service.enter(
            session, ics, keys=keys, survey_id=survey_id, said=body, by=by, now=utc_now()
        )
    except EnoughAnswers as enough:
        # Not raised further: see `panel.answers.routes.answer`.
        return problem_of(enough)
    receipt = receipts.issue(keys, ics, invited.survey_id, invited.opened_at)
    return AnswersOut(
        survey_id=invited.survey_id,
        message="The answers are kept. Thank the person, and give them the receipt.",
        receipt=None if invited.pilot else receipt,
    )


@router.get("")
async def list_entries(
    *,
    ics: System,
    session: Reading,
    survey_id: UUID,
    paging: Paging,
    request: Request,
    response: Response,
    _: PersonalReader,
) -> PageOut[OfflineEntryOut]:
    """List for whom answers to a survey were entered, by whom and by what means; not what they
    were."""
    survey = await surveys.the_survey(session, ics, survey_id)
    page = await service.of_survey(session, ics, survey.id, paging)
    return PageOut[OfflineEntryOut].model_validate(page_response(page, request, response))
