"""Meetings of a made-up past: scheduled, given notice of, prepared with papers, held, approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from common.clock import ENGLAND, day_in_england
from common.past import Step, moment
from governance.actions import service as actions
from governance.actions.schemas import ActionIn, ActionPatch
from governance.gunning import service as gunning
from governance.gunning.schemas import OpeningIn
from governance.interests import service as interests
from governance.interests.schemas import InterestIn, ItemInterestIn
from governance.meetings import changing
from governance.meetings import service as meetings
from governance.meetings.schemas import AttendanceIn, MeetingIn, MeetingPatch
from governance.papers import service as papers
from governance.papers.schemas import PaperIn
from governance.papers.service import Author
from governance.samples.deciding import Deciding
from governance.samples.ground import SUBJECT, Ground
from governance.samples.schemas import PastAction, PastInterest, PastMeeting, PastPaper
from governance.sittings import service as sittings
from governance.sittings.schemas import PresenceIn

_AFTER = 20
"""The hour, in UTC, at which a day's meeting is written up."""


class Sitting:
    """One meeting, step by step."""

    def __init__(self, ground: Ground, past: PastMeeting) -> None:
        self._ground, self._past = ground, past
        self._papers: dict[str, UUID] = {}
        self._actions: dict[str, UUID] = {}

    def steps(self) -> Iterator[Step]:
        """Give everything that happened to the meeting."""
        past, held = self._past, bool(self._past.present)
        yield self._step(moment(past.scheduled_on, 8), self._schedule)
        if past.notice_on is not None:
            yield self._step(moment(past.notice_on, 10), self._give_notice)
        for paper in past.papers:
            yield self._step(moment(paper.drafted_on, 9), partial(self._draft, paper=paper))
            yield self._step(moment(paper.published_on, 11), partial(self._publish, paper=paper))
            if paper.opened_on is not None:
                yield self._step(moment(paper.opened_on, 12), partial(self._open, paper=paper))
        deciding = Deciding(self._ground, past)
        yield from deciding.before()
        if held:
            yield self._step(moment(past.held_on, _AFTER), self._convene)
            yield from deciding.at_the_meeting()
            yield self._step(moment(past.held_on, _AFTER), self._close)
        yield from deciding.after()
        if past.minutes_approved_on is not None:
            yield self._step(moment(past.minutes_approved_on, 14), self._approve)
        for action in past.actions:
            if action.done_on is not None:
                yield self._step(moment(action.done_on, 15), partial(self._done, action=action))

    def _step(self, at: datetime, do: object) -> Step:
        return Step(self._past.key, at, do)  # type: ignore[arg-type]

    @property
    def _id(self) -> UUID:
        return self._ground.meeting(self._past.key)

    def _item(self, number: str) -> UUID:
        return self._ground.item(self._past.key, number)

    def _post(self, title: str) -> UUID:
        return self._ground.post(self._past.body, title)

    async def _schedule(self, now: datetime) -> None:
        ground, past = self._ground, self._past
        said = MeetingIn(
            body_id=ground.body(past.body),
            held_on=past.held_on,
            starts_at=past.starts_at,
            place=past.place,
            remote_agreed=past.remote_agreed,
        )
        meeting = await meetings.schedule(ground.session, ground.ics, said)
        ground.meetings[past.key] = meeting.id
        for item in await meetings.add_items(ground.session, meeting, past.items):
            ground.items[past.key, item.number] = item.id

    async def _give_notice(self, now: datetime) -> None:
        session = self._ground.session
        meeting = await meetings.get_for_change(session, self._id)
        await changing.change(
            session, meeting, MeetingPatch(notice_given_on=day_in_england(now)), day_in_england(now)
        )
        await meetings.publish(session, self._ground.ics, meeting, now=now)

    async def _draft(self, now: datetime, paper: PastPaper) -> None:
        ground = self._ground
        said = PaperIn(
            title=paper.title,
            sections=paper.sections,
            evidence=ground.cited(paper.findings, day_in_england(now)),
        )
        written = await papers.draft(
            ground.session,
            ground.ics,
            self._id,
            self._item(paper.item),
            said,
            author=Author(SUBJECT, now),
        )
        self._papers[paper.item] = written.paper.id

    async def _publish(self, now: datetime, paper: PastPaper) -> None:
        session = self._ground.session
        found = await papers.get_for_change(session, self._papers[paper.item])
        await papers.finalise(session, found)
        await papers.publish(session, found, paper.late_reason, Author(SUBJECT, now))

    async def _open(self, now: datetime, paper: PastPaper) -> None:
        ground = self._ground
        for title in paper.opened_by:
            said = OpeningIn(post_id=self._post(title), what="paper")
            await gunning.opened(
                ground.session,
                ground.ics,
                self._id,
                self._item(paper.item),
                said,
                clerk=ground.clerk(now),
            )

    async def _convene(self, now: datetime) -> None:
        """Let members arrive, and declare their interests."""
        ground, past = self._ground, self._past
        begins = datetime.combine(past.held_on, past.starts_at, ENGLAND)
        for title in past.present:
            said = PresenceIn(
                post_id=self._post(title), kind="arrived", remote=title in past.remote, at=begins
            )
            await sittings.note_presence(
                ground.session, ground.ics, self._id, said, recorded_by=SUBJECT, now=now
            )
        for one in past.interests:
            await self._declare(one, begins, now)
        meeting = await meetings.get_for_change(ground.session, self._id)
        await meetings.add_attendances(ground.session, meeting, await self._attendance())

    async def _attendance(self) -> list[AttendanceIn]:
        ground, past = self._ground, self._past
        there: list[AttendanceIn] = []
        for kind, titles in (("present", past.present), ("apologies", past.apologies)):
            for title in titles:
                post = self._post(title)
                said = {
                    "kind": kind,
                    "name": await ground.holder(past.body, title, past.held_on),
                    "role": title,
                    "organisation": ground.organisations[post],
                    "note": "From afar" if title in past.remote else None,
                    "post_id": post,
                }
                there.append(AttendanceIn.model_validate(said))
        guests = [one.model_dump() | {"kind": "in_attendance"} for one in past.in_attendance]
        return there + [AttendanceIn.model_validate(one) for one in guests]

    async def _declare(self, one: PastInterest, at: datetime, now: datetime) -> None:
        ground, post = self._ground, self._post(one.post)
        entry = await interests.declare(
            ground.session,
            ground.ics,
            post,
            InterestIn(nature=one.nature, declared_on=self._past.held_on),
        )
        said = ItemInterestIn(
            post_id=post,
            interest_id=entry.id,
            takes_part=one.takes_part,
            ruling=one.ruling,
            at=at,
        )
        await interests.declare_in_item(
            ground.session,
            ground.ics,
            self._id,
            self._item(one.item),
            said,
            recorded_by=SUBJECT,
            now=now,
        )

    async def _close(self, now: datetime) -> None:
        """End the meeting, and keep the actions that it agreed."""
        ground, past = self._ground, self._past
        meeting = await meetings.get_for_change(ground.session, self._id)
        patch = MeetingPatch(status="held", ends_at=past.ends_at)
        await changing.change(ground.session, meeting, patch, day_in_england(now))
        await meetings.publish(ground.session, ground.ics, meeting, now=now)
        for one in past.actions:
            said = ActionIn(
                body_id=meeting.body_id,
                meeting_id=meeting.id,
                item_id=self._item(one.item),
                description=one.description,
                owner_post_id=None if one.owner is None else self._post(one.owner),
                due_on=one.due_on,
            )
            kept = await actions.add(ground.session, ground.ics, said)
            self._actions[one.description] = kept.id

    async def _done(self, now: datetime, action: PastAction) -> None:
        session = self._ground.session
        kept = await actions.get_for_change(session, self._actions[action.description])
        await actions.change(session, kept, ActionPatch(status="done"), today=day_in_england(now))

    async def _approve(self, now: datetime) -> None:
        session = self._ground.session
        meeting = await meetings.get_for_change(session, self._id)
        patch = MeetingPatch(status="minutes_approved")
        await changing.change(session, meeting, patch, day_in_england(now))
        await meetings.publish(session, self._ground.ics, meeting, now=now)
