"""What the gateway's own pages ask of the panel's make-up: published figures alone."""

from __future__ import annotations

from urllib.parse import urlencode

from common.db.tenancy import SystemCode
from gateway.proxy.asking import Asking
from gateway.proxy.panel import Answer
from gateway.proxy.tokens import Tokens
from gateway.proxy.upstream import Upstreams

READ = frozenset({"panel:read"})
"""Opens no exact figure: those need panel:personal besides."""
_DONE = 200


class Makeup:
    """How like its places the panel is, as it was published last.

    Raises (every method):
        ServiceUnavailable, ServiceBroke, ServiceTooSlow: where the panel can't be asked.
    """

    def __init__(self, upstreams: Upstreams, tokens: Tokens) -> None:
        self._asking = Asking(upstreams, tokens, "panel")

    async def measured(self, ics: SystemCode, place: str | None = None) -> Answer:
        """Give every place beside its population, or one."""
        return await self._ask(ics, "/representation", place)

    async def wanted(self, ics: SystemCode, place: str | None = None) -> Answer:
        """Give the groups to recruit next, of every place or of one."""
        return await self._ask(ics, "/representation/targets", place)

    async def chart(self, ics: SystemCode, place: str) -> bytes | None:
        """Give a place's figures as a picture; None where there is no such place."""
        path = f"/representation/chart.svg?{urlencode({'place': place})}"
        status, drawn = await self._asking.read(ics, "GET", path, scopes=READ)
        return drawn if status == _DONE else None

    async def _ask(self, ics: SystemCode, path: str, place: str | None) -> Answer:
        query = f"?{urlencode({'place': place})}" if place is not None else ""
        return Answer(*await self._asking.ask(ics, "GET", path + query, scopes=READ))
