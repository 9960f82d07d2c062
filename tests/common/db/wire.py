"""A wiretap: a proxy before Postgres that counts what the client says."""

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

    @property
    def round_trips(self) -> int:
        """Count how often the client waited."""
        return len(self.queries) + self.syncs

    def clear(self) -> None:
        """Forget what was said."""
        self.queries.clear()
        self.syncs = 0


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
            await asyncio.gather(_note(reader, upstream, wire), _pass_on(upstream_reader, writer))
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
        head = await reader.readexactly(5)
        kind, length = head[:1], struct.unpack("!i", head[1:])[0]
        body = await reader.readexactly(length - 4)
        if kind == b"Q":
            wire.queries.append(body.rstrip(b"\0").decode())
        elif kind == b"S":
            wire.syncs += 1
        upstream.write(head + body)
        await upstream.drain()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
