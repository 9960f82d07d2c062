"""The public addresses of open data: ``/feeds/{ics}/findings.csv`` and the like.

A file may be long: it is passed on as it comes and kept nowhere. One that breaks off on its way is
never ended, so that nobody takes it for whole. Any site's scripts may read it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Annotated

import aiohttp
from fastapi import Path, Request, Response
from multidict import CIMultiDict

from common.db.tenancy import SystemCode
from common.errors import NotFound
from common.web.dependencies import System, anonymous
from common.web.room import ReadOut
from common.web.routing import Router
from gateway.dependencies import GatewayParts, Parts
from gateway.limits.network import network_of
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable
from gateway.proxy.paths import query_is_plain

router = Router(include_in_schema=False, dependencies=[anonymous()])

_FILE = re.compile(r"(?:findings|activities)\.(?:csv|jsonl|parquet)")
_PASSED_ON = ("Cache-Control", "Content-Disposition", "Content-Type", "ETag")
_BUSY = 500


@router.api_route("/feeds/{ics}/{file}", methods=["GET", "HEAD"])
async def read_open_data(
    ics: System, file: Annotated[str, Path(max_length=40)], request: Request, parts: GatewayParts
) -> Response:
    """Give a file of open data, or 304 where the caller has it.

    Raises:
        NotFound: if there is none of that name, or it is not open.
        ServiceUnavailable …: if as many are read as there is room for, or the library is away.
    """
    query = request.scope["query_string"]
    if _FILE.fullmatch(file) is None or not query_is_plain(query):
        raise NotFound("There is no such feed. /feeds/{ics}/catalogue.ttl lists what is open.")
    await parts.systems.by_code(ics)
    network = network_of(request.scope, parts.settings.trusted_proxies)
    leave = parts.open_files.enter(network)
    try:
        response = await _asked(parts, ics, file, request)
    except BaseException:
        leave()
        raise
    headers = {name: response.headers[name] for name in _PASSED_ON if name in response.headers}
    headers["Access-Control-Allow-Origin"] = "*"
    headers["X-Content-Type-Options"] = "nosniff"
    if response.status == 200 and request.method == "GET":
        return ReadOut(_chunks(response), partial(_end, response, leave), headers=headers)
    _end(response, leave)
    if response.status >= _BUSY:
        raise ServiceUnavailable("The file cannot be read just now.")
    if response.status not in {200, 304}:
        raise NotFound("This is not open. /feeds/{ics}/catalogue.ttl lists what is.")
    return Response(status_code=response.status, headers=headers)


async def _asked(
    parts: Parts, ics: SystemCode, file: str, request: Request
) -> aiohttp.ClientResponse:
    headers: CIMultiDict[str] = CIMultiDict()
    held = request.headers.get("if-none-match")
    if held is not None:
        headers["If-None-Match"] = held
    query = request.scope["query_string"].decode("ascii")
    return await parts.upstreams.ask(
        parts.upstreams.services["insights"],
        "GET",
        f"/api/v1/{ics}/insights/feeds/{file}" + (f"?{query}" if query else ""),
        headers=headers,
        long=True,
        may_repeat=True,
    )


def _end(response: aiohttp.ClientResponse, leave: Callable[[], None]) -> None:
    response.close()
    leave()


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.content.iter_any():
            yield chunk
    except (aiohttp.ClientError, TimeoutError):
        raise ServiceBroke("The file broke off. Ask for it again.") from None
