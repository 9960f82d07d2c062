"""Assemblies and juries that the panel selected people for, as activities of the library."""

from __future__ import annotations

from datetime import datetime

from common.clock import new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.panel import SelectionCompleted
from common.messaging.outbox import record
from insights.activities import repository, service
from insights.arrivals import service as arrivals


async def register(
    session: WriteSession, ics: SystemCode, said: SelectionCompleted, *, now: datetime
) -> None:
    """Register the assembly of a completed selection, once, so that what it finds can rest on it.

    One that no body commissioned bears no method, and is registered by whoever leads it.
    """
    if said.method is None:
        return
    values = {
        "id": new_id(),
        "title": said.title,
        "topic": None,
        "themes": [],
        "communities": [],
        "places": [],
        "methods": [said.method],
        "spectrum_level": said.spectrum_level,
        "starts_on": said.starts_on,
        "ends_on": said.ends_on,
        "selection_id": said.selection_id,
        "visibility": "public",
        "status": "planned",
        "reused_finding_ids": [],
        "created_at": now,
        "created_by": "panel",
    }
    activity = await repository.add_of_selection(session, ics, values)
    if activity is not None:
        await arrivals.of_activity(session, ics, activity.id, now=now)
        await record(session, ics, service.registered(activity), now=now)
