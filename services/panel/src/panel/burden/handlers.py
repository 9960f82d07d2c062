"""What the budget does when the insights library speaks."""

from __future__ import annotations

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.events.insights import ActivityChanged
from panel.burden import service


async def note_changed(event: Event[ActivityChanged], session: WriteSession) -> None:
    """Move what an activity draws; nothing if it was called off."""
    await service.note_activity(session, SystemCode(event.ics), event.data)
