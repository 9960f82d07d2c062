"""What the gateway's own pages ask of services, in nobody's name: what is open to everybody."""

from __future__ import annotations

from typing import Any

import aiohttp
import orjson
from multidict import CIMultiDict

from common.db.tenancy import SystemCode
from gateway.dependencies import Parts
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable

_FOUND, _NOT_THERE = 200, 404


async def read_open(
    parts: Parts, ics: SystemCode, path: str, service: str = "governance"
) -> dict[str, Any] | None:
    """Give what a service answers at one of its open addresses; None where nothing is there.

    Args:
        path: below ``/api/v1/{ics}/{service}``.
        service: governance or insights.

    Raises:
        ServiceUnavailable, ServiceBroke: if the service can't be reached.
    """
    content = await read_open_file(parts, ics, path, service)
    if content is None:
        return None
    answer: dict[str, Any] = orjson.loads(content)
    return answer


async def read_open_file(
    parts: Parts, ics: SystemCode, path: str, service: str = "governance"
) -> bytes | None:
    """Give the bytes that a service answers at one of its open addresses; None where nothing is
    there.

    Raises:
        ServiceUnavailable, ServiceBroke: if the service can't be reached.
    """
    response = await parts.upstreams.ask(
        parts.upstreams.services[service],
        "GET",
        f"/api/v1/{ics}/{service}{path}",
        headers=CIMultiDict(),
        may_repeat=True,
    )
    try:
        async with response:
            content = await response.read()
    except (aiohttp.ClientError, TimeoutError):
        raise ServiceBroke("Try again in a moment.") from None
    if response.status == _NOT_THERE:
        return None
    if response.status != _FOUND:
        raise ServiceUnavailable("This part of the record cannot be read just now.")
    return content
