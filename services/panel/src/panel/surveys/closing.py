"""Closing a survey: its results are made, once and for all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, ReadSession, WriteSession
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

AT_ONCE = 1_000
"""Answers up to which a survey is closed by the request that asks for it. The worker closes larger
ones, so that no answer waits for a connection meanwhile: 20,000 ballots took 4.7 s."""

Due = Callable[[ReadSession, SystemCode], Awaitable[Sequence[UUID]]]
_log = get_logger(__name__)


async def close_or_hand_over(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID, now: datetime
) -> Survey:
    """Close an open survey, as `close` does, or, where many answered, have it take no more answers
    and leave the rest to the worker.

    Raises:
        SurveyNotFound, SurveyNotOpen
        KeyEncryptionKeyUnknown, BallotKeyMissing, NoBallotOpens: see `close`.
    """
    survey = found(await repository.find_to_change(session, ics, survey_id))
    if survey.state != "open":
        raise SurveyNotOpen
    if not await answers.more_than(session, ics, survey_id, AT_ONCE):
        return await close(session, ics, keys, survey_id, now)
    survey.state = "closing"
    survey.version += 1
    await session.flush()
    await _ask_nobody_more(session, ics, survey.id, now)
    return survey


async def close(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID, now: datetime
) -> Survey:
    """Close an open survey, or one that was handed over, and publish its results once and for all.

    Raises:
        SurveyNotFound, SurveyNotOpen
        KeyEncryptionKeyUnknown, BallotKeyMissing, NoBallotOpens: if it is anonymous and cannot be
            opened.
    """
    survey = found(await repository.find_to_change(session, ics, survey_id))
    if survey.state not in {"open", "closing"} or survey.opened_at is None:
        raise SurveyNotOpen
    if survey.anonymous:
        survey.unopened = await open_ballots(session, ics, keys, survey.id)
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    weights = await weigh(session, ics, keys, survey, now)
    published = await breakdowns.published(
        session, ics, keys=keys, survey=survey, rule=rule, weighted=weights, now=now
    )
    published = results.with_unopened(published, survey.unopened, rule)
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
    await _ask_nobody_more(session, ics, survey.id, now)
    await record(session, ics, closed, now=now)
    return survey


async def _ask_nobody_more(
    session: WriteSession, ics: SystemCode, survey_id: UUID, now: datetime
) -> None:
    """Withhold the mails of a survey that takes no more answers."""
    for kind in (MailKind.SURVEY_INVITATION, MailKind.SURVEY_REMINDER):
        await mail.call_off(session, ics, kind, survey_id, now)


class Closer:
    """The worker's jobs that close surveys, each in a transaction of its own: one that cannot be
    closed holds up no other."""

    def __init__(self, keys: PanelKeys, *, clock: Clock = utc_now) -> None:
        self._keys = keys
        self._clock = clock
        self._failed: set[UUID] = set()

    async def close_handed_over(self, database: Database) -> None:
        """Close every survey that was handed over, but those that failed since `close_due`.

        Raises:
            SomeFailed: if some could not be closed, once all had their turn.
        """

        async def handed_over(session: ReadSession, ics: SystemCode) -> Sequence[UUID]:
            return await repository.handed_over(session, ics)

        await self._close_all(database, handed_over, self._clock())

    async def close_due(self, database: Database) -> None:
        """Close every survey that was handed over, and every open one whose last day is over.

        Raises:
            SomeFailed: if some could not be closed, once all had their turn.
        """
        now = self._clock()
        self._failed.clear()

        async def to_close(session: ReadSession, ics: SystemCode) -> Sequence[UUID]:
            return await repository.to_close(session, ics, day_in_england(now))

        await self._close_all(database, to_close, now)

    async def _close_all(self, database: Database, due: Due, now: datetime) -> None:
        async with database.reading(None) as reading:
            codes = await systems.system_codes(reading)

        async def in_one(ics: SystemCode) -> None:
            async with database.reading(ics) as reading:
                ids = [one for one in await due(reading, ics) if one not in self._failed]
            failed = [one for one in ids if not await self._close(database, ics, one, now)]
            if failed:
                self._failed.update(failed)
                raise SomeFailed([ics])

        await in_each(codes, in_one)

    async def _close(
        self, database: Database, ics: SystemCode, survey_id: UUID, now: datetime
    ) -> bool:
        try:
            async with database.transaction(ics) as session:
                await _close_if_due(session, ics, self._keys, survey_id, now)
        except Exception:
            _log.exception("a survey could not be closed", ics=ics, survey_id=str(survey_id))
            return False
        return True


async def _close_if_due(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID, now: datetime
) -> None:
    """Close a survey, unless somebody closed or extended it since it was found to be due."""
    survey = await repository.find_to_change(session, ics, survey_id)
    if survey is None:
        return
    over = survey.closes_on is not None and survey.closes_on < day_in_england(now)
    if survey.state == "closing" or (survey.state == "open" and over):
        await close(session, ics, keys, survey_id, now)
