"""The chair confirms the quorum, adjourns and resumes (LSC ICP terms, clauses 8.3 and 8.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.meetings import days
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.sittings import course, repository, service, settled
from governance.sittings.course_schemas import AdjournmentIn, ConfirmationIn
from governance.sittings.errors import MeetingAdjourned, MeetingQuorate, NotQuorate
from governance.sittings.models import Adjournment, QuorumConfirmation


async def confirm_quorum(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, data: ConfirmationIn,
    *, recorded_by: str, now: datetime, ids: NewId = new_id,
) -> QuorumConfirmation:  # fmt: skip
    """Record that whoever is in the chair confirmed that the meeting is quorate.

    For every item the interests declared by then are taken into account; the items for which they
    leave too few are kept with it.

    Raises:
        NotThatMoment, MeetingState: if the meeting did not sit then, or nothing can be added.
        NotQuorate: if it is not quorate, or nobody is in the chair.
    """
    recorded_at = await bodies.hold_of_meeting(session, meeting_id, now)
    meeting = await meetings.get_for_change(session, meeting_id)
    await service.require_moment(session, meeting, data.at, now)
    await require_sitting(session, meeting_id, data.at)
    chamber = await service.chamber(session, meeting_id, None, data.at)
    if not chamber.quorum.quorate or chamber.presiding is None:
        raise NotQuorate
    not_quorate_for = []
    for item in await meetings.items(session, meeting_id):
        of_item = await service.chamber(session, meeting_id, item.id, data.at)
        if not of_item.quorum.quorate:
            not_quorate_for.append(item.id)
    confirmation = QuorumConfirmation(
        ics=ics, id=ids(), meeting_id=meeting_id, presiding_post_id=chamber.presiding,
        counted=chamber.quorum.counted, members=chamber.quorum.members,
        not_quorate_for=not_quorate_for, at=data.at, recorded_at=recorded_at,
        recorded_by=recorded_by,
    )  # fmt: skip
    session.add(confirmation)
    await session.flush()
    return confirmation


async def confirmations(
    session: ReadSession, meeting_ids: Sequence[UUID]
) -> list[QuorumConfirmation]:
    """List the confirmations of quorum of meetings, in order."""
    return await repository.confirmations(session, meeting_ids)


async def confirmations_of(session: ReadSession, meeting_id: UUID) -> list[QuorumConfirmation]:
    """List the confirmations of quorum of one meeting, in order.

    Raises:
        MeetingNotFound: if this system has none with that id.
    """
    await meetings.get(session, meeting_id)
    return await repository.confirmations(session, [meeting_id])


async def adjourn(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, data: AdjournmentIn,
    *, recorded_by: str, now: datetime, ids: NewId = new_id,
) -> Adjournment:  # fmt: skip
    """Record that the chair adjourned a meeting, or that it was resumed, on the same day or on any
    later one; on that day those are there who come again.

    Raises:
        NotThatMoment, MeetingState: if the meeting did not sit then, or nothing can be added.
        Invalid: if it is adjourned to a day that does not come after, or on which there is no body.
        MeetingAdjourned: if it is adjourned already, or is resumed while it sits, or something
            later is recorded.
        MeetingQuorate: if it is to be adjourned for want of a quorum that it has.
        VoteSettled: if a vote was taken then or later.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    before = await repository.adjournments(session, meeting_id)
    await _require_day(session, meeting, data, now)
    if before and data.at < before[-1].at:
        raise MeetingAdjourned("Something later is recorded; the course only grows.")
    if course.adjourned(before, data.at) == (data.kind == "adjourned"):
        raise MeetingAdjourned("What is adjourned is not adjourned again, nor resumed what sits.")
    if data.why == "not_quorate":
        chamber = await service.chamber(session, meeting_id, data.item_id, data.at)
        if chamber.quorum.quorate:
            raise MeetingQuorate
    await settled.require_unsettled(session, meeting_id, data.at)
    step = Adjournment(
        ics=ics, id=ids(), meeting_id=meeting_id, recorded_at=now, recorded_by=recorded_by,
        **data.model_dump(exclude={"item_id"}),
    )  # fmt: skip
    session.add(step)
    await session.flush()
    return step


async def _require_day(
    session: ReadSession, meeting: Meeting, data: AdjournmentIn, now: datetime
) -> None:
    """Refuse a day on which a meeting cannot go on; it is resumed on any day."""
    if data.kind == "resumed" and data.at <= now:
        meetings.require_open(meeting)
    else:
        await service.require_moment(session, meeting, data.at, now)
    if data.resumes_on is None:
        return
    sat_on = (await days.of(session, meeting)).of(data.at)
    body = await bodies.get(session, meeting.body_id)
    if data.resumes_on <= sat_on or not bodies.in_force(body, data.resumes_on):
        raise Invalid(
            "A meeting is adjourned to a later day on which there is its body; on the same day it "
            "is resumed without one.",
            fields=(FieldError("body.resumes_on", "does not come after, or there is no body"),),
        )


async def adjournments(session: ReadSession, meeting_id: UUID) -> list[Adjournment]:
    """List when a meeting was adjourned and resumed, in order."""
    await meetings.get(session, meeting_id)
    return await repository.adjournments(session, meeting_id)


async def inquorate_now(session: ReadSession, meeting_id: UUID, at: datetime) -> bool:
    """Say whether a meeting stands adjourned for want of a quorum at a moment."""
    found = await repository.adjournments(session, meeting_id)
    last = next((one for one in reversed(found) if one.at <= at), None)
    return last is not None and last.why == "not_quorate"


async def require_sitting(session: ReadSession, meeting_id: UUID, at: datetime) -> None:
    """Refuse what a meeting cannot do while it stands adjourned.

    Raises:
        MeetingAdjourned: if it does.
    """
    if course.adjourned(await repository.adjournments(session, meeting_id), at):
        raise MeetingAdjourned("The meeting stands adjourned at that moment. Resume it first.")
