"""A body while it sits: who is there, and whether it is quorate for an item (rules 2 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import seats
from governance.bodies import service as bodies
from governance.bodies.seats import Correction
from governance.deputies import service as deputies
from governance.interests import service as interests
from governance.meetings import days
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.offices import service as offices
from governance.quorum import rules
from governance.quorum.evaluation import Attendee, Quorum, evaluate
from governance.sittings import repository, settled
from governance.sittings.course import there
from governance.sittings.errors import (
    NoQuorumRule,
    NotThatMoment,
    PresenceRefused,
    RuleOutOfDate,
)
from governance.sittings.models import PresenceEvent
from governance.sittings.schemas import PresenceIn

_OVER = ("held", "minutes_approved")


@dataclass(frozen=True)
class Chamber:
    """A meeting at a moment, for an item or for none."""

    meeting: Meeting
    terms: dict[str, Any]
    at: datetime
    quorum: Quorum
    conflicted: frozenset[UUID]
    presiding: UUID | None
    """The chair, or else the deputy chair, of those who count; one for whom a deputy came, who
    counts as a member, only where neither is there in person."""
    chair: UUID | None
    """The first in the chair by the terms, there or not."""
    known_at: datetime | None
    """What was on record of posts, holders and offices at that moment counts; None where what is on
    record now does."""
    corrections: Sequence[Correction]
    """What was learned since then of who was on the body, and who held an office, on that day."""

    @property
    def entitled(self) -> frozenset[UUID]:
        """Give the posts that may vote."""
        return frozenset(one.post_id for one in self.quorum.standings if one.counts)


async def course(session: ReadSession, meeting_id: UUID) -> list[PresenceEvent]:
    """List who came and went, in order."""
    await meetings.get(session, meeting_id)
    return await repository.presence(session, [meeting_id])


async def note_presence(
    session: WriteSession,
    ics: SystemCode,
    meeting_id: UUID,
    data: PresenceIn,
    *,
    recorded_by: str,
    now: datetime,
    ids: NewId = new_id,
) -> PresenceEvent:
    """Record that somebody came in or left.

    Raises:
        Invalid: if the post is none of the body's on that day, or the meeting did not sit then.
        MeetingState: if it was cancelled, or its minutes are approved.
        PresenceRefused: if they are there already, or are not, or it lies before what is recorded
            of the post.
        VoteSettled: if a vote was taken then or later.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    await require_moment(session, meeting, data.at, now)
    sat = await days.of(session, meeting)
    day = sat.of(data.at)
    members = await bodies.members_on(session, meeting.body_id, day)
    if data.post_id not in {one.post_id for one in members}:
        raise Invalid(
            "The body has no such post on the day of the meeting.",
            fields=(FieldError("body.post_id", "is no post of the body on that day"),),
        )
    before = [e for e in await repository.presence(session, [meeting_id])
              if e.post_id == data.post_id]  # fmt: skip
    if before and data.at < before[-1].at:
        raise PresenceRefused("Something later is recorded of this post; the course only grows.")
    before = [one for one in before if one.at >= sat.begins(day)]
    if (data.kind == "arrived") == bool(before and before[-1].kind == "arrived"):
        raise PresenceRefused("Who is there does not arrive, and who is not does not leave.")
    await settled.require_unsettled(session, meeting_id, data.at)
    event = PresenceEvent(
        ics=ics, id=ids(), meeting_id=meeting_id, recorded_at=now, recorded_by=recorded_by,
        **data.model_dump(),
    )  # fmt: skip
    session.add(event)
    await session.flush()
    return event


async def present_at(session: ReadSession, meeting_id: UUID, at: datetime) -> list[Attendee]:
    """List who is at a meeting at a moment. Of one that goes on on a later day those count who
    came on that day."""
    sat = await days.of(session, await meetings.get(session, meeting_id))
    return await _present(session, meeting_id, sat, at)


async def _present(
    session: ReadSession, meeting_id: UUID, sat: days.Days, at: datetime
) -> list[Attendee]:
    since = sat.begins(sat.of(at))
    events = await repository.presence(session, [meeting_id], at)
    here = [one for one in events if one.at >= since]
    return there(here, at, await deputies.approved_at(session, meeting_id, at))


async def require_moment(
    session: ReadSession, meeting: Meeting, at: datetime, now: datetime
) -> None:
    """Refuse to record of a meeting what cannot have happened in it.

    Raises:
        MeetingState: if it was cancelled, or its minutes are approved.
        NotThatMoment: if the moment is in the future, or on no day on which the meeting sits, by
            the clocks of England, or in the night after it.
    """
    meetings.require_open(meeting)
    if at > now or not (await days.of(session, meeting)).has(at):
        raise NotThatMoment(
            "Give a moment on the day of the meeting that is not in the future. A meeting that was "
            "adjourned is resumed first: POST /meetings/{id}/adjournments.",
            fields=(FieldError("body.at", "is not on the day of the meeting, or not yet"),),
        )


async def known_at(session: ReadSession, meeting: Meeting, at: datetime) -> datetime | None:
    """Give the moment whose knowledge a moment of a meeting is read by: that at which it was
    recorded what the meeting decided then or later; of one that was held, and decided nothing
    more, that at which its course was last recorded. None where what is on record now counts."""
    settled_at = await repository.settled_at(session, meeting.id, at)
    if settled_at is not None or meeting.status not in _OVER:
        return settled_at
    return await repository.course_recorded_at(session, meeting.id)


async def look(
    session: ReadSession, meeting_id: UUID, item_id: UUID | None, at: datetime
) -> Chamber:
    """Work out the same as `chamber`, by what was known when a meeting was held that is over
    (`known_at`): nothing is to be decided by it.

    Raises:
        ItemNotFound, NoQuorumRule, RuleOutOfDate: as `chamber` does.
    """
    meeting = await meetings.get(session, meeting_id)
    return await _chamber(session, meeting, item_id, at, await known_at(session, meeting, at))


async def chamber(
    session: ReadSession, meeting_id: UUID, item_id: UUID | None, at: datetime
) -> Chamber:
    """Work out who counts at a moment of a meeting, and whether it is quorate, by the terms and
    the members of the day on which it sits then. Where a vote or a confirmed quorum of that moment
    or a later one is on record, by what was on record of members and offices when it was recorded.

    Raises:
        ItemNotFound: if the meeting has no such item.
        NoQuorumRule: if the terms of that day have none.
        RuleOutOfDate: if they no longer fit the body's posts, or were never a rule.
    """
    meeting = await meetings.get(session, meeting_id)
    settled_at = await repository.settled_at(session, meeting_id, at)
    return await _chamber(session, meeting, item_id, at, settled_at)


async def _chamber(
    session: ReadSession, meeting: Meeting, item_id: UUID | None, at: datetime,
    known_at: datetime | None,
) -> Chamber:  # fmt: skip
    if item_id is not None:
        await meetings.require_item(session, meeting.id, item_id)
    sat = await days.of(session, meeting)
    day = sat.of(at)
    terms = await bodies.terms_on(session, meeting.body_id, day)
    if terms is None:
        raise NoQuorumRule
    try:
        read = rules.read(terms.content)
    except rules.RuleRefused:
        raise RuleOutOfDate from None
    if read is None:
        raise NoQuorumRule
    history = await seats.history(session, meeting.body_id)
    members = seats.members(history, day, known_at)
    present = await _present(session, meeting.id, sat, at)
    rule, named = read
    groups = offices.groups(history, day, named, members, known_at)
    none: frozenset[UUID] = frozenset()
    conflicted = await interests.removed_from(session, item_id, at) if item_id else none
    try:
        found = evaluate(rule, groups, members, present, conflicted=conflicted,
                         remote_agreed=meeting.remote_agreed)  # fmt: skip
    except rules.RuleRefused:
        raise RuleOutOfDate from None
    counts = {one.post_id for one in found.standings if one.counts}
    chairs = [*groups.get("chair", ()), *groups.get("deputy_chair", ())]
    by_deputy = {one.post_id for one in present if one.deputy}
    in_chair = sorted((one for one in chairs if one in counts), key=by_deputy.__contains__)
    presiding = in_chair[0] if in_chair else None
    chair = chairs[0] if chairs else None
    corrected = [] if known_at is None else seats.corrections(history, day, known_at)
    return Chamber(
        meeting, terms.content, at, found, conflicted, presiding, chair, known_at, corrected
    )
