"""Answering by personal link, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from common.clock import utc_now
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from panel.answers import service
from panel.answers.schemas import AnswersIn, AnswersOut, SurveyToAnswer
from panel.dependencies import Answerer, Keys
from panel.receipts import service as receipts

router = Router(prefix="/api/v1/{ics}/panel/answers", tags=["panel: answering"])

LinkToken = Annotated[
    str, Path(min_length=20, max_length=100, description="The token of a personal link.")
]


@router.get("/{token}")
async def read_survey(
    ics: System, session: Reading, token: LinkToken, _: Answerer
) -> SurveyToAnswer:
    """Give the survey that a personal link is for."""
    return SurveyToAnswer.model_validate(await service.to_answer(session, ics, token, utc_now()))


@router.post("/{token}", status_code=201)
async def answer(
    ics: System, session: Writing, keys: Keys, token: LinkToken, body: AnswersIn, _: Answerer
) -> AnswersOut:
    """Take a person's answers; a second time is refused. The receipt is told once and kept
    nowhere: with it, and without saying who they are, a person sees what came of it."""
    invited = await service.answer(
        session, ics, keys=keys, token=token, given=body.answers, now=utc_now()
    )
    return AnswersOut(
        survey_id=invited.survey_id,
        message="Thank you. We have kept your answers.",
        receipt=receipts.issue(keys, ics, invited.survey_id, invited.opened_at),
    )
