"""What everybody is told: which bodies take questions and until when, and what was answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.pagination import PageRequest
from governance.bodies import service as bodies
from governance.meetings import coming
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.questions import repository
from governance.questions.models import PublicQuestion
from governance.questions.schemas import (
    AnsweredMeetingOut,
    AnsweredOut,
    GroundOut,
    OfferedMeetingOut,
    OfferOut,
    PublishedQuestionOut,
    PublishedQuestionsOut,
    SaidRulesOut,
)
from governance.schemes import rules
from governance.schemes import service as schemes
from governance.schemes.rules import Said, Scheme
from governance.working_days import service as working_days
from governance.working_days.calendar import WorkingCalendar

_MOST_BODIES = 200
_MOST_MEETINGS = 6


async def offers(session: ReadSession, now: datetime) -> list[OfferOut]:
    """List the bodies that take something from the public, with their next meetings."""
    today = day_in_england(now)
    calendar = await working_days.calendar(session)
    page = await bodies.list_page(session, PageRequest(_MOST_BODIES), today)
    found = []
    for body in page.items:
        scheme = await schemes.on(session, body.id, today)
        if scheme is not None:
            sittings = await coming.of_body(session, body.id, today)
            found.append(
                OfferOut(
                    body_id=body.id, body_name=body.name, source=scheme.source,
                    questions=_rules(scheme.questions), statements=_rules(scheme.statements),
                    petitions=scheme.petitions is not None,
                    other_ways=[one.label for one in scheme.assisted.channels]
                    if scheme.assisted else [],
                    kept_days=scheme.kept_days,
                    grounds=[GroundOut(**one.model_dump()) for one in scheme.grounds],
                    meetings=[_offered(scheme, one, today, calendar)
                              for one in sittings[:_MOST_MEETINGS]],
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: one.body_name)


async def of_meeting(session: ReadSession, meeting_id: UUID) -> PublishedQuestionsOut:
    """Give the published questions of a meeting.

    Raises:
        MeetingNotFound: if this system has none with that id.
    """
    meeting = await meetings.get(session, meeting_id)
    body = await bodies.get(session, meeting.body_id)
    rows = await repository.published(session, meeting_id)
    return PublishedQuestionsOut(
        meeting_id=meeting.id,
        body_id=body.id,
        body_name=body.name,
        held_on=meeting.held_on,
        waiting=await repository.waiting(session, meeting_id),
        items=await _published(session, rows),
    )


async def answered(session: ReadSession) -> AnsweredOut:
    """Say where answers are published."""
    found = []
    for meeting_id in await repository.answered_meetings(session):
        meeting = await meetings.get(session, meeting_id)
        body = await bodies.get(session, meeting.body_id)
        found.append(
            AnsweredMeetingOut(meeting_id=meeting_id, body_name=body.name, held_on=meeting.held_on)
        )
    found.sort(key=lambda one: (one.held_on, one.meeting_id), reverse=True)
    written = await _published(session, await repository.published_in_writing(session))
    return AnsweredOut(meetings=found, written=written)


async def _published(
    session: ReadSession, rows: list[PublicQuestion]
) -> list[PublishedQuestionOut]:  # fmt: skip
    groups = await repository.references(session, [one.group_id for one in rows])
    return [
        PublishedQuestionOut(
            id=one.id,
            reference=one.reference,
            kind=one.kind,
            name=one.shown_name,
            text=one.text or "",
            answer=one.answer or "",
            answered_by=one.answered_by or "",
            answered_on=one.answered_on or one.asked_on,
            answered_with=[
                reference
                for group, reference in groups
                if group == one.group_id and reference != one.reference
            ],
            decision_id=one.decision_id,
        )
        for one in rows
    ]


def _rules(said: Said | None) -> SaidRulesOut | None:
    if said is None:
        return None
    names: Any = SaidRulesOut.model_fields
    return SaidRulesOut(**{name: getattr(said, name) for name in names})


def _offered(
    scheme: Scheme, meeting: Meeting, today: date, calendar: WorkingCalendar
) -> OfferedMeetingOut:
    last: dict[str, date | None] = {
        kind: None if said is None else rules.last_day(said, meeting.held_on, calendar)
        for kind, said in (("questions", scheme.questions), ("statements", scheme.statements))
    }
    return OfferedMeetingOut(
        meeting_id=meeting.id,
        held_on=meeting.held_on,
        place=meeting.place,
        last_day_for_questions=last["questions"],
        last_day_for_statements=last["statements"],
        takes_questions=last["questions"] is not None and today <= last["questions"],
        takes_statements=last["statements"] is not None and today <= last["statements"],
    )
