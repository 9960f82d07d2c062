"""Telling other services what a body means to take up: the library shows which gaps it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england, utc_now
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.plans import PlanItemPlanned
from common.messaging import outbox
from common.personal_data import check
from governance.bodies import service as bodies
from governance.plans import repository
from governance.plans.models import PlanItem


async def tell(
    session: WriteSession, items: Sequence[PlanItem], *, now: datetime | None = None
) -> None:
    """Tell how items of one body's plan stand. A title that reads like personal data stays here,
    and so does one that is withheld on an agenda.

    Args:
        now: when it came to stand so; the present moment if not given.
    """
    if not items:
        return
    body = await bodies.get(session, items[0].body_id)
    terms = await bodies.terms_on(session, body.id, day_in_england(now or utc_now()))
    in_public = terms is not None and terms.content.get("meets_in_public") is True
    ids = [one.id for one in items]
    days = await repository.days(session, ids)
    closed = await repository.withheld(session, ids)
    for item in items:
        fact = PlanItemPlanned(
            plan_item_id=item.id,
            body_id=item.body_id,
            body_name=body.name,
            in_public=in_public,
            kind=item.kind,
            title=None if item.id in closed or check([("title", item.title)]) else item.title,
            places=item.places,
            state=item.state,
            comes_on=days.get(item.id, []),
        )
        await outbox.record(session, SystemCode(item.ics), fact, now=now)


async def meeting_changed(session: WriteSession, meeting_id: UUID) -> None:
    """Take in that a meeting was moved, held or cancelled: what was to come once, and was on the
    agenda of a meeting that was cancelled, waits again. Everything at it is told of again."""
    items = await repository.at_meeting(session, meeting_id)
    there = await repository.on_agendas(session, [one.id for one in items])
    for item in items:
        if item.state == "done" and item.id not in there:
            item.state = "waiting"
            item.version += 1
    await session.flush()
    by_body: dict[UUID, list[PlanItem]] = {}
    for item in items:
        by_body.setdefault(item.body_id, []).append(item)
    for told in by_body.values():
        await tell(session, told)


async def tell_again(session: WriteSession, agenda_item_id: UUID) -> None:
    """Tell again of what an item of an agenda came of, once that was withheld or opened."""
    await tell(session, await repository.of_agenda_item(session, agenda_item_id))
