"""What the worker does for threads: it opens those of decisions, and escalates what is overdue."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from common.clock import Clock, day_in_england, new_id, utc_now
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from governance.bodies import service as bodies
from governance.keys import GovernanceKeys
from governance.plans import next_meeting
from governance.plans import service as plans
from governance.plans.schemas import PlanItemIn
from governance.threads import notices, repository, standards
from governance.threads.models import FeedbackEscalation, FeedbackThread
from governance.threads.standards import Standard
from governance.vocabularies import service as vocabularies

TITLE = "Answers to people that are overdue"
"""It names no matter: an agenda is open to all."""
_DAY = timedelta(days=1)


async def look_after(database: Database, *, keys: GovernanceKeys, clock: Clock = utc_now) -> None:
    """Open and escalate what is due, and write to those who see to it, in every system."""
    async with database.reading(None) as reading:
        systems = await vocabularies.systems(reading)

    async def in_one(ics: SystemCode) -> None:
        now = clock()
        async with database.transaction(ics) as session:
            await open_for_decisions(session, ics, now)
            await notices.remind(session, keys, now)
            await escalate(session, ics, keys, now)

    await in_each(systems, in_one)


async def open_for_decisions(session: WriteSession, ics: SystemCode, now: datetime) -> None:
    """Open the threads of decisions that rely on what people said; once for each."""
    for decision_id, body_id, decided_on in await repository.unopened(
        session, standards.first_day()
    ):
        terms = await bodies.terms_on(session, body_id, decided_on)
        standard = standards.on(decided_on, None if terms is None else terms.content)
        if standard is None:
            continue
        values = {
            "ics": ics,
            "id": new_id(),
            "body_id": body_id,
            "decision_id": decision_id,
            "opened_on": decided_on,
            "due_on": decided_on + timedelta(standard.due_days),
            "standard": standard.model_dump(mode="json"),
            "opened_at": now,
        }
        await repository.add_for_decision(session, values)


async def escalate(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, now: datetime
) -> None:
    """Bring overdue answers onto the forward plans that the steps name, and what waits there to the
    next meeting; whoever sees to one hears of it."""
    today = day_in_england(now)
    for thread, taken in await repository.to_escalate(session, today):
        steps, reached = Standard.model_validate(thread.standard).escalation, None
        for number, step in enumerate(steps[taken:], start=taken + 1):
            if thread.due_on + timedelta(step.after_days) >= today:
                break
            body_id = await _heard_by(session, thread, step.to, today)
            item_id = await _item(session, ics, body_id, today)
            session.add(
                FeedbackEscalation(
                    ics=ics,
                    thread_id=thread.id,
                    step=number,
                    body_id=body_id,
                    plan_item_id=item_id,
                    on_day=today,
                )
            )
            await session.flush()
            reached = number
        if reached is not None:
            await notices.tell_owner(
                session, keys, thread, "answer_overdue", occasion=str(reached), now=now
            )
    for item_id, of in await repository.waiting_items(session):
        await next_meeting.bring(session, ics, item_id, of, today + _DAY)


async def _heard_by(
    session: WriteSession, thread: FeedbackThread, to: standards.To, today: date
) -> UUID:
    """Give the body that hears of it; the body's own where it reports to none."""
    parent = await bodies.parent_on(session, thread.body_id, today) if to == "parent" else None
    return thread.body_id if parent is None else parent.id


async def _item(session: WriteSession, ics: SystemCode, body_id: UUID, today: date) -> UUID:
    known = await repository.waiting_item(session, body_id)
    if known is not None:
        return known
    data = PlanItemIn(kind="once", title=TITLE, starts_on=today, priority=1)
    return (await plans.plan(session, ics, body_id, data)).id
