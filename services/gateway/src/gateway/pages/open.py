"""What the gateway's own pages ask of services, in nobody's name: what is open to everybody."""

from __future__ import annotations

from typing import Any

import aiohttp
import orjson
from multidict import CIMultiDict

from common.db.tenancy import SystemCode
from common.errors import DomainError
from gateway.dependencies import Parts
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable

_FOUND, _CONFLICT, _GONE = 200, 409, 410
_NOT_THERE = frozenset({404, 422})
"""A query that the service can't read, such as a cursor that somebody changed, leads nowhere."""


class NoLongerThere(DomainError):
    """What was open to everybody is gone for good."""

    status = 410
    code = "gone"
    title = "This is no longer here"


class NotAsItStands(DomainError):
    """A service cannot answer as its record stands; asking again does not help."""

    status = 409
    code = "not-as-it-stands"
    title = "This cannot be shown as the record stands"


async def read_open(
    parts: Parts, ics: SystemCode, path: str, service: str = "governance"
) -> dict[str, Any] | None:
    """Give what a service answers at one of its open addresses, or None where nothing is there.

    Args:
        path: below ``/api/v1/{ics}/{service}``.
        service: governance or insights.

    Raises:
        NoLongerThere: if the service says that it is gone.
        NotAsItStands: if the service says that its record does not allow it.
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
        NoLongerThere, NotAsItStands: as the service says.
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
    if response.status in _NOT_THERE:
        return None
    if response.status == _CONFLICT:
        raise NotAsItStands("Somebody has to mend the record first.")
    if response.status == _GONE:
        raise NoLongerThere("It was taken out for good.")
    if response.status != _FOUND:
        raise ServiceUnavailable("This part of the record cannot be read just now.")
    return content


async def send_open(
    parts: Parts, ics: SystemCode, path: str, body: dict[str, Any], service: str
) -> int:
    """Send something to one of a service's open addresses; give the status of the answer.

    Raises:
        ServiceUnavailable, ServiceBroke: if the service can't be reached.
    """
    response = await parts.upstreams.ask(
        parts.upstreams.services[service],
        "POST",
        f"/api/v1/{ics}/{service}{path}",
        headers=CIMultiDict({"Content-Type": "application/json"}),
        body=orjson.dumps(body),
    )
    async with response:
        return response.status
