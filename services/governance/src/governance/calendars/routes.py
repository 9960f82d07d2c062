"""Published meetings over HTTP, for anyone."""

from __future__ import annotations

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.web.conditional import not_modified
from common.web.dependencies import Reading, System, anonymous
from common.web.routing import Router
from governance.calendars import atom, service
from governance.calendars.schemas import Calendar

router = Router(prefix="/api/v1/{ics}/governance/feeds", tags=["feeds"], dependencies=[anonymous()])
OfBody = Annotated[UUID | None, Query(description="Only meetings of this body.")]


@router.get("/meetings.ics", response_class=Response)
async def read_calendar(
    *, session: Reading, ics: System, request: Request, body_id: OfBody = None
) -> Response:
    """Read the published meetings as a calendar to subscribe to (RFC 5545), cancelled ones too."""
    from governance.calendars import icalendar  # noqa: PLC0415 (3 MB few requests need)

    calendar = await _calendar(session, ics, request, body_id)
    return _answer(request, icalendar.write(calendar), icalendar.MEDIA_TYPE)


@router.get("/meetings.atom", response_class=Response)
async def read_feed(
    *, session: Reading, ics: System, request: Request, body_id: OfBody = None
) -> Response:
    """Read the published meetings as an Atom feed (RFC 4287), the newest publication first."""
    calendar = await _calendar(session, ics, request, body_id)
    return _answer(request, atom.write(calendar), f"{atom.MEDIA_TYPE}; charset=utf-8")


async def _calendar(
    session: ReadSession, ics: SystemCode, request: Request, body_id: UUID | None
) -> Calendar:
    name = request.url.path.rpartition("/")[2]
    public_url = request.app.state.settings.public_url
    return await service.published(session, ics, public_url, name, body_id=body_id, now=utc_now())


def _answer(request: Request, body: bytes, media_type: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    if not_modified(request, tag) is not None:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
