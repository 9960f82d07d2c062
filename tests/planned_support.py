"""Items of forward plans, as governance tells of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from common.clock import new_id
from common.events.envelope import Event
from common.events.plans import PlanItemPlanned
from insights.subscriptions import SUBSCRIPTIONS
from insights_support import QE1, Library

BOARD = UUID("00000000-0000-4000-8000-0000000000bb")
ITEM = UUID("00000000-0000-4000-8000-0000000000b1")


async def planned(library: Library, **fields: Any) -> None:
    """Hand what governance tells to its handler."""
    told: dict[str, Any] = {
        "plan_item_id": ITEM,
        "body_id": BOARD,
        "body_name": "Partnership board",
        "in_public": True,
        "kind": "deep_dive",
        "title": "Deep dive: urgent care in winter",
        "state": "waiting",
        "comes_on": [date(2027, 1, 20)],
        **fields,
    }
    data = PlanItemPlanned(**told)
    event = Event(id=new_id(), source="/test", ics="QE1", time=datetime.now(UTC), data=data)
    async with library.database.transaction(QE1) as session:
        await SUBSCRIPTIONS.handler(data.event_type)(event, session)
