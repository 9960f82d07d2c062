"""What is due before a meeting, and how often members came (rules 2 and 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from governance.bodies import seats
from governance.bodies import service as bodies
from governance.meetings import days
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.sittings import attendance, repository, service
from governance.sittings.attendance import Came, Held
from governance.sittings.errors import RuleOutOfDate
from governance.working_days import service as working_days


async def deadlines(session: ReadSession, meeting_id: UUID) -> dict[str, Any]:
    """Say when the papers of a meeting have to be out, by the terms of its day.

    Terms without a notice period ask for none: papers are due on the day itself.
    """
    meeting = await meetings.get(session, meeting_id)
    terms = await bodies.terms_on(session, meeting.body_id, meeting.held_on)
    content = terms.content if terms is not None else {}
    number, clear = (
        _number(content.get("notice_working_days")) or 0,
        bool(content.get("notice_clear_days", False)),
    )
    calendar = await working_days.calendar(session)
    due = calendar.before(meeting.held_on, number, clear=clear and number > 0)
    between = [due + timedelta(n) for n in range((meeting.held_on - due).days)]
    closed = {day: why for day in between if (why := calendar.why_closed(day))}
    notice = meeting.notice_given_on
    return {
        "held_on": meeting.held_on,
        "notice_working_days": number,
        "clear_days": clear,
        "papers_due_on": due,
        "notice_given_on": notice,
        "in_time": None if notice is None else notice <= due,
        "short_notice_reason": meeting.short_notice_reason,
        "closed_days": {day: why for day, why in closed.items() if why != "weekend"},
    }


async def attendance_of(session: ReadSession, body_id: UUID, until: date) -> dict[str, Any]:
    """Report how often the present holders of a body's posts came, and whom to tell the chair of.

    A meeting at which nobody was recorded is left out, and counted as such. Deputies count for the
    member only where the terms say so. Who is in attendance without being a member is listed apart
    and never flagged.

    Raises:
        RuleOutOfDate: if the terms have no attendance rule that can be read.
    """
    terms = await bodies.terms_on(session, body_id, until)
    content = terms.content if terms is not None else {}
    try:
        rule = attendance.read(content) or attendance.AttendanceRule()
    except ValueError:
        raise RuleOutOfDate from None
    after = attendance.begins(until, rule.rolling_months)
    sat, held, came = await _history(session, body_id, after, until)
    standing: dict[UUID, str] = {}
    holdings = []
    for post, holders in await bodies.posts(session, body_id):
        holder = next((h for h in holders if not h.deputy and bodies.in_force(h, until)), None)
        if holder is not None:
            standing[post.id] = post.standing
            holdings.append(attendance.Holding(post.id, holder.valid_from))
    found = attendance.rates(rule, until, held, came, holdings)
    asked = _number(content.get("meetings_per_year"))
    a_year = await meetings.held_between(session, body_id, attendance.begins(until, 12), until)
    shown = {
        post: {"post_id": post, "meetings": one.meetings, "attended": one.attended,
               "percent": one.percent, "flagged": one.flagged}
        for post, one in found.items()
    }  # fmt: skip
    return {
        "after": after,
        "until": until,
        "flag_below_percent": rule.flag_below_percent,
        "meetings_held": len(held),
        "meetings_without_attendance": sum(not one.recorded for one in held),
        "meetings_per_year": asked,
        "too_few_meetings": None if asked is None else len(a_year) < asked,
        "members": [one for post, one in shown.items() if standing[post] != "in_attendance"],
        "corrections": await _corrections(session, body_id, sat),
        "in_attendance": [
            {name: value for name, value in one.items() if name != "flagged"}
            for post, one in shown.items()
            if standing[post] == "in_attendance"
        ],
    }


async def _corrections(
    session: ReadSession, body_id: UUID, held: Sequence[Meeting]
) -> list[dict[str, Any]]:
    """List what was learned of who was on the body after one of its meetings (`known_at`), on each
    of the days on which it sat: the rates go by it, so that nobody is told of for a time in which
    they held no post. Who held an office is nothing to them."""
    found = []
    history = await seats.history(session, body_id)
    for meeting in held:
        sat = await days.of(session, meeting)
        for day in sat.all:
            known_at = await service.known_at(session, meeting, sat.begins(day))
            if known_at is None:
                continue
            for each in seats.corrections(history, day, known_at):
                if each.office is None:
                    found.append({"meeting_id": meeting.id, "day": day, **asdict(each)})
    return found


async def _history(
    session: ReadSession, body_id: UUID, after: date, until: date
) -> tuple[list[Meeting], list[Held], list[Came]]:
    """Give the meetings of a time, whether anybody was recorded at each, and who came to them: by
    their course, or by their minutes."""
    held = await meetings.held_between(session, body_id, after, until)
    came: list[Came] = []
    known = set()
    for event in await repository.presence(session, [one.id for one in held]):
        known.add(event.meeting_id)
        if event.kind == "arrived":
            came.append(Came(event.meeting_id, event.post_id, event.deputy))
    for meeting in held:
        for person in await meetings.attendances(session, meeting.id):
            if person.post_id is None:
                continue
            known.add(meeting.id)
            if person.kind in {"present", "in_attendance"}:
                deputy = person.in_place_of is not None
                came.append(Came(meeting.id, person.post_id, deputy))
    sat = [
        Held(one.id, max(day for day in (await days.of(session, one)).all if day <= until),
             one.id in known)
        for one in held
    ]  # fmt: skip
    return held, sat, came


def _number(value: Any) -> int | None:
    """Give a whole number of the terms' data, up to a year of days; None for anything else."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value <= 366 else None
