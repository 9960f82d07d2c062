"""Giving a made-up panel a past: members who join over two years, surveys, an assembly drawn.

Members join, are asked and answer through the panel's own functions, each at its time, so that
burden, weights and results are what they would be. Nobody is mailed: an invitation is called off
in the transaction that makes it. All of the past is one transaction: it is there, or it is not.
What was published of the panel before is published anew, since it was of nobody, or of other
made-up people.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import Invalid
from panel.answers import service as answers
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members.counts import release_counts
from panel.representation import service as representation
from panel.representation.releases import release_representation
from panel.samples import repository
from panel.samples.answering import Respondents
from panel.samples.schemas import History, PastAssembly, PastSurvey
from panel.samples.service import DAYS_BACK, address, fill
from panel.samples.telling import tell
from panel.segments import service as segments
from panel.segments.schemas import SegmentIn
from panel.selection import service as selection
from panel.selection import sitting
from panel.selection.calculation import Calculator
from panel.selection.schemas import CategoryIn, CommitmentIn, DrawIn, QuotaIn, SelectionIn
from panel.surveys import closing
from panel.surveys import service as surveys
from panel.surveys.models import Survey
from panel.surveys.questions import read_questions
from panel.surveys.schemas import OpenIn, SurveyIn

ASKED = 400
"""The most who are asked in one survey."""
ANSWERED = (0.35, 0.6)
"""The least and the greatest share of those asked who answer."""
CONSENTS = {
    "surveys": 1.0,
    "bulletins": 0.9,
    "events": 0.5,
    "research": 0.4,
    "assembly_pool": 0.7,
}
"""Purpose → chance of agreeing to it; a purpose that is not in force is not asked for."""
_LOOSE = 0.2
"""By what part of its share in the population a quota may be missed."""

Say = Callable[[str], object]


@dataclass(frozen=True)
class Sample:
    """Whom the past is about."""

    size: int
    seed: int
    history: History


class OtherPeopleThere(Exception):
    """The people of this seed are members already, but not this past of theirs."""


async def play(
    database: Database,
    ics: SystemCode,
    keys: PanelKeys,
    sample: Sample,
    *,
    clock: Clock = utc_now,
    say: Say = lambda _: None,
) -> bool:
    """Make the past of a panel; False if it is there already.

    Raises:
        SystemNotLoaded
        OtherPeopleThere
    """
    async with database.transaction(ics) as session:
        past = _Past(session, ics, keys, sample, now=clock(), say=say)
        made = await past.make()
    await release_counts(database, clock=clock)
    await release_representation(database, keys, clock=clock)
    assembly = sample.history.assembly
    async with database.transaction(ics) as session:
        prepared = await _prepare(session, ics, assembly, clock() - _BEFORE_THE_DRAW)
    if prepared is not None:
        await Calculator(keys, clock=clock).calculate_due(database)
        async with database.transaction(ics) as session:
            await _draw(session, ics, assembly, prepared, keys=keys, now=clock())
        say(f"{assembly.title}: {assembly.seats} people drawn")
    return made


_BEFORE_THE_DRAW = timedelta(days=1)
"""When the assembly is prepared and committed to."""


class _Past:
    """What happened until now, in one transaction."""

    def __init__(
        self,
        session: WriteSession,
        ics: SystemCode,
        keys: PanelKeys,
        sample: Sample,
        *,
        now: datetime,
        say: Say,
    ) -> None:
        self._session, self._ics, self._keys = session, ics, keys
        self._sample, self._now, self._say = sample, now, say
        self._random = np.random.default_rng(sample.seed)

    async def make(self) -> bool:
        """Make it; False if it is there already.

        Raises:
            SystemNotLoaded
            OtherPeopleThere
        """
        session, ics, past = self._session, self._ics, self._sample.history.surveys
        if await repository.has_survey(session, ics, [one.title for one in past]):
            return False
        first = address(self._sample.seed, 0)
        if await repository.is_member(session, self._keys.email_index(ics, first)):
            raise OtherPeopleThere
        since = day_in_england(self._now) - timedelta(days=DAYS_BACK)
        for survey in sorted(past, key=lambda one: -one.days_ago):
            opens = self._now - timedelta(days=survey.days_ago)
            await self._join((since, day_in_england(opens)))
            since = day_in_england(opens)
            await self._survey(survey, opens)
        await self._join((since, day_in_england(self._now)))
        await repository.forget_releases(session, ics)
        return True

    async def _join(self, joined: tuple[date, date]) -> None:
        filled = await fill(
            self._session,
            self._ics,
            self._keys,
            size=self._sample.size,
            seed=self._sample.seed,
            now=self._now,
            joined=joined,
        )
        await tell(
            self._session,
            self._ics,
            self._keys,
            filled=filled,
            seed=self._sample.seed,
            now=self._now,
        )
        for purpose, chance in CONSENTS.items():
            agree = [one for one in filled.ids if self._random.random() < chance]
            await repository.insert_consents(
                self._session, self._ics, purpose, agree, day_in_england(self._now)
            )

    async def _survey(self, past: PastSurvey, opens: datetime) -> None:
        session, ics, keys = self._session, self._ics, self._keys
        closes = opens + timedelta(days=past.open_days)
        said = SurveyIn(
            title=past.title,
            purpose=past.purpose,
            themes=past.themes,
            questions=past.questions,
            closes_on=day_in_england(closes),
        )
        segment_id = await self._segment(past, opens)
        survey = await surveys.draft(session, ics, said, opens)
        await surveys.open_survey(
            session,
            ics,
            keys=keys,
            survey_id=survey.id,
            said=OpenIn(sample=ASKED, segment_id=segment_id),
            seed=int(self._random.integers(2**31)),
            now=opens,
        )
        await mail.call_off(session, ics, MailKind.SURVEY_INVITATION, survey.id, opens)
        asked, answered = await self._answer(survey, past, opens)
        if closes < self._now:
            await closing.close(session, ics, keys, survey.id, closes)
        self._say(f"{past.title}: {answered} of {asked} answered")

    async def _segment(self, past: PastSurvey, opens: datetime) -> UUID | None:
        """Save the segment that a survey is for; None where everybody is meant, or the system has
        no such topics."""
        if past.audience is None:
            return None
        said = SegmentIn(name=past.audience.name, criteria=past.audience.criteria)
        try:
            return (await segments.save(self._session, self._ics, said, opens)).id
        except Invalid:
            return None

    async def _answer(self, survey: Survey, past: PastSurvey, opens: datetime) -> tuple[int, int]:
        """Let some of those asked answer; give how many were asked, and how many answered."""
        asked = sorted(await answers.asked(self._session, self._ics, survey.id))
        share = self._random.uniform(*ANSWERED)
        answering = [member for member in asked if self._random.random() < share]
        respondents = Respondents(read_questions(survey.questions), past.comments, self._random)
        for member in answering:
            later = min(past.open_days, int(self._random.exponential(4)))
            await answers.answer(
                self._session,
                self._ics,
                keys=self._keys,
                token=self._keys.answer_token(self._ics, survey.id, member),
                given=respondents.answers(),
                now=min(opens + timedelta(days=later), self._now),
            )
        return len(asked), len(answering)


async def _prepare(
    session: WriteSession, ics: SystemCode, past: PastAssembly, now: datetime
) -> UUID | None:
    """Prepare the assembly's selection; None if one of its title is there."""
    if await repository.has_selection(session, ics, past.title):
        return None
    categories = await _quotas(session, ics, past, day_in_england(now))
    said = SelectionIn(title=past.title, seats=past.seats, categories=categories)
    return (await selection.prepare(session, ics, said, now)).id


async def _draw(
    session: WriteSession,
    ics: SystemCode,
    past: PastAssembly,
    selection_id: UUID,
    *,
    keys: PanelKeys,
    now: datetime,
) -> None:
    terms = CommitmentIn(source=past.source, draw_on=day_in_england(now))
    before = now - _BEFORE_THE_DRAW
    await selection.commit(session, ics, selection_id, terms, keys=keys, now=before)
    drawn = DrawIn(digits=past.digits, evidence=past.evidence)
    await sitting.draw(session, ics, selection_id, drawn, by="sample", now=now)


async def _quotas(
    session: ReadSession, ics: SystemCode, past: PastAssembly, on: date
) -> list[CategoryIn]:
    """Give quotas for ages, sexes and places near to their shares of the population."""
    ground = await representation.ground(session, ics, on)
    people = {
        dimension: dict(margin.people)
        for dimension, margin in ground.margins(None).items()
        if dimension in {"age_band", "sex"}
    }
    people["place"] = {
        place: sum(ground.margins(place)["sex"].people.values()) for place in ground.names
    }
    return [
        CategoryIn(category=category, quotas=[*_around(groups, past.seats)])
        for category, groups in sorted(people.items())
    ]


def _around(groups: dict[str, int], seats: int) -> list[QuotaIn]:
    shares = {group: seats * count / sum(groups.values()) for group, count in groups.items()}
    return [
        QuotaIn(
            value=group,
            minimum=math.floor(share * (1 - _LOOSE)),
            maximum=math.ceil(share * (1 + _LOOSE)),
        )
        for group, share in shares.items()
    ]
