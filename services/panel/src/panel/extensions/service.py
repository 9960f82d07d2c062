"""Moving the last day of an open survey, and reminding people once (rule 10 of the panel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.events.panel import SurveyExtended
from common.messaging.outbox import record
from panel.answers import service as answers
from panel.burden import reminding
from panel.extensions import repository
from panel.extensions.errors import NotLater, NotToExtend, RemindedAlready
from panel.extensions.models import Extension
from panel.extensions.schemas import ExtendIn
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.surveys import opening
from panel.surveys import service as surveys
from panel.surveys.models import Survey


async def extend(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey_id: UUID,
    said: ExtendIn,
    by: str,
    now: datetime,
) -> Extension:
    """Let an open survey take answers longer.

    Args:
        by: the key with which it is asked for.

    Raises:
        SurveyNotFound
        NotToExtend: if it is not open, has no last day, or its last day is over.
        NotLater: if the day is not after the last one, or after what was recorded.
        RemindedAlready
    """
    survey = await surveys.the_survey_to_change(session, ics, survey_id)
    before = _last_day(survey, now)
    if said.closes_on <= before:
        raise NotLater(f"must be after {before}")
    if survey.extend_until is not None and said.closes_on > survey.extend_until:
        raise NotLater(f"must not be after {survey.extend_until}, which was recorded")
    if said.remind and await _was_reminded(session, ics, survey_id):
        raise RemindedAlready
    survey.closes_on = said.closes_on
    survey.version += 1
    await session.flush()
    await mail.change_words(session, ics, survey.id, opening.words_of(survey))
    reminded = await _remind(session, ics, keys, survey, now) if said.remind else None
    extension = Extension(
        ics=ics,
        id=new_id(),
        survey_id=survey.id,
        closed_on_before=before,
        closes_on=said.closes_on,
        reason=said.reason,
        extended_by=by,
        extended_at=now,
        reminded=reminded,
    )
    session.add(extension)
    await session.flush()
    event = SurveyExtended(
        survey_id=survey.id,
        title=survey.title,
        purpose=survey.purpose,
        places=survey.places,
        themes=survey.themes,
        opened_at=survey.opened_at or now,
        closes_on=said.closes_on,
        closed_on_before=before,
        extended_at=now,
    )
    await record(session, ics, event, now=now)
    return extension


async def of_survey(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[Extension]:
    """Give the extensions of a survey, in order.

    Raises:
        SurveyNotFound
    """
    survey = await surveys.the_survey(session, ics, survey_id)
    return await repository.of_survey(session, ics, survey.id)


def _last_day(survey: Survey, now: datetime) -> date:
    if survey.state == "draft":
        raise NotToExtend("It is a draft still. Change its closes_on.")
    if survey.state in {"closing", "closed"}:
        raise NotToExtend("It has closed, and its results stand. Make a new survey.")
    if survey.closes_on is None:
        raise NotToExtend("It has no last day: it takes answers until somebody closes it.")
    if survey.closes_on < day_in_england(now):
        raise NotToExtend("Its last day is over, and its results are made. Make a new survey.")
    return survey.closes_on


async def _was_reminded(session: ReadSession, ics: SystemCode, survey_id: UUID) -> bool:
    earlier = await repository.of_survey(session, ics, survey_id)
    return any(one.reminded is not None for one in earlier)


async def _remind(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey: Survey, now: datetime
) -> int:
    """Queue the reminder. Of an anonymous survey everybody is reminded, so that not even who gets
    a mail tells who has answered."""
    meant = answers.asked if survey.anonymous else answers.unanswered
    reminded = await reminding.record_reminded(
        session,
        ics,
        keys,
        survey_id=survey.id,
        purpose=surveys.PURPOSE_OF_CONSENT,
        member_ids=await meant(session, ics, survey.id),
        came=survey.gathering_id is not None,
        now=now,
    )
    await mail.queue_about(
        session,
        ics,
        kind=MailKind.SURVEY_REMINDER,
        about_id=survey.id,
        said=opening.words_of(survey),
        member_ids=reminded,
    )
    return len(reminded)
