"""The public address of a system's repository: ``/oai/{ics}`` (OAI-PMH 2.0, section 3.1).

Requests come by GET and by POST, and say the same. What they ask is read by the insights library;
here only its length is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

import aiohttp
from fastapi import Request, Response
from multidict import CIMultiDict

from common.errors import NotFound
from common.web.dependencies import System, anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts, Parts
from gateway.pages.forms import sent_form
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable

router = Router(include_in_schema=False, dependencies=[anonymous()])
_LONGEST = 3_000
_TOO_LONG = "verb="
"""Stands in for arguments that nobody needs: answered as a request without a verb."""


@router.get("/oai/{ics}")
async def harvest(ics: System, request: Request, parts: GatewayParts) -> Response:
    """Answer a request that came by GET."""
    return await _ask(parts, ics, request.query_params.multi_items())


@router.post("/oai/{ics}")
async def harvest_by_post(ics: System, request: Request, parts: GatewayParts) -> Response:
    """Answer a request that came by POST, as a form."""
    form = await sent_form(request)
    sent = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return await _ask(parts, ics, sent)


async def _ask(parts: Parts, ics: System, sent: Iterable[tuple[str, str]]) -> Response:
    await parts.systems.by_code(ics)
    encoded = urlencode(list(sent))
    if len(encoded) > _LONGEST:
        encoded = _TOO_LONG
    response = await parts.upstreams.ask(
        parts.upstreams.services["insights"],
        "GET",
        f"/api/v1/{ics}/insights/feeds/oai?{urlencode({'arguments': encoded})}",
        headers=CIMultiDict(),
        may_repeat=True,
    )
    try:
        async with response:
            content = await response.read()
    except (aiohttp.ClientError, TimeoutError):
        raise ServiceBroke("Try again in a moment.") from None
    if response.status == 404:
        raise NotFound("There is no such system, or it was not loaded yet.")
    if response.status != 200:
        raise ServiceUnavailable("The repository cannot be read just now.")
    headers = {
        "Content-Type": response.headers.get("Content-Type", "text/xml; charset=utf-8"),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*",
    }
    return Response(content, headers=headers)
