"""Feeds over HTTP: what is public, for anyone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated

from fastapi import Depends, Request, Response

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.pagination import PageRequest
from common.web.conditional import not_modified
from common.web.dependencies import Paging, Reading, anonymous
from common.web.routing import Router
from insights.dependencies import API, Now, System
from insights.feeds import atom, json_feed, service
from insights.feeds.schemas import FeedPage
from insights.feeds.service import Address, Walk
from insights.search.asked import finding_filter, in_address
from insights.search.schemas import FindingQuery

router = Router(prefix=f"{API}/feeds", tags=["feeds"])


Meant = Annotated[FindingQuery, Depends(finding_filter)]


@router.get("/findings.atom", dependencies=[anonymous()], response_class=Response)
async def read_atom_feed(
    *, session: Reading, ics: System, query: Meant, page: Paging, now: Now, request: Request
) -> Response:
    """Read the published findings that are public, newest first, as Atom with tombstones.

    With words or filters of a search it is the feed of that search, by the words as typed.
    """
    address = _address(request, ics, "findings.atom", query)
    return await _feed(
        session,
        address,
        query=query,
        page=page,
        now=now,
        request=request,
        write=atom.write_atom,
        media_type=f"{atom.MEDIA_TYPE}; charset=utf-8",
    )


@router.get("/findings.json", dependencies=[anonymous()], response_class=Response)
async def read_json_feed(
    *, session: Reading, ics: System, query: Meant, page: Paging, now: Now, request: Request
) -> Response:
    """Read the published findings that are public, newest first, as JSON Feed 1.1.

    With words or filters of a search it is the feed of that search, by the words as typed.
    """
    address = _address(request, ics, "findings.json", query)
    return await _feed(
        session,
        address,
        query=query,
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
    query: FindingQuery,
    page: PageRequest,
    now: datetime,
    request: Request,
    write: Callable[[FeedPage], bytes],
    media_type: str,
) -> Response:
    narrowed = query if address.search else None
    walk = await service.walk(session, page, narrowed, on=day_in_england(now))
    tag = _tag(address, page, walk)
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    newest_at = walk.newest_at if narrowed is None else None
    if newest_at is not None and now - newest_at >= timedelta(seconds=1):
        # A second in which more may still be published is no validator (RFC 9110, 8.8.2.2). What a
        # search finds may also change with the mappings of themes: it has its entity tag alone.
        headers["Last-Modified"] = format_datetime(newest_at, usegmt=True)
    held = not_modified(request, tag)
    if held is not None or _unchanged_since(request, headers.get("Last-Modified")):
        return Response(status_code=304, headers=headers)
    body = write(await service.page(session, address, page, walk))
    return Response(body, media_type=media_type, headers=headers)


def _address(request: Request, ics: System, name: str, query: FindingQuery) -> Address:
    return Address(request.app.state.settings.public_url, ics, name, tuple(in_address(query)))


def _tag(address: Address, page: PageRequest, walk: Walk) -> str:
    """Make the entity tag of a page: all that its bytes depend on."""
    parts = (address, page.limit, walk.newest, walk.as_of, walk.before, walk.query)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _unchanged_since(request: Request, modified: str | None) -> bool:
    since = request.headers.get("if-modified-since")
    if since is None or modified is None or "if-none-match" in request.headers:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(modified)
    except (ValueError, TypeError):
        return False
