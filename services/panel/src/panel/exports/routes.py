"""The export over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from common.clock import utc_now
from common.web.dependencies import Reading, System
from common.web.routing import Router
from panel.answers.held import Held
from panel.dependencies import Joiner, Keys, ManageToken
from panel.exports import service
from panel.exports.schemas import (
    AnswerHeld,
    ContactHeld,
    ExportOut,
    MailHeld,
    SignupHeld,
    SurveyHeld,
)
from panel.members.shown import me_out
from panel.surveys.questions import Question, choices, read_questions

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: members"])


@router.get("/me/export")
async def read_export(
    ics: System, session: Reading, keys: Keys, token: ManageToken, response: Response, _: Joiner
) -> ExportOut:
    """Give a member everything that is held of them: their profile, consents with their wording,
    what they were asked and answered, which mails they were sent and what of them counts as a
    contact, which segments they are in, and requests to join with their address."""
    now = utc_now()
    export = await service.gather(session, ics, keys, token, now)
    response.headers["Content-Disposition"] = 'attachment; filename="my-panel-data.json"'
    response.headers["Cache-Control"] = "no-store"
    return ExportOut(
        made_at=now,
        ics=ics,
        profile=me_out(export.me),
        surveys=[_survey(held) for held in export.surveys],
        mails=[
            MailHeld(
                kind=mail.kind,
                about_id=mail.about_id,
                state=mail.state,
                queued_at=mail.created_at,
                finished_at=mail.finished_at,
            )
            for mail in export.mails
        ],
        contacts=[ContactHeld.model_validate(contact) for contact in export.contacts],
        segments=list(export.segments),
        signups=[SignupHeld.model_validate(signup) for signup in export.signups],
    )


def _survey(held: Held) -> SurveyHeld:
    given = held.answers or {}
    return SurveyHeld(
        survey_id=held.survey_id,
        title=held.title,
        answered_on=held.answered_on,
        answers=[
            AnswerHeld(question=question.text, answer=_words(question, given[str(question.id)]))
            for question in read_questions(held.questions)
            if str(question.id) in given
        ],
    )


def _words(question: Question, answer: Any) -> Any:
    labels = dict(choices(question)) if question.kind != "scale" else {}
    if isinstance(answer, list):
        return [labels.get(code, code) for code in answer]
    return labels.get(answer, answer) if isinstance(answer, str) else answer
