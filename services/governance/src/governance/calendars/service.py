"""Which meetings calendars and feeds tell of: those published, as they were published last."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from governance.bodies import service as bodies
from governance.calendars import repository
from governance.calendars.schemas import Calendar, Entry
from governance.meetings.schemas import Published
from governance.vocabularies import service as vocabularies

KEPT = timedelta(days=2 * 365)
"""How long ago a meeting may have been published last."""
MOST = 500
"""Meetings of one calendar."""


async def published(
    session: ReadSession,
    ics: SystemCode,
    public_url: str,
    name: str,
    *,
    body_id: UUID | None,
    now: datetime,
) -> Calendar:
    """Give the published meetings of a system or of one body, newest publication first.

    Raises:
        BodyNotFound: if this system has none with that id.
    """
    slug, title = await vocabularies.names(session, ics)
    address = f"{public_url.rstrip('/')}/feeds/{ics}/{name}"
    if body_id is not None:
        title = f"{(await bodies.get(session, body_id)).name}, {title}"
        address += f"?body_id={body_id}"
    rows = await repository.last_published(session, body_id, now - KEPT, MOST)
    entries = [
        Entry(
            meeting_id=meeting.id,
            body_name=body_name,
            version=publication.version,
            first_published_at=first,
            published_at=publication.published_at,
            told=Published.model_validate(publication.content or meeting),
        )
        for meeting, body_name, publication, first in rows
    ]
    pages = f"{public_url.rstrip('/')}/{slug}/meetings"
    return Calendar(f"Meetings: {title}", address, pages, entries)
