"""Telling other services what a body means to take up: the library shows which gaps it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

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
    """Tell how items of one body's plan stand; a title that reads like personal data stays here.

    Args:
        now: when it came to stand so; the present moment if not given.
    """
    if not items:
        return
    body = await bodies.get(session, items[0].body_id)
    terms = await bodies.terms_on(session, body.id, (now or utc_now()).date())
    in_public = terms is not None and terms.content.get("meets_in_public") is True
    days = await repository.days(session, [one.id for one in items])
    for item in items:
        fact = PlanItemPlanned(
            plan_item_id=item.id,
            body_id=item.body_id,
            body_name=body.name,
            in_public=in_public,
            kind=item.kind,
            title=None if check([("title", item.title)]) else item.title,
            places=item.places,
            state=item.state,
            comes_on=days.get(item.id, []),
        )
        await outbox.record(session, SystemCode(item.ics), fact, now=now)
