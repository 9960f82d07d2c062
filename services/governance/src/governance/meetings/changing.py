"""Changing a meeting: its day, place and notice, that it was held, its minutes approved."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.db.engine import WriteSession
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.meetings import checks, days, formats, repository
from governance.meetings.errors import MeetingExists, MeetingState
from governance.meetings.models import Meeting
from governance.meetings.schemas import MeetingPatch

_NEXT = {
    "scheduled": {"held", "cancelled"},
    "held": {"minutes_approved"},
    "minutes_approved": set(),
    "cancelled": set(),
}


async def change(
    session: WriteSession, meeting: Meeting, patch: MeetingPatch, today: date
) -> Meeting:
    """Change a meeting's date, place, notice or status. It must be locked.

    Raises:
        MeetingState: if its status does not allow that, or its day has not come, or something is
            on record that happened in it.
        Invalid: if the body is not in being on its new day, or the meeting that is to have approved
            its minutes could not.
    """
    sent = patch.model_dump(exclude_unset=True)
    checks.not_emptied(sent)
    status = sent.get("status", meeting.status)
    if status != meeting.status and status not in _NEXT[meeting.status]:
        allowed = ", ".join(sorted(_NEXT[meeting.status])) or "nothing"
        raise MeetingState(f"After {meeting.status} comes {allowed}.")
    changed = {name for name, value in sent.items() if value != getattr(meeting, name)}
    if meeting.status == "minutes_approved" and changed - {"approved_at_meeting_id"}:
        raise MeetingState("Its minutes are approved, so what is recorded of the meeting stands.")
    if meeting.status != "scheduled" and checks.AGREED & set(sent):
        raise MeetingState("Date, notice and what was agreed stand once a meeting has been held.")
    checks.day_has_come(changed, status, sent.get("held_on", meeting.held_on), today)
    if "status" in changed and status == "minutes_approved":
        await _require_to_have_ended(session, meeting, today)
    if checks.unsettles(changed, status) and await repository.has_course(session, meeting.id):
        raise MeetingState(
            "Something is on record that happened in the meeting: it is not cancelled any more, "
            "and its date and what was agreed before it stand."
        )
    if "held_on" in sent:
        checks.in_being(await bodies.get(session, meeting.body_id), sent["held_on"])
    notice = sent.get("notice_given_on", meeting.notice_given_on)
    checks.notice(notice, sent.get("held_on", meeting.held_on))
    if {"format", "held_on"} & set(sent):
        code = sent.get("format", meeting.format)
        await formats.check(session, meeting.body_id, sent.get("held_on", meeting.held_on), code)
    approved_at = sent.get("approved_at_meeting_id")
    if approved_at is not None:
        await _require_could_approve(session, meeting, status, approved_at, today)
    for name, value in sent.items():
        setattr(meeting, name, value)
    meeting.version += 1
    try:
        await session.flush()
    except IntegrityError:
        raise MeetingExists from None
    return meeting


async def _require_to_have_ended(session: WriteSession, meeting: Meeting, today: date) -> None:
    last = (await days.of(session, meeting)).all[-1]
    if last > today:
        raise MeetingState(
            f"It is adjourned to {last:%-d %B %Y}: its minutes are approved after that day."
        )


async def _require_could_approve(
    session: WriteSession, meeting: Meeting, status: str, approved_at: UUID, today: date
) -> None:
    """Refuse to say that a meeting approved the minutes of another which it could not; it stays as
    it is until the transaction ends.

    Raises:
        MeetingState: if the minutes are not approved.
        Invalid: if there is no such meeting of the body that came later and was not cancelled.
    """
    if status != "minutes_approved":
        raise MeetingState(
            "Where minutes were approved is said once they are: send status minutes_approved too."
        )
    field = "body.approved_at_meeting_id"
    found = await repository.get_for_change(session, approved_at)
    if found is None or found.body_id != meeting.body_id:
        raise Invalid(
            "Minutes are approved at a later meeting of the same body.",
            fields=(FieldError(field, "is no meeting of this body"),),
        )
    later = (found.held_on, found.starts_at or time.min) > (
        meeting.held_on, meeting.starts_at or time.min
    )  # fmt: skip
    sat_last = (await days.of(session, meeting)).all[-1]
    if not later or not sat_last <= found.held_on <= today or found.status == "cancelled":
        raise Invalid(
            "Minutes are approved at a later meeting that took place.",
            fields=(FieldError(field, "came before it, is still to come, or was cancelled"),),
        )
