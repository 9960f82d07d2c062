"""Gathering what the record has of a body's year."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession
from governance.arrangements import rules
from governance.arrangements.rules import Arrangements
from governance.bodies import service as bodies
from governance.bodies.models import TermsOfReference
from governance.circulation import service as circulation
from governance.conformance import repository
from governance.conformance.record import Asked, Sat, Year
from governance.meetings import coming, formats
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.offices import service as offices
from governance.papers import service as papers
from governance.plans import service as plans
from governance.sittings import attendance, proceedings, reports
from governance.sittings.errors import RuleOutOfDate


async def year(session: ReadSession, body_id: UUID, on: date, terms: TermsOfReference) -> Year:
    """Gather a body's twelve months up to a day, and the twelve ahead, for its terms of that day.

    Raises:
        RuleOutOfDate: if the terms are of a form that is no longer read.
    """
    try:
        arrangements = rules.read(terms.content)
    except ValueError:
        raise RuleOutOfDate from None
    since, until = attendance.begins(on, 12), rules.months_after(on, 12)
    held = await meetings.held_between(session, body_id, since, on)
    ahead = [one for one in await coming.of_body(session, body_id, on) if one.held_on <= until]
    planned = {
        meeting.id: bool(placed)
        for meeting, placed in (await plans.programme(session, body_id, on, until)).meetings
    }
    body = await bodies.get(session, body_id)
    asked = _asked(terms.content, arrangements)
    return Year(
        on=on,
        whole=body.valid_from <= since,
        asked=asked,
        sat=[await _sat(session, one, planned=planned.get(one.id, False)) for one in held + ahead],
        flagged=await _unreviewed(session, body_id, on),
        offices_wanting=[
            one.rule.office for one in await offices.on(session, body_id, on)
            if one.current is None or one.out_of_step
        ],
        clauses=dict(arrangements.clauses),
    )  # fmt: skip


def _asked(content: dict[str, Any], arrangements: Arrangements) -> Asked:
    attended = content.get("attendance")
    return Asked(
        meetings_per_year=_number(content.get("meetings_per_year")),
        notice_working_days=_number(content.get("notice_working_days")),
        has_quorum=content.get("quorum") is not None,
        attendance_percent=(
            None if attended is None else attendance.read(content).flag_below_percent  # type: ignore[union-attr]
        ),
        record_goes_on=any("record" in one.gets for one in arrangements.boards),
        votes_go_on=any("votes" in one.gets for one in arrangements.boards),
        offices_rotate=bool(arrangements.rotation),
        meets_in_public=content.get("meets_in_public") is True,
        review_due=_day(content.get("review_due")),
    )


async def _sat(session: ReadSession, meeting: Meeting, *, planned: bool) -> Sat:
    issues = await circulation.issues(session, [meeting.id])
    written = await papers.of_meeting(session, meeting.id)
    publications = await meetings.publications(session, meeting.id)
    to_boards = await circulation.due_to_boards(session, meeting)
    wanting = [one for one in to_boards if one.presented_on is None]
    return Sat(
        meeting_id=meeting.id,
        held_on=meeting.held_on,
        held=meeting.status in circulation.HELD,
        due_on=await circulation.due_on(session, meeting.id),
        notice_given_on=meeting.notice_given_on,
        at_short_notice=meeting.short_notice_reason is not None,
        issued_on=issues[0].issued_on if issues else None,
        not_sent=bool(issues and issues[-1].not_sent),
        papers=[
            min((said.published_on for said in one.publications), default=None) for one in written
        ],
        in_public=await formats.in_public(session, meeting) is True,
        published_on=day_in_england(publications[0].published_at) if publications else None,
        programmed=planned or bool(await meetings.items(session, meeting.id)),
        quorum_confirmed=bool(await proceedings.confirmations(session, [meeting.id])),
        minutes_approved=meeting.status == "minutes_approved",
        record_wanting=[one.board.code for one in wanting if one.what == "record"],
        votes_wanting=[one.board.code for one in wanting if one.what == "votes"],
    )


async def _unreviewed(session: ReadSession, body_id: UUID, on: date) -> list[UUID]:
    """Give the posts that are flagged and were not reviewed within the months looked at."""
    report = await reports.attendance_of(session, body_id, on)
    reviewed = {
        one.post_id
        for one in await repository.of_body(session, body_id)
        if report["after"] < one.until <= on
    }
    return [one["post_id"] for one in report["members"]
            if one["flagged"] and one["post_id"] not in reviewed]  # fmt: skip


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
