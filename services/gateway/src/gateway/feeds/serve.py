"""Answering a feed from memory, as cheaply as can be."""

from __future__ import annotations

from starlette.types import Scope, Send

from gateway.feeds.cache import Feed
from gateway.proxy.headers import Header


def is_held(scope: Scope, etag: bytes) -> bool:
    """Say whether the caller holds this feed already (RFC 9110, section 13.1.2)."""
    if not etag:
        return False
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            strong = etag.removeprefix(b"W/")
            return value.strip() == b"*" or any(
                tag.strip().removeprefix(b"W/") == strong for tag in value.split(b",")
            )
    return False


async def serve_feed(feed: Feed, scope: Scope, send: Send, extra: list[Header]) -> int:
    """Send a feed, or 304 where the caller holds it; gives the status."""
    if is_held(scope, feed.etag):
        headers = [*feed.headers, *extra]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return 304
    length = (b"content-length", str(len(feed.body)).encode())
    headers = [*feed.headers, length, *extra]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else feed.body
    await send({"type": "http.response.body", "body": body})
    return 200
