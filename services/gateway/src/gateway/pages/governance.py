"""What the gateway's own pages ask of governance, in nobody's name: what is open to everybody."""

from __future__ import annotations

from typing import Any

import aiohttp
import orjson
from multidict import CIMultiDict

from common.db.tenancy import SystemCode
from gateway.dependencies import Parts
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable

_FOUND, _NOT_THERE = 200, 404


async def read_open(parts: Parts, ics: SystemCode, path: str) -> dict[str, Any] | None:
    """Give what governance answers at one of its open addresses; None where nothing is there.

    Args:
        path: below ``/api/v1/{ics}/governance``.

    Raises:
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    response = await parts.upstreams.ask(
        parts.upstreams.services["governance"],
        "GET",
        f"/api/v1/{ics}/governance{path}",
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
    answer: dict[str, Any] = orjson.loads(content)
    return answer
