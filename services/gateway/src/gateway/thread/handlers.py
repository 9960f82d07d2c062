"""Events in: each becomes statements about the thread."""

from __future__ import annotations

from common.db.engine import WriteSession
from common.db.tenancy import system_code
from common.events.envelope import Event, EventData
from gateway.thread.projection import PROJECTIONS
from gateway.thread.service import take_in
from gateway.thread.statements import Statement


async def take_in_event(event: Event[EventData], session: WriteSession) -> None:
    """Bring the thread up to date with an event."""
    told = PROJECTIONS[event.type](event.data.model_dump(), event.time)
    for statement in (told,) if isinstance(told, Statement) else told:
        await take_in(session, system_code(event.ics), statement)
