"""Agenda and papers go to everybody in time; record and votes go on to the boards that the terms
name (rule 1; LSC ICP terms, clauses 9.2, 9.3 and 10.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.arrangements import service as arrangements
from governance.arrangements.rules import Board, What
from governance.bodies import service as bodies
from governance.circulation import repository
from governance.circulation.errors import IssueLate, PresentedAlready
from governance.circulation.models import AgendaIssue, Presentation
from governance.circulation.schemas import IssueIn, PresentationIn
from governance.meetings import service as meetings
from governance.meetings.errors import MeetingState
from governance.meetings.models import Meeting
from governance.sittings import reports, votes

HELD = frozenset({"held", "minutes_approved"})


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom agenda and papers go."""

    post_id: UUID
    title: str
    standing: str
    name: str


@dataclass(frozen=True)
class Due:
    """What a board is to have of a meeting, and when it had it."""

    board: Board
    what: What
    presented_on: date | None


async def distribution(session: ReadSession, meeting: Meeting) -> list[Recipient]:
    """List to whom a meeting's agenda goes: the holders of posts on its day, members or not."""
    found = []
    for post, holders in await bodies.posts(session, meeting.body_id):
        if not bodies.in_force(post, meeting.held_on):
            continue
        holder = next((h for h in holders
                       if not h.deputy and bodies.in_force(h, meeting.held_on)), None)  # fmt: skip
        if holder is not None:
            found.append(Recipient(post.id, post.title, post.standing, holder.name))
    return found


async def due_on(session: ReadSession, meeting_id: UUID) -> date:
    """Give the day on which agenda and papers are due."""
    due: date = (await reports.deadlines(session, meeting_id))["papers_due_on"]
    return due


async def issue(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, data: IssueIn,
    *, recorded_by: str, now: datetime, ids: NewId = new_id,
) -> AgendaIssue:  # fmt: skip
    """Record that agenda and papers went to members and those in attendance.

    Raises:
        MeetingNotFound: if this system has no such meeting.
        MeetingState: if it was cancelled, or its minutes are approved.
        Invalid: if it went out in the future or after the meeting, or to whom is not on the list.
        IssueLate: if it is late without a reason, or in time with one.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    meetings.require_open(meeting)
    if data.issued_on > min(day_in_england(now), meeting.held_on):
        raise Invalid(
            "An agenda is issued before the meeting, and recorded once it is.",
            fields=(FieldError("body.issued_on", "must not be after today or the meeting"),),
        )
    listed = [one.post_id for one in await distribution(session, meeting)]
    sent = listed if data.post_ids is None else list(dict.fromkeys(data.post_ids))
    wrong = [FieldError(f"body.post_ids[{index}]", "is not on the list")
             for index, one in enumerate(sent) if one not in listed]  # fmt: skip
    if wrong:
        raise Invalid("Agendas go to those on the list.", fields=tuple(wrong))
    due = await due_on(session, meeting_id)
    late = data.issued_on > due
    if late != (data.late_reason is not None):
        raise IssueLate(due, late=late)
    before = await repository.issues(session, [meeting_id])
    had = {post for one in before for post in one.post_ids} | set(sent)
    issued = AgendaIssue(
        ics=ics, id=ids(), meeting_id=meeting_id, issued_on=data.issued_on, due_on=due,
        post_ids=sent, not_sent=[one for one in listed if one not in had],
        late_reason=data.late_reason, recorded_at=now, recorded_by=recorded_by,
    )  # fmt: skip
    session.add(issued)
    await session.flush()
    return issued


async def issues(session: ReadSession, meeting_ids: Sequence[UUID]) -> list[AgendaIssue]:
    """List the issues of meetings' agendas, in order."""
    return await repository.issues(session, meeting_ids)


async def present(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, data: PresentationIn,
    *, recorded_by: str, now: datetime,
) -> Due:  # fmt: skip
    """Record that a board had the record of a meeting, or what came of its votes.

    Raises:
        MeetingNotFound: if this system has no such meeting.
        MeetingState: if it has not been held.
        Invalid: if the terms of its day do not give that board this, or the day does not fit.
        PresentedAlready: if the board had it.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    if meeting.status not in HELD:
        raise MeetingState("What comes of a meeting is presented once it has been held.")
    board = next((one for one in await _boards(session, meeting) if one.code == data.board), None)
    if board is None or data.what not in board.gets:
        raise Invalid(
            "The terms name the boards that the record and the votes go on to.",
            fields=(FieldError("body.board", "is to have nothing of the kind, by the terms"),),
        )
    if not meeting.held_on <= data.presented_on <= day_in_england(now):
        raise Invalid(
            "It is presented after the meeting, and recorded once it is.",
            fields=(FieldError("body.presented_on", "must be from the meeting's day up to today"),),
        )
    for one in await repository.presentations(session, [meeting_id]):
        if (one.board, one.what) == (data.board, data.what):
            raise PresentedAlready
    session.add(Presentation(ics=ics, meeting_id=meeting_id, recorded_at=now,
                             recorded_by=recorded_by, **data.model_dump()))  # fmt: skip
    await session.flush()
    return Due(board, data.what, data.presented_on)


async def due_to_boards(session: ReadSession, meeting: Meeting) -> list[Due]:
    """List what boards are to have of a meeting that was held, and when they had it.

    Votes are due where a vote was taken; where everything was agreed by consensus there are none.
    """
    if meeting.status not in HELD:
        return []
    had = {(one.board, one.what): one.presented_on
           for one in await repository.presentations(session, [meeting.id])}  # fmt: skip
    taken = await votes.of_meeting(session, meeting.id)
    voted = any(one.vote.method != "consensus" for one in taken)
    return [
        Due(board, what, had.get((board.code, what)))
        for board in await _boards(session, meeting)
        for what in board.gets
        if what == "record" or voted or (board.code, what) in had
    ]


async def _boards(session: ReadSession, meeting: Meeting) -> tuple[Board, ...]:
    return (await arrangements.on(session, meeting.body_id, meeting.held_on)).boards
