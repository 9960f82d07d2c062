"""Forwarding one request, streamed there and back. Pure ASGI, since every call passes here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDict

from gateway.proxy.bodies import SMALL, StreamedBody, request_body
from gateway.proxy.headers import Header, forwarded, returned
from gateway.proxy.upstream import Upstream, Upstreams

_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What the door decided about a request."""

    service: Upstream
    authorization: str
    request_id: str
    traceparent: str
    public_host: str
    max_body: int
    long: bool
    response_headers: list[Header]
    """Added to the service's own: request id and rate limits."""


async def forward(
    upstreams: Upstreams, order: Forwarding, scope: Any, receive: Any, send: Any
) -> int:
    """Forward a request and send back the answer; gives its status.

    Raises:
        BodyTooLarge, CallerTooSlow, CallerGone: where it is the caller who fails.
        ServiceUnavailable, ServiceBroke, ServiceTooSlow: before any part of an answer was sent.
        AnswerBroke: if the answer stopped half way; then the connection must be closed.
    """
    headers = CIMultiDict(forwarded(scope["headers"]))
    headers["Host"] = order.public_host
    headers["Authorization"] = order.authorization
    headers["X-Request-Id"] = order.request_id
    headers["traceparent"] = order.traceparent
    body = await request_body(scope["headers"], receive, order.max_body)
    held = not isinstance(body, StreamedBody)
    if isinstance(body, StreamedBody) and body.length is not None:
        headers["Content-Length"] = str(body.length)
    method = scope["method"]
    target = scope["raw_path"].decode("ascii")
    if scope["query_string"]:
        target = f"{target}?{scope['query_string'].decode('ascii')}"
    response = await upstreams.ask(
        order.service,
        method,
        target,
        headers=headers,
        body=body,
        long=order.long,
        may_repeat=held and (method in _IDEMPOTENT or "Idempotency-Key" in headers),
    )
    async with response:
        await _send_back(response, order, receive, send)
    return response.status


class AnswerBroke(Exception):
    """A service stopped in the middle of its answer."""


async def _send_back(
    response: aiohttp.ClientResponse, order: Forwarding, receive: Any, send: Any
) -> None:
    start = {
        "type": "http.response.start",
        "status": response.status,
        "headers": [*returned(response.raw_headers), *order.response_headers],
    }
    length = response.content_length
    if length is not None and length <= SMALL:
        whole = await response.read()
        await send(start)
        await send({"type": "http.response.body", "body": whole})
        return
    gone = asyncio.create_task(_until_gone(receive))
    stream = asyncio.create_task(_stream(response, start, send))
    try:
        await asyncio.wait({gone, stream}, return_when=asyncio.FIRST_COMPLETED)
        if stream.done():
            stream.result()
    finally:
        await _end(gone, stream)


async def _stream(response: aiohttp.ClientResponse, start: Any, send: Any) -> None:
    await send(start)
    try:
        async for chunk in response.content.iter_any():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise AnswerBroke(type(error).__name__) from None
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
