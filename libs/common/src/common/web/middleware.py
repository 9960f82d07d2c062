"""The outermost layer of a service: ids, trace, one log line, one measurement, safe headers.

Plain ASGI, and one for all of it: every layer costs every request.
"""

from __future__ import annotations

import re
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from common.observability import tracing
from common.observability.logging import get_logger, tell_request
from common.observability.metrics import REQUESTS, UNHANDLED
from common.web.database_errors import refusal_of
from common.web.problems import internal_error, problem_of

REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{8,64}")
"""What a request id that a caller sends looks like; another is replaced, by the door too."""
_UNMATCHED = "unmatched"
_QUIET = frozenset({"/health/live", "/health/ready", "/metrics"})

_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""Set where the answer does not set its own; pages and feeds do."""

_log = get_logger(__name__)


class Edge:
    """Gives each request its ids and each answer its headers, and lets no error pass."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, traceparent = _ids(scope["headers"])
        token = tracing.begin(traceparent, request_id=request_id)
        answer = _Answer(scope, send, request_id)
        started = perf_counter()
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            if not await _answer_error(error, scope, receive, answer):
                raise
        finally:
            _tell(scope, answer, perf_counter() - started)
            tracing.end(token)


class _Answer:
    """An answer on its way out."""

    __slots__ = ("_request_id", "_scope", "_send", "status")

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self._scope = scope
        self._send = send
        self._request_id = request_id
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            _add_headers(message["headers"], self._request_id.encode())
        await self._send(message)


async def _answer_error(error: Exception, scope: Scope, receive: Receive, answer: _Answer) -> bool:
    """Answer an error that the application let pass; False if the answer had begun already."""
    refusal = refusal_of(error)
    route = _template(scope)
    if refusal is None:
        UNHANDLED.labels(route).inc()
        _log.error("unhandled error", route=route, method=scope["method"], exc_info=error)
    else:
        _log.warning("refused by the database", route=route, code=refusal.code, exc_info=error)
    if answer.status:
        return False
    response = internal_error() if refusal is None else problem_of(refusal)
    await response(scope, receive, answer.send)
    return True


def _ids(headers: list[tuple[bytes, bytes]]) -> tuple[str, str | None]:
    request_id, traceparent = None, None
    for name, value in headers:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            request_id = value.decode()
        elif name == b"traceparent":
            traceparent = value.decode("latin-1")
    return request_id or uuid7().hex, traceparent


def _add_headers(headers: Any, request_id: bytes) -> None:
    present = {name.lower() for name, _ in headers}
    headers.append((b"x-request-id", request_id))
    headers.extend(header for header in _HEADERS if header[0] not in present)
    if b"cache-control" not in present:
        # What has an ETag may be kept and must be asked about again; the rest is not kept.
        kept = b"private, no-cache" if b"etag" in present else b"no-store"
        headers.append((b"cache-control", kept))


def _template(scope: Scope) -> str:
    """Give the template of the matched route: a raw path may hold a token."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    route = context if context is not None else scope.get("route")
    return getattr(route, "path", None) or _UNMATCHED


def _tell(scope: Scope, answer: _Answer, seconds: float) -> None:
    route = _template(scope)
    if route in _QUIET:
        return
    method = scope["method"]
    REQUESTS.labels(method, route, answer.status).observe(seconds)
    tell_request(
        method=method,
        route=route,
        status=answer.status,
        milliseconds=round(seconds * 1000, 2),
    )
