"""Files that are for everybody, streamed from the library or from governance to a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import aiohttp
from fastapi import Request, Response
from multidict import CIMultiDict
from starlette.responses import StreamingResponse

from common.db.tenancy import SystemCode
from common.errors import NotFound
from gateway.dependencies import GatewayParts, Parts
from gateway.pages.open import NoLongerThere, NotAsItStands
from gateway.pages.routing import Slug, page_router
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable

router = page_router()

_PASSED = (
    "Content-Type",
    "Content-Length",
    "Content-Disposition",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Cache-Control",
    "ETag",
    "Accept-Ranges",
    "Content-Range",
)
"""What a service says of a file, and so do we."""
_ASKED = ("If-None-Match", "Range", "If-Range")
"""What a browser asks of a file, and so do we."""


@router.head("/{slug}/findings/{finding_id}/files/{file_id}")
@router.get("/{slug}/findings/{finding_id}/files/{file_id}")
async def finding_file(
    slug: Slug, finding_id: UUID, file_id: UUID, request: Request, parts: GatewayParts
) -> Response:
    """Give a file of a finding that is for everybody."""
    system = await parts.systems.by_slug(slug)
    path = f"/published-findings/{finding_id}/files/{file_id}"
    return await open_file(parts, system.code, path, request)


@router.head("/{slug}/papers/{paper_id}/attachments/{attachment_id}")
@router.get("/{slug}/papers/{paper_id}/attachments/{attachment_id}")
async def paper_attachment(
    slug: Slug, paper_id: UUID, attachment_id: UUID, request: Request, parts: GatewayParts
) -> Response:
    """Give a file that is published with a paper."""
    system = await parts.systems.by_slug(slug)
    path = f"/published-papers/{paper_id}/attachments/{attachment_id}"
    return await open_file(parts, system.code, path, request, "governance")


async def open_file(
    parts: Parts, ics: SystemCode, path: str, request: Request, service: str = "insights"
) -> Response:
    """Stream a file from one of a service's open addresses, with the service's own headers; to
    ``HEAD`` give these alone.

    Raises:
        NotFound, NoLongerThere, NotAsItStands: as the service says.
        ServiceUnavailable, ServiceBroke, ServiceTooSlow: if it can't be had.
    """
    asked = {name: request.headers[name] for name in _ASKED if name in request.headers}
    response = await parts.upstreams.ask(
        parts.upstreams.services[service],
        request.method,
        f"/api/v1/{ics}/{service}{path}",
        headers=CIMultiDict(asked),
        long=True,
        may_repeat=True,
    )
    headers = {name: response.headers[name] for name in _PASSED if name in response.headers}
    if response.status in {200, 206}:
        return StreamingResponse(_chunks(response), response.status, headers)
    response.release()
    if response.status == 416:
        told = {name: headers[name] for name in headers if name.endswith(("Range", "Ranges"))}
        return Response(status_code=416, headers=told)
    if response.status == 304:
        return Response(status_code=304, headers={"ETag": headers.get("ETag", "")})
    if response.status == 409:
        raise NotAsItStands("This file is not given out. Whoever shared it has to send it anew.")
    if response.status == 410:
        raise NoLongerThere("It was taken out for good. If you kept a copy, please destroy it.")
    if response.status in {404, 422}:
        raise NotFound("Check the address. The file may have been taken away.")
    raise ServiceUnavailable("This file cannot be read just now.")


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Pass the file on as it comes.

    Raises:
        ServiceBroke: where it stops half way: the visitor's connection then breaks too.
    """
    async with response:
        try:
            async for chunk in response.content.iter_any():
                yield chunk
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise ServiceBroke("The file broke off.") from None
