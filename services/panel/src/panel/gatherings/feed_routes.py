"""The calendar of public gatherings over HTTP, for anyone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fastapi import Request, Response

from common.clock import utc_now
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.web.conditional import not_modified
from common.web.dependencies import Reading, System, anonymous
from common.web.routing import Router
from panel.dependencies import Settings
from panel.gatherings import repository, service
from panel.gatherings.models import Gathering
from panel.settings import PanelSettings
from panel.systems import service as systems

router = Router(prefix="/api/v1/{ics}/panel/feeds", tags=["feeds"], dependencies=[anonymous()])

KEPT = timedelta(days=365)
"""How long a gathering that is over stays in the calendar."""


@router.get("/events.ics", response_class=Response)
async def read_calendar(
    *, ics: System, session: Reading, settings: Settings, request: Request
) -> Response:
    """Read the public gatherings as a calendar to subscribe to (RFC 5545), those called off too."""
    found = await repository.in_calendar(session, ics, utc_now() - KEPT)
    return await _calendar(session, ics, settings, request, found)


@router.get("/events/{gathering_id}.ics", response_class=Response)
async def read_one(
    *, ics: System, session: Reading, settings: Settings, gathering_id: UUID, request: Request
) -> Response:
    """Read one public gathering as a calendar file."""
    found = await service.public_gathering(session, ics, gathering_id)
    return await _calendar(session, ics, settings, request, [found])


async def named(session: ReadSession, ics: SystemCode, public_url: str) -> tuple[str, str]:
    """Give what a system's calendar is called, and the address of the pages of its events."""
    system = await systems.the_system(session, ics)
    pages = f"{public_url.rstrip('/')}/{system.slug}/events"
    return f"{system.name}: events of the citizens' panel", pages


async def _calendar(
    session: ReadSession,
    ics: SystemCode,
    settings: PanelSettings,
    request: Request,
    found: Sequence[Gathering],
) -> Response:
    from panel.gatherings.calendars import (  # noqa: PLC0415 (3 MB few requests need)
        MEDIA_TYPE,
        write_calendar,
    )

    body = write_calendar(*await named(session, ics, settings.public_url), found)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    held = not_modified(request, tag)
    if held is not None:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)
