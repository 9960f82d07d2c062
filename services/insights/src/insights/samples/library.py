"""Giving a library a made-up past: what was planned, asked, heard, published, taken back.

All of it goes through the library's own functions, each step on its day and in the order of days,
so that near matches, ageing, versions and events are what they would be. It is one transaction: the
past is there, or it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from common.clock import Clock, utc_now
from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from common.past import Step, happen, moment
from insights.activities import service as activities
from insights.activities.schemas import ActivityIn, ActivityPatch, CallOffIn
from insights.audience import Reader
from insights.feedback import service as feedback
from insights.feedback import staging
from insights.feedback.forms import Declared
from insights.feedback.progress import Watch
from insights.feedback.schemas import SourceIn
from insights.findings import access, publishing, withdrawing
from insights.findings import service as findings
from insights.findings.schemas import FindingIn, FindingPatch
from insights.keys import InsightsKeys
from insights.organisations import service as organisations
from insights.samples import repository
from insights.samples.schemas import (
    Library,
    PastActivity,
    PastFeedback,
    PastFinding,
    PastStory,
)
from insights.stories import access as telling
from insights.stories import leaving
from insights.stories import service as stories
from insights.stories.schemas import StoryIn
from insights.vocabularies import service as vocabularies

EDITOR = Reader("sample", None, frozenset({"insights:deposit", "insights:publish"}))
_FEEDBACK = "friends_and_family_test"


class NotLoaded(Exception):
    """The system was not loaded, or it has no organisation of a name."""


async def play(
    database: Database,
    ics: SystemCode,
    keys: InsightsKeys,
    library: Library,
    *,
    comments: Path | None = None,
    clock: Clock = utc_now,
) -> bool:
    """Make the past of a library; False if it is there already.

    Args:
        comments: a file of the Friends and Family Test, where the library's past has one.

    Raises:
        NotLoaded
        NotPast: if something in it has not happened yet.
    """
    async with database.transaction(ics) as session:
        if await vocabularies.system(session) is None:
            raise NotLoaded(f"{ics} is not loaded")
        titles = [one.said.title for one in library.activities]
        if await repository.has_activity(session, titles):
            return False
        past = _Past(session, ics, await repository.organisations(session), keys, comments)
        await happen(past.steps(library), clock())
        return True


class _Past:
    """What happened, step by step, in one transaction."""

    def __init__(
        self,
        session: WriteSession,
        ics: SystemCode,
        known: dict[str, UUID],
        keys: InsightsKeys,
        comments: Path | None,
    ) -> None:
        self._session, self._ics, self._keys, self._comments = session, ics, keys, comments
        self._organisations = known
        self._activities: dict[str, UUID] = {}
        self._findings: dict[str, UUID] = {}
        self._stories: dict[str, tuple[UUID, int]] = {}
        self._revision: dict[str, int] = {}

    def steps(self, library: Library) -> Iterator[Step]:
        """Give the steps; those of one day in the order in which they are given."""
        begins = [one.registered_on for one in library.activities]
        begins += [one.deposited_on for one in library.findings]
        begins += [one.deposited_on for one in library.stories]

        async def organise(now: datetime) -> None:
            for one in library.organisations:
                if one.name not in self._organisations:
                    made = await organisations.register(
                        self._session, self._ics, EDITOR, one, now=now
                    )
                    self._organisations[one.name] = made.id

        yield Step("organisations", moment(min(begins)), organise)
        for activity in library.activities:
            yield from self._of_activity(activity)
        for finding in library.findings:
            yield from self._of_finding(finding)
        for story in library.stories:
            yield from self._of_story(story)
        if library.feedback is not None and self._comments is not None:
            yield self._of_feedback(library.feedback, self._comments)

    def _of_activity(self, past: PastActivity) -> Iterator[Step]:
        async def register(now: datetime) -> None:
            said = ActivityIn(
                **past.said.model_dump(),
                organisation_id=self._organisation(past.organisation),
                going_ahead_reason=past.going_ahead_reason,
            )
            made, _ = await activities.register(self._session, self._plan(now), said)
            self._activities[past.key] = made.id
            self._revision[past.key] = made.version

        async def move(now: datetime, patch: ActivityPatch) -> None:
            known, expected = self._activities[past.key], self._revision[past.key]
            changed, _ = await activities.change(
                self._session, self._plan(now), known, expected, patch
            )
            self._revision[past.key] = changed.version

        async def call_off(now: datetime) -> None:
            if past.called_off is None:
                return
            said = CallOffIn(
                reason=past.called_off.reason,
                reused_finding_ids=[self._findings[key] for key in past.called_off.reuses],
            )
            known, expected = self._activities[past.key], self._revision[past.key]
            await activities.call_off(self._session, self._plan(now), known, expected, said)

        yield Step(past.key, moment(past.registered_on), register)
        for status, on in (("under_way", past.under_way_on), ("finished", past.finished_on)):
            if on is not None:
                patch = ActivityPatch.model_validate({"status": status})
                yield Step(past.key, moment(on), partial(move, patch=patch))
        if past.called_off is not None:
            yield Step(past.key, moment(past.called_off.on), call_off)

    def _of_finding(self, past: PastFinding) -> Iterator[Step]:
        async def deposit(now: datetime) -> None:
            content = past.said.model_dump(exclude={"activity_ids"})
            said = FindingIn(
                **content,
                activity_ids=[self._activities[key] for key in past.activities],
                organisation_id=self._organisation(past.organisation),
                embargo_until=moment(past.embargo_until) if past.embargo_until else None,
            )
            made = await findings.deposit(self._session, self._act(now), said)
            self._findings[past.key] = made.id
            self._revision[past.key] = made.revision

        async def submit(now: datetime) -> None:
            found = await findings.submit(self._session, self._act(now), *self._at(past.key))
            self._revision[past.key] = found.revision

        async def publish(now: datetime) -> None:
            found = await publishing.publish(self._session, self._act(now), *self._at(past.key))
            self._revision[past.key] = found.revision

        async def revise(now: datetime, said: FindingPatch) -> None:
            found = await findings.change(self._session, self._act(now), *self._at(past.key), said)
            self._revision[past.key] = found.revision
            await submit(now)
            await publish(now)

        async def replace(now: datetime) -> None:
            if past.replaced is not None:
                by = self._findings[past.replaced.by]
                await findings.supersede(self._session, self._act(now), *self._at(past.key), by)

        async def withdraw(now: datetime) -> None:
            if past.withdrawn is not None:
                reason = past.withdrawn.reason
                at, act = self._at(past.key), self._act(now)
                await withdrawing.withdraw(self._session, act, *at, reason)

        yield Step(past.key, moment(past.deposited_on), deposit)
        if past.submitted_on is not None:
            yield Step(past.key, moment(past.submitted_on), submit)
        if past.published_on is not None:
            yield Step(past.key, moment(past.published_on), publish)
        for one in past.revised:
            yield Step(past.key, moment(one.on), partial(revise, said=one.said))
        if past.replaced is not None:
            yield Step(past.key, moment(past.replaced.on), replace)
        if past.withdrawn is not None:
            yield Step(past.key, moment(past.withdrawn.on), withdraw)

    def _of_story(self, past: PastStory) -> Iterator[Step]:
        async def deposit(now: datetime) -> None:
            said = StoryIn(
                **past.said.model_dump(),
                consent=past.agreed,
                organisation_id=self._organisation(past.organisation),
            )
            made, _ = await stories.deposit(self._session, self._tell(now), said)
            self._stories[past.key] = made.id, made.revision

        async def publish(now: datetime) -> None:
            await stories.publish(self._session, self._tell(now), *self._stories[past.key])

        async def withdraw(now: datetime) -> None:
            told, _ = self._stories[past.key]
            await leaving.withdraw(self._session, self._tell(now), told)

        yield Step(past.key, moment(past.deposited_on), deposit)
        if past.published_on is not None:
            yield Step(past.key, moment(past.published_on), publish)
        if past.withdrawn_on is not None:
            yield Step(past.key, moment(past.withdrawn_on), withdraw)

    def _of_feedback(self, past: PastFeedback, comments: Path) -> Step:
        async def take_in(now: datetime) -> None:
            act = staging.Act(self._ics, EDITOR, now)
            said = SourceIn(
                name=past.name,
                kind=_FEEDBACK,
                mapping=_FEEDBACK,
                organisation_id=self._organisation(past.organisation),
            )
            source = await feedback.register(self._session, act, said)
            with comments.open("rb") as file:
                await feedback.take_in(
                    self._session,
                    act,
                    source.id,
                    file,
                    declared=Declared(),
                    dry_run=False,
                    watch=Watch(None, self._ics),
                    keys=self._keys,
                )

        return Step(past.name, moment(past.imported_on), take_in)

    def _organisation(self, name: str) -> UUID:
        if name not in self._organisations:
            raise NotLoaded(f"there is no organisation {name}")
        return self._organisations[name]

    def _at(self, key: str) -> tuple[UUID, int]:
        return self._findings[key], self._revision[key]

    def _act(self, now: datetime) -> access.Act:
        return access.Act(self._ics, EDITOR, now)

    def _tell(self, now: datetime) -> telling.Act:
        return telling.Act(self._ics, EDITOR, now)

    def _plan(self, now: datetime) -> activities.Act:
        return activities.Act(self._ics, EDITOR, now)
