"""Cross-origin reading: nothing by default; feeds and the embed, for registered sites, by exact
origin. Never credentials: what is public needs none, and the API is not for browsers."""

from __future__ import annotations

import re

from starlette.responses import Response
from starlette.types import Scope

from common.db.tenancy import SystemCode
from gateway.proxy.headers import Header
from gateway.sites.register import SiteRegister

_PUBLIC = re.compile(r"/(feeds|embed)/([A-Z0-9]{3,10})/")
_MAX_AGE_SECONDS = 600


class Cors:
    """Says which answers the pages of which origins may read."""

    def __init__(self, sites: SiteRegister) -> None:
        self._sites = sites

    async def apply(self, scope: Scope, extra: list[Header]) -> Response | None:
        """Add the headers that let a registered origin read the answer; answer a preflight."""
        match = _PUBLIC.match(scope["path"])
        if match is None:
            return None
        extra.append((b"vary", b"Origin"))
        origin = next((v for name, v in scope["headers"] if name == b"origin"), None)
        if origin is None or not await self._sites.allows(
            SystemCode(match[2]), origin.decode("latin-1"), match[1]
        ):
            return None
        extra.append((b"access-control-allow-origin", origin))
        extra.append((b"cross-origin-resource-policy", b"cross-origin"))
        if scope["method"] != "OPTIONS":
            return None
        return Response(
            status_code=204,
            headers={
                "Access-Control-Allow-Methods": "GET, HEAD",
                "Access-Control-Allow-Headers": "If-None-Match",
                "Access-Control-Max-Age": str(_MAX_AGE_SECONDS),
            },
        )
