"""Popolo data over HTTP, for anyone."""

from __future__ import annotations

import hashlib
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

import orjson
from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.web.conditional import not_modified
from common.web.dependencies import Paging, Reading, System, anonymous
from common.web.routing import Router
from governance.popolo import service

MEDIA_TYPE = "application/json"
router = Router(prefix="/api/v1/{ics}/governance/feeds", tags=["feeds"], dependencies=[anonymous()])


@router.get("/popolo.json", response_class=Response)
async def read_popolo(
    *,
    session: Reading,
    ics: System,
    request: Request,
    page: Paging,
    body_id: Annotated[UUID | None, Query(description="Only this body.")] = None,
) -> Response:
    """Read bodies, posts, holders, published meetings and public votes as Popolo data.

    Each page has the whole register of bodies, posts and holders, and `limit` meetings with their
    motions and votes, those entered last first; `next` is the address of the next page. Identifiers
    are the same on every page. `end_date` is the last day.
    """
    found = await service.page(session, page, body_id=body_id, today=day_in_england(utc_now()))
    address = None
    if found.next_cursor is not None:
        asked = {"limit": page.limit, "cursor": found.next_cursor}
        named = {"body_id": str(body_id)} if body_id is not None else {}
        public_url = request.app.state.settings.public_url.rstrip("/")
        address = f"{public_url}/feeds/{ics}/popolo.json?{urlencode(named | asked)}"
    body = orjson.dumps({**found.classes, "next": address})
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    if not_modified(request, tag) is not None:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)
