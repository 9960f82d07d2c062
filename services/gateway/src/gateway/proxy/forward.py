"""Forwarding one request, streamed there and back. Pure ASGI, since every call passes here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDict

from gateway.proxy.errors import BodyTooLarge
from gateway.proxy.headers import Header, forwarded, returned
from gateway.proxy.upstream import Upstream, Upstreams

SMALL = 64 * 1024
"""Bodies up to this many bytes are held whole; larger ones are streamed in chunks."""

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
        BodyTooLarge: if the body outgrows what the address takes.
        ServiceUnavailable, ServiceBroke, ServiceTooSlow: before any part of an answer was sent.
        AnswerBroke: if the answer stopped half way; then the connection must be closed.
    """
    headers = CIMultiDict(forwarded(scope["headers"]))
    headers["Host"] = order.public_host
    headers["Authorization"] = order.authorization
    headers["X-Request-Id"] = order.request_id
    headers["traceparent"] = order.traceparent
    body = await _request_body(scope["headers"], receive, order.max_body)
    held = body is None or isinstance(body, bytes)
    if isinstance(body, _Streamed):
        if body.length is not None:
            headers["Content-Length"] = str(body.length)
        data: Any = body.chunks()
    else:
        data = body
    method = scope["method"]
    target = scope["raw_path"].decode("ascii")
    if scope["query_string"]:
        target = f"{target}?{scope['query_string'].decode('ascii')}"
    try:
        response = await upstreams.ask(
            order.service,
            method,
            target,
            headers=headers,
            body=data,
            long=order.long,
            may_repeat=held and (method in _IDEMPOTENT or "Idempotency-Key" in headers),
        )
    except Exception:
        if isinstance(body, _Streamed) and body.outgrew:
            raise BodyTooLarge(too_large(order.max_body)) from None
        raise
    async with response:
        await _send_back(response, order, receive, send)
    return response.status


class AnswerBroke(Exception):
    """A service stopped in the middle of its answer."""


def too_large(limit: int) -> str:
    """Say how large a body may be."""
    return f"Send at most {limit} bytes in one request."


class _Streamed:
    """A request body that is passed on as it comes, counted on its way."""

    def __init__(self, first: list[bytes], length: int | None, receive: Any, limit: int) -> None:
        self.length = length
        self.outgrew = False
        self._first = first
        self._receive = receive
        self._limit = limit

    async def chunks(self) -> AsyncIterator[bytes]:
        taken = 0
        for chunk in self._first:
            taken += len(chunk)
            yield chunk
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise asyncio.CancelledError
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            taken += len(chunk)
            if taken > self._limit:
                self.outgrew = True
                raise BodyTooLarge(too_large(self._limit))
            if chunk:
                yield chunk


async def _request_body(
    headers: list[Header], receive: Any, limit: int
) -> bytes | _Streamed | None:
    """Hold a small body whole; make a stream of a large one, or one of unknown length."""
    length, chunked = _declared(headers)
    if length is None and not chunked:
        return None
    if length is not None and length > limit:
        raise BodyTooLarge(too_large(limit))
    if length is not None and length > SMALL:
        return _Streamed([], length, receive, limit)
    held: list[bytes] = []
    size = 0
    while size <= SMALL:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise asyncio.CancelledError
        held.append(message.get("body", b""))
        size += len(held[-1])
        if size > limit:
            raise BodyTooLarge(too_large(limit))
        if not message.get("more_body", False):
            return b"".join(held)
    return _Streamed(held, length, receive, limit)


def _declared(headers: list[Header]) -> tuple[int | None, bool]:
    for name, value in headers:
        if name == b"content-length" and value.isdigit():
            return int(value), False
        if name == b"transfer-encoding":
            return None, True
    return None, False


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
