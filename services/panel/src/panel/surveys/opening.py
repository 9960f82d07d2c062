"""Opening a draft to those who are found for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.panel import SurveyOpened
from common.messaging.outbox import record
from panel.answers import service as answers
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.quotas import filling
from panel.surveys import repository
from panel.surveys.errors import (
    SurveyNotDraft,
    SurveyNotFound,
    SurveyWithoutQuestions,
    TrialUnderWay,
)
from panel.surveys.models import Survey
from panel.surveys.questions import read_questions
from panel.surveys.texts import SurveyTexts
from panel.translations import offered


async def draft_to_open(session: WriteSession, ics: SystemCode, survey_id: UUID) -> Survey:
    """Give a draft that asks something, its row locked.

    Raises:
        SurveyNotFound, SurveyNotDraft, SurveyWithoutQuestions, TrialUnderWay
    """
    survey = await repository.find_to_change(session, ics, survey_id)
    if survey is None:
        raise SurveyNotFound
    if survey.state != "draft":
        raise SurveyNotDraft
    if not survey.questions:
        raise SurveyWithoutQuestions
    if await repository.is_tried_out(session, ics, survey_id):
        raise TrialUnderWay
    return survey


async def ask(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    survey: Survey,
    asked: Sequence[UUID],
    now: datetime,
) -> None:
    """Open a draft to some members: each gets a personal link, and everybody is told that it is
    open. From now on its questions, its texts and their translations stand."""
    texts = SurveyTexts(survey.title, survey.purpose, read_questions(survey.questions))
    survey.languages = await offered.complete(session, ics, survey.id, texts)
    await invite(session, ics, keys, survey=survey, asked=asked, now=now)
    opened = SurveyOpened(
        survey_id=survey.id,
        title=survey.title,
        purpose=survey.purpose,
        places=survey.places,
        themes=survey.themes,
        opened_at=now,
        closes_on=survey.closes_on,
    )
    await record(session, ics, opened, now=now)


async def invite(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    survey: Survey,
    asked: Sequence[UUID],
    now: datetime,
) -> None:
    """Let some members answer from now on, each by a personal link that is mailed."""
    survey.state = "open"
    survey.opened_at = now
    survey.version += 1
    await session.flush()
    await filling.open_cells(session, ics, keys, survey.id, survey.quotas)
    tokens = await answers.invite(session, ics, keys, survey.id, asked, anonymous=survey.anonymous)
    await mail.queue_about(
        session,
        ics,
        kind=MailKind.SURVEY_INVITATION,
        about_id=survey.id,
        said=words_of(survey),
        member_ids=asked,
    )
    if tokens:
        kind = MailKind.SURVEY_INVITATION
        await mail.seal_links(session, ics, keys=keys, kind=kind, about_id=survey.id, tokens=tokens)


def words_of(survey: Survey) -> dict[str, str | None]:
    """Give what all mails about a survey say of it: placeholder → text."""
    return {
        "title": survey.title,
        "purpose": survey.purpose,
        "closes_on": survey.closes_on.isoformat() if survey.closes_on else None,
        "trial": "yes" if survey.pilot_of is not None else None,
        "own_link": None if survey.anonymous else "yes",
        "anonymous": "yes" if survey.anonymous else None,
    }


async def open_to(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    survey_id: UUID,
    member_ids: Sequence[UUID],
    gathering_id: UUID,
    now: datetime,
) -> Survey:
    """Open a draft to those who came to a gathering, anonymously, whatever the draft says; the
    caller enters them in the ledger.

    Raises:
        SurveyNotFound, SurveyNotDraft, SurveyWithoutQuestions, TrialUnderWay
    """
    survey = await draft_to_open(session, ics, survey_id)
    survey.gathering_id = gathering_id
    survey.anonymous = True
    await ask(session, ics, keys, survey=survey, asked=member_ids, now=now)
    return survey
