"""Closing a survey: its results are made, once and for all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, WriteSession
from common.db.systems import SomeFailed, in_each
from common.db.tenancy import SystemCode
from common.events.panel import SurveyClosed
from common.messaging.outbox import record
from common.observability.logging import get_logger
from panel.answers import service as answers
from panel.answers.opening_ballots import open_ballots
from panel.breakdowns import service as breakdowns
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.results import service as results
from panel.surveys import repository
from panel.surveys.errors import SurveyNotOpen
from panel.surveys.models import Survey
from panel.surveys.service import found, weigh
from panel.systems import service as systems

_log = get_logger(__name__)


async def close(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID, now: datetime
) -> Survey:
    """Close an open survey, and publish its results once and for all.

    Raises:
        SurveyNotFound, SurveyNotOpen
        KeyEncryptionKeyUnknown, BallotKeyMissing: if it is anonymous and cannot be opened.
    """
    survey = found(await repository.find_to_change(session, ics, survey_id))
    if survey.state != "open" or survey.opened_at is None:
        raise SurveyNotOpen
    if survey.anonymous:
        await open_ballots(session, ics, keys, survey.id)
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    weights = await weigh(session, ics, keys, survey, now)
    published = await breakdowns.published(
        session, ics, keys=keys, survey=survey, rule=rule, weighted=weights, now=now
    )
    await answers.drop_drafts(session, ics, survey.id)
    survey.state = "closed"
    survey.closed_at = now
    survey.published = published.model_dump(mode="json")
    survey.version += 1
    closed = SurveyClosed(
        survey_id=survey.id,
        title=survey.title,
        purpose=survey.purpose,
        places=survey.places,
        themes=survey.themes,
        opened_at=survey.opened_at,
        closed_at=now,
        invited=published.invited,
        responded=published.responded,
        results=results.for_event(published.questions),
        limits=published.limits,
        groups=results.groups_for_event(published),
        weighting=results.weighting_for_event(published),
        anonymous=survey.anonymous,
    )
    await session.flush()
    for kind in (MailKind.SURVEY_INVITATION, MailKind.SURVEY_REMINDER):
        await mail.call_off(session, ics, kind, survey.id, now)
    await record(session, ics, closed, now=now)
    return survey


async def close_overdue(database: Database, keys: PanelKeys, *, clock: Clock = utc_now) -> None:
    """Close every open survey whose last day is over, each in a transaction of its own: one that
    cannot be closed holds up no other.

    Raises:
        SomeFailed: if some could not be closed, once all had their turn.
    """
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.reading(ics) as reading:
            overdue = await repository.overdue(reading, ics, day_in_england(now))
        failed = False
        for survey_id in overdue:
            try:
                async with database.transaction(ics) as session:
                    await _close_if_overdue(session, ics, keys, survey_id, now)
            except Exception:
                _log.exception("a survey could not be closed", ics=ics, survey_id=str(survey_id))
                failed = True
        if failed:
            raise SomeFailed([ics])

    await in_each(codes, in_one)


async def _close_if_overdue(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID, now: datetime
) -> None:
    """Close a survey, unless somebody closed or extended it since it was found to be overdue."""
    survey = await repository.find_to_change(session, ics, survey_id)
    if survey is None or survey.state != "open":
        return
    if survey.closes_on is not None and survey.closes_on < day_in_england(now):
        await close(session, ics, keys, survey_id, now)
