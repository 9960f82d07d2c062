"""Giving bodies a made-up past: they met, decided on evidence, answered, planned.

All of it goes through governance's own functions, each step on its day and in the order of days, so
that notice, quorum, votes, duties and the log are what they would be. What the library published is
known from its events and is only cited. It is one transaction: the past is there, or it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, ReadSession
from common.db.tenancy import SystemCode
from common.past import Step, happen, moment
from governance.bodies import loading as bodies
from governance.keys import GovernanceKeys
from governance.offices import service as offices
from governance.offices.schemas import OfficeTermIn
from governance.samples import repository
from governance.samples.ground import Ground
from governance.samples.planning import commissioned, planned
from governance.samples.schemas import PastOffice, Record
from governance.samples.sittings import Sitting
from governance.samples.voices import Petition, Question
from governance.vocabularies import service as vocabularies

PLANNED_FOR = timedelta(days=400)


class NotLoaded(Exception):
    """The system was not loaded."""


async def play(
    database: Database,
    ics: SystemCode,
    keys: GovernanceKeys,
    record: Record,
    *,
    clock: Clock = utc_now,
) -> bool:
    """Make the past of a system's bodies; False if it is there already.

    Raises:
        NotLoaded: if the system was not loaded.
        NotThere: if something that the past names is not there.
        NotPast: if something in it has not happened yet.
    """
    now = clock()
    async with database.transaction(ics) as session:
        if ics not in await vocabularies.systems(session):
            raise NotLoaded(f"{ics} is not loaded")
        if await is_there(session, record):
            return False
        await bodies.load(session, ics, record.bodies)
        ground = Ground(
            session,
            ics,
            keys,
            await repository.bodies(session),
            await repository.findings(session, findings_of(record)),
            await repository.activities(session, activities_of(record)),
        )
        await ground.learn_posts()
        steps = [*_meetings(ground, record), *_voices(ground, record)]
        steps += _offices(ground, record.offices)
        steps += planned(ground, record.plans, day_in_england(now) + PLANNED_FOR)
        steps += commissioned(ground, record.assemblies)
        await happen(steps, now)
        await repository.call_off_mails(session)
        return True


async def is_there(session: ReadSession, record: Record) -> bool:
    """Tell whether a past was played before."""
    titles = [one.title for meeting in record.meetings for one in meeting.decisions]
    return await repository.has_decision(session, titles)


async def unknown(session: ReadSession, record: Record) -> list[str]:
    """List the titles of findings and activities that the library's events have not told yet."""
    findings = await repository.findings(session, findings_of(record))
    activities = await repository.activities(session, activities_of(record))
    missing = [title for title in findings_of(record) if title not in findings]
    return missing + [title for title in activities_of(record) if title not in activities]


def findings_of(record: Record) -> list[str]:
    """Give the titles of the findings that a past cites."""
    decided = [one.findings for meeting in record.meetings for one in meeting.decisions]
    read = [one.findings for meeting in record.meetings for one in meeting.papers]
    return sorted({title for titles in (*decided, *read) for title in titles})


def activities_of(record: Record) -> list[str]:
    """Give the titles of the activities that a past relies on."""
    found = {
        title
        for meeting in record.meetings
        for decision in meeting.decisions
        for title in decision.activities
    }
    return sorted(found)


def _offices(ground: Ground, chosen: Sequence[PastOffice]) -> Iterator[Step]:
    async def choose(now: datetime, one: PastOffice) -> None:
        said = OfficeTermIn(
            office=one.office,
            post_id=ground.post(one.body, one.post),
            valid_from=one.valid_from,
            valid_to=one.valid_to,
        )
        await offices.choose(
            ground.session,
            ground.ics,
            ground.body(one.body),
            said,
            recorded_by=ground.clerk(now).subject,
            now=now,
        )

    for one in chosen:
        yield Step(
            f"{one.office} of {one.body}", moment(one.chosen_on, 9), partial(choose, one=one)
        )


def _meetings(ground: Ground, record: Record) -> Iterator[Step]:
    for meeting in record.meetings:
        yield from Sitting(ground, meeting).steps()


def _voices(ground: Ground, record: Record) -> Iterator[Step]:
    for number, question in enumerate(record.questions, 1):
        yield from Question(ground, question, number).steps()
    for number, petition in enumerate(record.petitions, 1):
        yield from Petition(ground, petition, number).steps()
