"""Defects found later (rule 2; LSC ICP terms, clause 10.5): recorded, and nothing is undone.

Votes and decisions keep what was found when they were taken: a correction of posts or holders later
changes none of them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.arrangements import service as arrangements
from governance.bodies import service as bodies
from governance.decisions import service as decisions
from governance.defects import repository
from governance.defects.models import Defect
from governance.defects.schemas import DefectIn
from governance.meetings import service as meetings
from governance.meetings.errors import MeetingState

Found = tuple[Defect, list[UUID]]
"""A defect, and the decisions of its meeting."""


async def record(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, data: DefectIn,
    *, recorded_by: str, now: datetime, ids: NewId = new_id,
) -> Found:  # fmt: skip
    """Record a defect that was found after a meeting.

    Its decisions stand where the terms of that day say so and they were taken in good faith.

    Raises:
        MeetingNotFound: if this system has no such meeting.
        MeetingState: if the meeting has not been held.
        Invalid: if it was found before the meeting or in the future, or the post is another body's.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    if meeting.status not in {"held", "minutes_approved"}:
        raise MeetingState("A defect is found of a meeting that has been held.")
    if not meeting.held_on <= data.found_on <= day_in_england(now):
        raise Invalid(
            "A defect that leaves decisions as they are is found at the meeting or after it.",
            fields=(FieldError("body.found_on", "must be from the meeting's day up to today"),),
        )
    if data.post_id is not None:
        post = await bodies.get_post(session, data.post_id)
        if post.body_id != meeting.body_id:
            raise Invalid(
                "The post belongs to another body.",
                fields=(FieldError("body.post_id", "is a post of another body"),),
            )
    arranged = await arrangements.on(session, meeting.body_id, meeting.held_on)
    defect = Defect(
        ics=ics, id=ids(), meeting_id=meeting_id,
        decisions_stand=arranged.defects_leave_decisions_valid and data.in_good_faith,
        recorded_at=now, recorded_by=recorded_by, **data.model_dump(),
    )  # fmt: skip
    session.add(defect)
    await session.flush()
    return defect, await decisions.ids_of_meeting(session, meeting_id)


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[Found]:
    """List the defects of a meeting, each with the decisions that it concerns."""
    await meetings.get(session, meeting_id)
    concerned = await decisions.ids_of_meeting(session, meeting_id)
    return [(one, concerned) for one in await repository.of_meeting(session, meeting_id)]
