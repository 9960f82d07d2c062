"""A request's body on its way to a service: held whole where it is small, else passed on as it
comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from gateway.proxy.errors import BodyTooLarge, CallerTooSlow
from gateway.proxy.headers import Header

SMALL = 64 * 1024
"""Bodies up to this many bytes are held whole; larger ones are streamed in chunks."""


class CallerGone(Exception):
    """The caller hung up before all of the body was there; nobody waits for an answer."""


class StreamedBody:
    """A body that is passed on as its sender sends it, counted on its way.

    Args:
        first: what was received already.
        length: its whole length in bytes, where the sender said it.
        limit: how many bytes it may have.
    """

    def __init__(self, first: list[bytes], length: int | None, receive: Any, limit: int) -> None:
        self.length = length
        self._first = first
        self._receive = receive
        self._limit = limit
        self._waiting = False
        self._fault: Exception | None = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give it piece by piece. Ends with an error where its sender fails."""
        taken = 0
        for chunk in self._first:
            taken += len(chunk)
            yield chunk
        more = True
        while more:
            self._waiting = True
            message = await self._receive()
            self._waiting = False
            if message["type"] == "http.disconnect":
                self._fault = CallerGone()
                raise self._fault
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            taken += len(chunk)
            if taken > self._limit:
                self._fault = too_large(self._limit)
                raise self._fault
            if chunk:
                yield chunk

    def fault_behind(self, error: Exception) -> Exception | None:
        """Give what its sender did wrong, where that is behind an error of the connection to the
        service; None where it is not."""
        if self._fault is None and self._waiting and isinstance(error, TimeoutError):
            return CallerTooSlow("Send the whole body without a pause, or in smaller parts.")
        return self._fault


def too_large(limit: int) -> BodyTooLarge:
    """Say how large a body may be."""
    return BodyTooLarge(f"Send at most {limit} bytes in one request.")


async def request_body(
    headers: list[Header], receive: Any, limit: int
) -> bytes | StreamedBody | None:
    """Hold a small body whole; make a stream of a large one, or one of unknown length.

    Raises:
        BodyTooLarge: if it has more than ``limit`` bytes, by its own word or by count.
        CallerGone: if the caller hangs up before a small one is there.
    """
    length, chunked = _declared(headers)
    if length is None and not chunked:
        return None
    if length is not None and length > limit:
        raise too_large(limit)
    if length is not None and length > SMALL:
        return StreamedBody([], length, receive, limit)
    held: list[bytes] = []
    size = 0
    while size <= SMALL:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerGone
        held.append(message.get("body", b""))
        size += len(held[-1])
        if size > limit:
            raise too_large(limit)
        if not message.get("more_body", False):
            return b"".join(held)
    return StreamedBody(held, length, receive, limit)


def _declared(headers: list[Header]) -> tuple[int | None, bool]:
    for name, value in headers:
        if name == b"content-length" and value.isdigit():
            return int(value), False
        if name == b"transfer-encoding":
            return None, True
    return None, False
