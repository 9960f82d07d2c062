"""Telling other services what a body means to take up: the library shows which gaps it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import utc_now
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
    terms = await bodies.terms_on(session, body.id, (now or utc_now()).date())
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


async def tell_again(session: WriteSession, agenda_item_id: UUID) -> None:
    """Tell again of what an item of an agenda came of, once that was withheld or opened."""
    await tell(session, await repository.of_agenda_item(session, agenda_item_id))
