"""Meetings: scheduled, then held, then their minutes approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.events.governance import MeetingPublished
from common.messaging import outbox
from governance.bodies import service as bodies
from governance.meetings import checks, formats, repository, told
from governance.meetings.errors import (
    AttendanceNotFound,
    ItemNotFound,
    MeetingExists,
    MeetingNotFound,
    MeetingState,
)
from governance.meetings.models import AgendaItem, Attendance, Meeting, MeetingPublication
from governance.meetings.schemas import AttendanceIn, ItemIn, MeetingIn


async def get(session: ReadSession, meeting_id: UUID) -> Meeting:
    """Give one meeting.

    Raises:
        MeetingNotFound: if this system has none with that id.
    """
    found = await repository.get(session, meeting_id)
    if found is None:
        raise MeetingNotFound
    return found


async def get_for_change(session: WriteSession, meeting_id: UUID) -> Meeting:
    """Give one meeting, locked.

    Raises:
        MeetingNotFound: if this system has none with that id.
    """
    found = await repository.get_for_change(session, meeting_id)
    if found is None:
        raise MeetingNotFound
    return found


async def list_page(
    session: ReadSession, request: PageRequest, body_id: UUID | None
) -> Page[Meeting]:
    """List meetings, those entered last first."""
    return await repository.page(session, request, body_id)


async def schedule(
    session: WriteSession, ics: SystemCode, data: MeetingIn, *, ids: NewId = new_id
) -> Meeting:
    """Schedule a meeting of a body.

    Raises:
        MeetingExists: if the body has one at that date and time.
        Invalid: if the body's terms of that day name no such format.
    """
    checks.in_being(await bodies.get(session, data.body_id), data.held_on)
    checks.notice(data.notice_given_on, data.held_on)
    await formats.check(session, data.body_id, data.held_on, data.format)
    meeting = Meeting(ics=ics, id=ids(), status="scheduled", version=1, **data.model_dump())
    return await _add(session, meeting)


async def hold_from_minutes(
    session: WriteSession, ics: SystemCode, data: MeetingIn, ends_at: time | None,
    minutes_import_id: UUID, *, today: date, ids: NewId = new_id,
) -> Meeting:  # fmt: skip
    """Give the meeting that minutes tell of, held: the one that was scheduled, or a new one.

    Raises:
        MeetingExists: if that meeting has been held and recorded already.
        MeetingState: if its day has not come.
    """
    checks.day_has_come({"status"}, "held", data.held_on, today)
    await bodies.get(session, data.body_id)
    known = await repository.at(session, data.body_id, data.held_on, data.starts_at)
    if known is not None and (known.status != "scheduled" or known.minutes_import_id):
        raise MeetingExists
    if known is None:
        meeting = Meeting(ics=ics, id=ids(), version=1, status="held", ends_at=ends_at,
                          minutes_import_id=minutes_import_id, **data.model_dump())  # fmt: skip
        return await _add(session, meeting)
    known.status = "held"
    known.ends_at = ends_at
    known.place = data.place or known.place
    known.minutes_import_id = minutes_import_id
    known.version += 1
    await session.flush()
    return known


def require_not_cancelled(meeting: Meeting) -> None:
    """Refuse to record what a meeting did that was cancelled.

    Raises:
        MeetingState: if it was.
    """
    if meeting.status == "cancelled":
        raise MeetingState("The meeting was cancelled: nothing happened in it.")


def require_open(meeting: Meeting) -> None:
    """Refuse to add to the course of a meeting that was cancelled, or whose minutes stand.

    Raises:
        MeetingState: saying which of the two.
    """
    require_not_cancelled(meeting)
    if meeting.status == "minutes_approved":
        raise MeetingState("Its minutes are approved, so what is recorded of the meeting stands.")


async def publish(
    session: WriteSession, ics: SystemCode, meeting: Meeting, *, now: datetime
) -> Meeting:
    """Publish a meeting and its agenda as they stand; where nothing has changed since it was
    published, nothing new is said."""
    content = await told.of(session, meeting)
    if meeting.published_version == meeting.version:
        last = (await repository.publications(session, meeting.id))[-1]
        if last.content == content:
            return meeting
    meeting.version += 1
    meeting.published_version = meeting.version
    session.add(
        MeetingPublication(ics=ics, meeting_id=meeting.id, version=meeting.version,
                           published_at=now, content=content)
    )  # fmt: skip
    await session.flush()
    body = await bodies.get(session, meeting.body_id)
    await outbox.record(
        session,
        ics,
        MeetingPublished(
            meeting_id=meeting.id,
            body_id=meeting.body_id,
            body_name=body.name,
            held_on=meeting.held_on,
            place=meeting.place,
            version=meeting.version,
        ),
        now=now,
    )
    return meeting


async def publications(session: ReadSession, meeting_id: UUID) -> list[MeetingPublication]:
    """List when a meeting's versions were published, in order."""
    return await repository.publications(session, meeting_id)


async def items(session: ReadSession, meeting_id: UUID) -> list[AgendaItem]:
    """List a meeting's agenda."""
    await get(session, meeting_id)
    return await repository.items(session, meeting_id)


async def require_item(session: ReadSession, meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """Give an item of a meeting.

    Raises:
        ItemNotFound: if the meeting has none with that id.
    """
    for item in await repository.items(session, meeting_id):
        if item.id == item_id:
            return item
    raise ItemNotFound


async def add_items(
    session: WriteSession, meeting: Meeting, data: Sequence[ItemIn], *, ids: NewId = new_id
) -> list[AgendaItem]:
    """Add items at the end of a meeting's agenda; the meeting must be locked.

    Raises:
        MeetingState: if the meeting was cancelled, or its minutes are approved.
    """
    require_open(meeting)
    position = await repository.next_position(session, AgendaItem, meeting.id)
    added = [
        AgendaItem(ics=meeting.ics, id=ids(), meeting_id=meeting.id, position=position + index,
                   **item.model_dump())
        for index, item in enumerate(data)
    ]  # fmt: skip
    session.add_all(added)
    await session.flush()
    return added


async def attendances(session: ReadSession, meeting_id: UUID) -> list[Attendance]:
    """List who came to a meeting, and who sent apologies."""
    await get(session, meeting_id)
    return await repository.attendances(session, meeting_id)


async def add_attendances(
    session: WriteSession, meeting: Meeting, data: Sequence[AttendanceIn], *, ids: NewId = new_id
) -> list[Attendance]:
    """Add people to the attendance of a meeting; the meeting must be locked.

    Raises:
        MeetingState: if the meeting was cancelled, or its minutes are approved.
        PostNotFound, Invalid: if a post is not there, or of another body.
    """
    require_open(meeting)
    for index, person in enumerate(data):
        if person.post_id is not None:
            post = await bodies.get_post(session, person.post_id)
            if post.body_id != meeting.body_id:
                raise Invalid(
                    "The post belongs to another body.",
                    fields=(FieldError(f"body[{index}].post_id", "is a post of another body"),),
                )
    position = await repository.next_position(session, Attendance, meeting.id)
    added = [
        Attendance(ics=meeting.ics, id=ids(), meeting_id=meeting.id, position=position + index,
                   **person.model_dump())
        for index, person in enumerate(data)
    ]  # fmt: skip
    session.add_all(added)
    await session.flush()
    return added


async def remove_attendance(session: WriteSession, meeting: Meeting, attendance_id: UUID) -> None:
    """Take an entry out that was wrong; the meeting must be locked.

    Raises:
        MeetingState: if the meeting was cancelled, or its minutes are approved.
        AttendanceNotFound: if the meeting has no such entry.
    """
    require_open(meeting)
    for person in await repository.attendances(session, meeting.id):
        if person.id == attendance_id:
            await session.delete(person)
            await session.flush()
            return
    raise AttendanceNotFound


async def held_between(
    session: ReadSession, body_id: UUID, after: date, until: date
) -> list[Meeting]:
    """List the meetings that a body held after a day and up to another, oldest first."""
    return await repository.held_between(session, body_id, after, until)


async def names_at(session: ReadSession, meeting_id: UUID | None, body_id: UUID) -> list[str]:
    """Name everybody known at a meeting and in its body: what events must not carry."""
    names = await bodies.holder_names(session, body_id)
    if meeting_id is not None:
        for person in await repository.attendances(session, meeting_id):
            names += [n for n in (person.name, person.in_place_of, person.replaced_by) if n]
        names += [chair.name for chair in await repository.chairs(session, meeting_id)]
    return names


async def _add(session: WriteSession, meeting: Meeting) -> Meeting:
    session.add(meeting)
    try:
        await session.flush()
    except IntegrityError:
        raise MeetingExists from None
    await session.refresh(meeting)
    return meeting
