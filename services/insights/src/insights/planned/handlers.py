"""What governance says of forward plans, as the library keeps it."""

from __future__ import annotations

from common.db.engine import WriteSession
from common.db.tenancy import system_code
from common.events.envelope import Event
from common.events.plans import PlanItemPlanned
from insights.planned import service


async def on_plan_item_planned(event: Event[PlanItemPlanned], session: WriteSession) -> None:
    """Keep how an item of a plan stands."""
    await service.keep(session, system_code(event.ics), event.data)
