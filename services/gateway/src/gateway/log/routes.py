"""The public addresses of a system's decision log: ``/log/{ics}/checkpoint`` and ``…/tile/…``.

C2SP tlog-tiles. A browser may read them from any site: verifying must need nobody's leave.
"""

from __future__ import annotations

import re
from typing import Annotated

import aiohttp
from fastapi import Path, Request, Response
from multidict import CIMultiDict

from common.errors import NotFound
from common.web.dependencies import System, anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable

router = Router(include_in_schema=False, dependencies=[anonymous()])

_FILE = re.compile(
    r"checkpoint|tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,5}[0-9]{3}(?:\.p/[0-9]{1,3})?"
)
_PASSED_ON = ("Cache-Control", "Content-Type", "ETag")
_BUSY = 500


@router.get("/log/{ics}/{file:path}")
async def read_file(
    ics: System, file: Annotated[str, Path(max_length=100)], request: Request, parts: GatewayParts
) -> Response:
    """Give a file of a system's log.

    Raises:
        NotFound: if it is none, or the log has not filled it so far.
        ServiceUnavailable …: if governance can't be reached.
    """
    if _FILE.fullmatch(file) is None:
        raise NotFound("A log has a checkpoint, and tiles as C2SP tlog-tiles name them.")
    await parts.systems.by_code(ics)
    headers: CIMultiDict[str] = CIMultiDict()
    held = request.headers.get("if-none-match")
    if held is not None:
        headers["If-None-Match"] = held
    response = await parts.upstreams.ask(
        parts.upstreams.services["governance"],
        "GET",
        f"/api/v1/{ics}/governance/log/{file}",
        headers=headers,
        may_repeat=True,
    )
    try:
        async with response:
            content = await response.read()
    except (aiohttp.ClientError, TimeoutError):
        raise ServiceBroke("Try again in a moment.") from None
    if response.status >= _BUSY:
        raise ServiceUnavailable("The log cannot be read just now.")
    if response.status not in {200, 304}:
        raise NotFound("The log has not filled this file so far. Read its checkpoint.")
    passed = {name: response.headers[name] for name in _PASSED_ON if name in response.headers}
    passed["Access-Control-Allow-Origin"] = "*"
    passed["X-Content-Type-Options"] = "nosniff"
    return Response(content, status_code=response.status, headers=passed)
