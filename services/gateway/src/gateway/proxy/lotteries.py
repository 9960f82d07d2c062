"""What the gateway's own pages ask of the panel's selections by lot: what is published of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson

from common.db.tenancy import SystemCode
from gateway.proxy.asking import Asking
from gateway.proxy.errors import ServiceBroke
from gateway.proxy.panel import SIGNUP, Answer
from gateway.proxy.tokens import Tokens
from gateway.proxy.upstream import Upstreams

_DONE, _BROKEN = 200, 500


class Lotteries:
    """Selections by lot; nobody is named in what is published of them.

    Raises (every method):
        ServiceUnavailable, ServiceBroke, ServiceTooSlow: where the panel can't be asked.
    """

    def __init__(self, upstreams: Upstreams, tokens: Tokens) -> None:
        self._asking = Asking(upstreams, tokens, "panel")

    async def document(self, ics: SystemCode, selection_id: UUID) -> Answer:
        """Give the terms, the pool and the panels that were committed to."""
        path = f"/selections/{selection_id}/document"
        return Answer(*await self._asking.ask(ics, "GET", path, scopes=SIGNUP))

    async def draws(self, ics: SystemCode, selection_id: UUID) -> list[dict[str, Any]]:
        """Give every entry of the digits of a draw, the last one in force; none of a selection that
        is not there or was not drawn."""
        path = f"/selections/{selection_id}/draws"
        status, told = await self._asking.read(ics, "GET", path, scopes=SIGNUP)
        if _DONE < status < _BROKEN:
            return []
        try:
            entries: object = orjson.loads(told) if status == _DONE else None
        except orjson.JSONDecodeError:
            entries = None
        if not isinstance(entries, list):
            raise ServiceBroke("Try again in a moment.")
        return entries
