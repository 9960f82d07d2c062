"""The page on which anybody checks a system's decision log, in their own browser.

The page brings the verifier; the log's files come from ``/log/{ics}/``. Nothing that the reader
enters leaves the browser.
"""

from __future__ import annotations

from typing import Annotated

import aiohttp
import orjson
from fastapi import Path, Response
from multidict import CIMultiDict

from gateway.dependencies import GatewayParts
from gateway.pages.render import page
from gateway.pages.routing import page_router
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable

router = page_router()
Slug = Annotated[str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]

_FOUND, _NOT_THERE = 200, 404


@router.get("/{slug}/log")
async def check_log(slug: Slug, parts: GatewayParts) -> Response:
    """Show the page, with the keys that the log itself names.

    Raises:
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    keys = await _verifier_keys(parts, system.code)
    return page("log.html", system=system, keys=keys, scripts=True, reads=True)


async def _verifier_keys(parts: GatewayParts, ics: str) -> list[str]:
    """Give the keys that the log says it signs with; none while it has signed nothing."""
    response = await parts.upstreams.ask(
        parts.upstreams.services["governance"],
        "GET",
        f"/api/v1/{ics}/governance/log",
        headers=CIMultiDict(),
        may_repeat=True,
    )
    try:
        async with response:
            content = await response.read()
    except (aiohttp.ClientError, TimeoutError):
        raise ServiceBroke("Try again in a moment.") from None
    if response.status == _NOT_THERE:
        return []
    if response.status != _FOUND:
        raise ServiceUnavailable("The log cannot be read just now.")
    keys: list[str] = orjson.loads(content)["verifier_keys"]
    return keys
