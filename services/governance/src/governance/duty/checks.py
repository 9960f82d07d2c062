"""What must hold before an assessment begins, or a step is answered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.bodies.models import Body
from governance.duty import law
from governance.duty.errors import NoDutyInForce
from governance.duty.law import Duty
from governance.duty.schemas import AnswerIn, AssessmentIn, KindsAnswer
from governance.meetings import service as meetings

_PARENTS = 5
"""So far up from committee to board, at most."""


async def duty_of(
    session: ReadSession, body: Body, acting_for: str | None, on: date
) -> tuple[str, Duty]:
    """Find the duty of a kind of body: the one named, or the body's own, or its parents'.

    Raises:
        NoDutyInForce: if no law binds any of them on that day.
    """
    if acting_for is not None:
        named = law.in_force(acting_for, on)
        if named is None:
            raise NoDutyInForce
        return acting_for, named
    one: Body | None = body
    for _ in range(_PARENTS):
        if one is None:
            break
        duty = law.in_force(one.kind, on)
        if duty is not None:
            return one.kind, duty
        one = await bodies.parent_on(session, one.id, on)
    raise NoDutyInForce


async def check_item(session: ReadSession, data: AssessmentIn) -> None:
    """Check that the meeting is the body's, and the item the meeting's.

    Raises:
        Invalid, MeetingNotFound, ItemNotFound: if not.
    """
    if data.meeting_id is None:
        return
    meeting = await meetings.get(session, data.meeting_id)
    if meeting.body_id != data.body_id:
        raise Invalid(
            "The meeting is another body's.",
            fields=(FieldError("body.meeting_id", "is a meeting of another body"),),
        )
    if data.item_id is not None:
        await meetings.require_item(session, data.meeting_id, data.item_id)


def check_kinds(duty: Duty, data: AnswerIn) -> None:
    """Check that the law names the kinds of activity.

    Raises:
        Invalid: naming each that it doesn't.
    """
    if not isinstance(data, KindsAnswer):
        return
    wrong = tuple(
        FieldError(f"body.codes[{index}]", "is no kind of activity that the law names")
        for index, code in enumerate(data.codes)
        if code not in duty.engaged_by
    )
    if wrong:
        raise Invalid("Choose among the kinds in next_question.codes.", fields=wrong)


async def check_post(session: ReadSession, body_id: UUID, post_id: UUID | None) -> None:
    """Check that a post is the body's.

    Raises:
        Invalid: if it is another's.
    """
    if post_id is not None and (await bodies.get_post(session, post_id)).body_id != body_id:
        raise Invalid(
            "The post belongs to another body.",
            fields=(FieldError("body.post_id", "is a post of another body"),),
        )
