"""Feeds over HTTP: what is public, for anyone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request, Response

from common.db.engine import ReadSession
from common.db.pagination import PageRequest
from common.web.conditional import not_modified
from common.web.dependencies import Paging, Reading, anonymous
from common.web.routing import Router
from insights.dependencies import API, Now, System
from insights.feeds import atom, json_feed, service
from insights.feeds.schemas import FeedPage
from insights.feeds.service import Address, Walk

router = Router(prefix=f"{API}/feeds", tags=["feeds"])


@router.get("/findings.atom", dependencies=[anonymous()], response_class=Response)
async def read_atom_feed(
    *, session: Reading, ics: System, page: Paging, now: Now, request: Request
) -> Response:
    """Read the published findings that are public, newest first, as Atom with tombstones."""
    address = Address(request.app.state.settings.public_url, ics, "findings.atom")
    return await _feed(
        session,
        address,
        page=page,
        now=now,
        request=request,
        write=atom.write_atom,
        media_type=f"{atom.MEDIA_TYPE}; charset=utf-8",
    )


@router.get("/findings.json", dependencies=[anonymous()], response_class=Response)
async def read_json_feed(
    *, session: Reading, ics: System, page: Paging, now: Now, request: Request
) -> Response:
    """Read the published findings that are public, newest first, as JSON Feed 1.1."""
    address = Address(request.app.state.settings.public_url, ics, "findings.json")
    return await _feed(
        session,
        address,
        page=page,
        now=now,
        request=request,
        write=json_feed.write_json_feed,
        media_type=json_feed.MEDIA_TYPE,
    )


async def _feed(
    session: ReadSession,
    address: Address,
    *,
    page: PageRequest,
    now: datetime,
    request: Request,
    write: Callable[[FeedPage], bytes],
    media_type: str,
) -> Response:
    walk = await service.walk(session, page)
    tag = _tag(address, page, walk)
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    if walk.newest_at is not None and now - walk.newest_at >= timedelta(seconds=1):
        # A second in which more may still be published is no validator (RFC 9110, 8.8.2.2).
        headers["Last-Modified"] = format_datetime(walk.newest_at, usegmt=True)
    held = not_modified(request, tag)
    if held is not None or _unchanged_since(request, headers.get("Last-Modified")):
        return Response(status_code=304, headers=headers)
    body = write(await service.page(session, address, page, walk))
    return Response(body, media_type=media_type, headers=headers)


def _tag(address: Address, page: PageRequest, walk: Walk) -> str:
    """Make the entity tag of a page: all that its bytes depend on."""
    parts = (address, page.limit, walk.newest, walk.as_of, walk.before)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _unchanged_since(request: Request, modified: str | None) -> bool:
    since = request.headers.get("if-modified-since")
    if since is None or modified is None or "if-none-match" in request.headers:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(modified)
    except (ValueError, TypeError):
        return False
