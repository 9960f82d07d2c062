"""Asking a service something in the name of a visitor, for the gateway's own pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson
from multidict import CIMultiDict

from common.db.tenancy import SystemCode
from common.observability.tracing import current, current_traceparent
from gateway.proxy.errors import ServiceBroke
from gateway.proxy.tokens import Tokens
from gateway.proxy.upstream import Upstreams

VISITOR = "visitor"
"""Subject of the token: nobody in particular."""


class Asking:
    """Asks one service.

    Args:
        service: its name, as in ``/api/v1/{ics}/{service}/``.
    """

    def __init__(self, upstreams: Upstreams, tokens: Tokens, service: str) -> None:
        self._upstreams = upstreams
        self._tokens = tokens
        self._service = service

    async def ask(
        self,
        ics: SystemCode,
        method: str,
        path: str,
        *,
        scopes: frozenset[str],
        body: dict[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Give the status and the content of the answer.

        Raises:
            ServiceUnavailable, ServiceBroke, ServiceTooSlow: where it can't be asked.
        """
        status, answered = await self.read(
            ics, method, path, scopes=scopes, body=body, headers=headers
        )
        try:
            content = orjson.loads(answered or b"{}")
        except orjson.JSONDecodeError:
            raise ServiceBroke("Try again in a moment.") from None
        return status, content if isinstance(content, dict) else {}

    async def read(
        self,
        ics: SystemCode,
        method: str,
        path: str,
        *,
        scopes: frozenset[str],
        body: dict[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Give the status and the bytes of the answer, such as those of a picture.

        Raises:
            ServiceUnavailable, ServiceBroke, ServiceTooSlow: where it can't be asked.
        """
        sent = CIMultiDict(
            {
                "Authorization": self._tokens.header(VISITOR, ics, scopes),
                "Accept": "application/json",
                **(headers or {}),
            }
        )
        work = current()
        if work is not None and work.request_id is not None:
            sent["X-Request-Id"] = work.request_id
        trace = current_traceparent()
        if trace is not None:
            sent["traceparent"] = trace
        if body is not None:
            sent["Content-Type"] = "application/json"
        response = await self._upstreams.ask(
            self._upstreams.services[self._service],
            method,
            f"/api/v1/{ics}/{self._service}{path}",
            headers=sent,
            body=None if body is None else orjson.dumps(body),
            may_repeat=method == "GET",
        )
        try:
            async with response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError):
            raise ServiceBroke("Try again in a moment.") from None
