"""Bringing decisions back to their body (rules 7, 8 and 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.meetings import service as meetings
from governance.plans import next_meeting
from governance.plans import service as plans
from governance.plans.schemas import PlanItemIn, PlanItemPatch
from governance.reporting import repository
from governance.reporting.models import Report
from governance.vocabularies import service as vocabularies

Kind = Literal["delegation", "urgent", "review"]
_DAY = timedelta(days=1)
_EARLIEST = date(1900, 1, 1)
_TITLES = {
    "delegation": "Decisions taken under delegation",
    "urgent": "Urgent decision {reference}, to be ratified",
    "review": "Review of decision {reference}",
}
"""They name no matter: an agenda is open, and a decision may be withheld."""
_OUTDATED = "The day of the review was changed."
_SHARED = {"delegation"}
"""Kinds of which all that is new is told under one item."""


@dataclass(frozen=True)
class Back:
    """A decision that comes back."""

    kind: Kind
    decision_id: UUID
    body_id: UUID
    reference: str
    on_day: date


@dataclass(frozen=True)
class Period:
    """What a meeting is told of: from the meeting before it on."""

    since: date
    until: date
    decision_ids: list[UUID]


async def bring_back(
    session: WriteSession, ics: SystemCode, one: Back, today: date, *, now: datetime | None = None
) -> UUID:
    """Let a decision come to the next meeting of its body; give the item of the forward plan.

    Args:
        now: when it is told that it does; the present moment if not given.
    """
    known = None
    if one.kind in _SHARED:
        known = await repository.waiting_item(session, one.body_id, one.kind)
    if known is None:
        title = _TITLES[one.kind].format(reference=one.reference)
        data = PlanItemIn(kind="once", title=title, starts_on=today, priority=1)
        known = (await plans.plan(session, ics, one.body_id, data, now=now)).id
    await next_meeting.bring(session, ics, known, one.body_id, max(today + _DAY, _from_day(one)))
    session.add(
        Report(
            ics=ics,
            decision_id=one.decision_id,
            kind=one.kind,
            body_id=one.body_id,
            plan_item_id=known,
            on_day=one.on_day,
        )
    )
    await session.flush()
    return known


async def since_last_meeting(
    session: ReadSession, body_id: UUID, kind: Kind, meeting_id: UUID | None, today: date
) -> Period:
    """Give the decisions of a kind since the meeting before a meeting; before now if none is named.

    What was taken on the very day of the meeting before is among them: it may have come after it.

    Raises:
        Invalid: if the meeting is another body's.
    """
    await bodies.get(session, body_id)
    until = today
    if meeting_id is not None:
        meeting = await meetings.get(session, meeting_id)
        if meeting.body_id != body_id:
            raise Invalid(
                "The meeting is another body's.",
                fields=(FieldError("query.meeting_id", "is a meeting of another body"),),
            )
        until = meeting.held_on
    before = until if meeting_id is None else until - _DAY
    held = await meetings.held_between(session, body_id, _EARLIEST, before)
    since = held[-1].held_on if held else _EARLIEST
    found = await repository.reported(session, body_id, kind, since, until)
    return Period(since, until, found)


async def look_after(database: Database, *, clock: Clock = utc_now) -> None:
    """Bring back what is due, in every system."""
    async with database.reading(None) as reading:
        codes = await vocabularies.systems(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await drop_outdated(session)
        async with database.transaction(ics) as session:
            await place_due(session, ics, day_in_england(clock()))

    await in_each(codes, in_one)


async def drop_outdated(session: WriteSession) -> None:
    """Drop what waits for a day of review that was changed since.

    It has a transaction of its own: one that held these items while it locked a meeting would wait
    for whoever holds the meeting and waits for them.
    """
    for item_id in await repository.outdated_reviews(session):
        item = await plans.get_for_change(session, item_id)
        if item.state == "waiting":
            await plans.change(session, item, PlanItemPatch(dropped_reason=_OUTDATED))


async def place_due(session: WriteSession, ics: SystemCode, today: date) -> None:
    """Bring decisions to be reviewed back, and give what waits its place at the next meeting.

    Where the day of a review was changed, the decision comes back on the new one: after a review
    that gave it another day, too.
    """
    for decision_id, body_id, reference, review_on in await repository.to_review(
        session, _OUTDATED
    ):
        back = Back("review", decision_id, body_id, reference, review_on)
        await bring_back(session, ics, back, today)
    for item_id, body_id, on_day in await repository.waiting(session):
        await next_meeting.bring(session, ics, item_id, body_id, max(today, on_day))


def _from_day(one: Back) -> date:
    return one.on_day if one.kind == "review" else _EARLIEST
