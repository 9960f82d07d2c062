"""Deputies (rule 2; LSC ICP terms, clauses 7.7 and 8.4): nominated, then ruled on by the chair."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.deputies import repository
from governance.deputies.errors import NominationNotFound, NominationState
from governance.deputies.models import DeputyNomination, DeputyRuling
from governance.deputies.schemas import NominationIn, RulingIn
from governance.meetings import days
from governance.meetings import service as meetings
from governance.sittings import settled

Stands = tuple[DeputyNomination, DeputyRuling | None]
"""A nomination, and the last ruling on it."""


async def nominate(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, data: NominationIn,
    *, recorded_by: str, now: datetime, ids: NewId = new_id,
) -> Stands:  # fmt: skip
    """Record that a member nominated a deputy for a meeting: the secretariat is told by this.

    Raises:
        MeetingNotFound: if this system has no such meeting.
        MeetingState: if it was cancelled, or its minutes are approved.
        Invalid: if the post is no member's of the body on that day, or nobody holds it.
        NominationState: if a deputy of that post is nominated already, and stands.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    meetings.require_open(meeting)
    sat = await days.of(session, meeting)
    filled = await bodies.filled_on(session, meeting.body_id, sat.to_come(day_in_england(now)))
    if data.post_id not in filled:
        raise Invalid(
            "Only a member who holds a post of the body on a day of the meeting that is not over "
            "nominates a deputy.",
            fields=(FieldError("body.post_id", "is no member's post, or vacant on that day"),),
        )
    for nomination, ruling in await of_meeting(session, meeting_id):
        stands = ruling is None or ruling.outcome == "approved"
        if nomination.post_id == data.post_id and stands:
            raise NominationState("A deputy of that member is nominated; withdraw that first.")
    nomination = DeputyNomination(
        ics=ics, id=ids(), meeting_id=meeting_id, recorded_at=now, recorded_by=recorded_by,
        **data.model_dump(),
    )  # fmt: skip
    session.add(nomination)
    await session.flush()
    return nomination, None


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[Stands]:
    """List the nominations for a meeting, each with the last ruling on it."""
    await meetings.get(session, meeting_id)
    last = {one.nomination_id: one for _, one in await repository.rulings(session, meeting_id)}
    return [(one, last.get(one.id)) for one in await repository.nominations(session, meeting_id)]


async def rule(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, nomination_id: UUID, data: RulingIn,
    *, recorded_by: str, now: datetime, ids: NewId = new_id,
) -> Stands:  # fmt: skip
    """Record what the chair ruled on a nomination, or that the member withdrew it.

    Raises:
        NominationNotFound: if the meeting has none with that id.
        MeetingState: if the meeting was cancelled, or its minutes are approved.
        Invalid: if it lies in the future.
        NominationState: if the nomination was withdrawn, or something later is recorded of it.
        VoteSettled: if a vote was taken then or later.
    """
    meetings.require_open(await meetings.get_for_change(session, meeting_id))
    found = next((one for one in await of_meeting(session, meeting_id)
                  if one[0].id == nomination_id), None)  # fmt: skip
    if found is None:
        raise NominationNotFound
    nomination, last = found
    if data.at > now:
        raise Invalid(
            "A ruling is recorded when it has been made.",
            fields=(FieldError("body.at", "must not be in the future"),),
        )
    if last is not None and last.outcome == "withdrawn":
        raise NominationState("The member withdrew it; nominate again.")
    if last is not None and data.at < last.at:
        raise NominationState("Something later is recorded of it; what was ruled only grows.")
    await settled.require_unsettled(session, meeting_id, data.at)
    ruling = DeputyRuling(
        ics=ics, id=ids(), nomination_id=nomination_id, recorded_by=recorded_by,
        **data.model_dump(),
    )  # fmt: skip
    session.add(ruling)
    await session.flush()
    return nomination, ruling


async def approved_at(session: ReadSession, meeting_id: UUID, at: datetime) -> dict[UUID, bool]:
    """Say, for each post whose deputy was ruled on, whether the deputy was approved at a moment."""
    found = await repository.rulings(session, meeting_id, at)
    return {post: ruling.outcome == "approved" for post, ruling in found}
