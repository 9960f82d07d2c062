"""A wiretap: a proxy before Postgres that notes what is said."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Wire:
    """What went over the wire."""

    url: str
    queries: list[str] = field(default_factory=list)
    """Simple queries, in order."""
    syncs: int = 0
    """Extended queries: each ends with a Sync, for whose answer the client waits."""
    messages: list[tuple[str, str, int]] = field(default_factory=list)
    """Every message, both ways: who said it, its type (PostgreSQL's message formats), its bytes."""

    @property
    def round_trips(self) -> int:
        """Count how often the client waited."""
        return len(self.queries) + self.syncs

    def clear(self) -> None:
        """Forget what was said."""
        self.queries.clear()
        self.syncs = 0
        self.messages.clear()


@asynccontextmanager
async def wiretap(url: str) -> AsyncIterator[Wire]:
    """Listen on a free port, pass everything on, and note what the client sends."""
    parts = urlsplit(url)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        upstream_reader, upstream = await asyncio.open_connection(parts.hostname, parts.port)
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await asyncio.gather(
                _note(reader, upstream, wire), _pass_on(upstream_reader, writer, wire)
            )
        for end in (upstream, writer):
            end.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    wire = Wire(f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}")
    try:
        yield wire
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _note(reader: asyncio.StreamReader, upstream: asyncio.StreamWriter, wire: Wire) -> None:
    # The first message has no type: a request for TLS, declined by Postgres, or the start.
    while True:
        head = await reader.readexactly(8)
        length, code = struct.unpack("!ii", head)
        upstream.write(head + await reader.readexactly(length - 8))
        if code == 196608:
            break
    while True:
        kind, head, body = await _message(reader)
        wire.messages.append(("client", kind.decode(), len(body)))
        if kind == b"Q":
            wire.queries.append(body.rstrip(b"\0").decode())
        elif kind == b"S":
            wire.syncs += 1
        upstream.write(head + body)
        await upstream.drain()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire) -> None:
    with suppress(asyncio.IncompleteReadError):
        # To the request for TLS there is one byte, which is no message.
        first = await reader.readexactly(1)
        if first == b"N":
            writer.write(first)
            first = b""
        while True:
            kind, head, body = await _message(reader, first)
            first = b""
            wire.messages.append(("server", kind.decode(), len(body)))
            writer.write(head + body)
            await writer.drain()
    writer.close()


async def _message(reader: asyncio.StreamReader, begun: bytes = b"") -> tuple[bytes, bytes, bytes]:
    """Read a message; gives its type, its head (type and length) and its body."""
    head = begun + await reader.readexactly(5 - len(begun))
    body = await reader.readexactly(int(struct.unpack("!i", head[1:])[0]) - 4)
    return head[:1], head, body
