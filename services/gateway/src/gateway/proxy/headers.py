"""Which headers pass the door, in each direction.

Ids of requests and traces are no secrets, so the fast generator makes them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from common.web.middleware import REQUEST_ID

Header = tuple[bytes, bytes]

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""They belong to one connection (RFC 9110, section 7.6.1), so they never pass."""

_NOT_FORWARDED = _HOP_BY_HOP | {
    b"authorization",
    b"x-api-key",
    b"cookie",
    b"host",
    b"content-length",
    b"expect",
    b"forwarded",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"x-real-ip",
    b"x-request-id",
    b"traceparent",
}
"""Credentials stop here; who calls is told by our token. The rest, the door sets itself."""

_NOT_RETURNED = _HOP_BY_HOP | {b"server", b"date", b"set-cookie", b"x-request-id"}

_TRACEPARENT = re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")


def too_many(headers: list[Header]) -> bool:
    """Say whether a request's headers are more, or longer, than the door takes."""
    if len(headers) > MAX_HEADERS:
        return True
    return sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES


def credential(headers: Iterable[Header]) -> bytes | None:
    """Give the API key that came with a request: ``Authorization: Bearer``, or ``X-API-Key``."""
    found = None
    for name, value in headers:
        if name == b"authorization":
            scheme, _, rest = value.partition(b" ")
            return rest.strip() if scheme.lower() == b"bearer" else b""
        if name == b"x-api-key":
            found = value.strip()
    return found


def request_id(headers: Iterable[Header]) -> bytes:
    """Give the request id that came, where services take it over too, or a new one."""
    for name, value in headers:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return value
    return b"%032x" % random.getrandbits(128)


def traceparent(headers: Iterable[Header]) -> bytes:
    """Give the W3C trace context that came, where it is a valid one, or begin a trace."""
    for name, value in headers:
        if name == b"traceparent" and _TRACEPARENT.match(value):
            return value
    return b"00-%032x-%016x-01" % (random.getrandbits(128) or 1, random.getrandbits(64) or 1)


def _named_by_connection(headers: Iterable[Header]) -> set[bytes]:
    return {
        token.strip().lower()
        for name, value in headers
        if name == b"connection"
        for token in value.split(b",")
    }


def forwarded(headers: list[Header]) -> list[tuple[str, str]]:
    """Give the caller's headers that a service may see."""
    named = _named_by_connection(headers)
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in headers
        if name not in _NOT_FORWARDED and name not in named
    ]


def returned(raw_headers: Iterable[Header]) -> list[Header]:
    """Give a service's headers that the caller may see."""
    lowered = [(name.lower(), value) for name, value in raw_headers]
    named = _named_by_connection(lowered)
    return [(n, v) for n, v in lowered if n not in _NOT_RETURNED and n not in named]
