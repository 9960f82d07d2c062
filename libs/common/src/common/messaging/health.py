"""A worker's own /health/live, /health/ready and /metrics: a few lines of HTTP, no web framework,
which would cost each worker tens of megabytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import orjson

from common.observability.metrics import exposition

Check = Callable[[], Awaitable[None]]
"""Returns if all is well, raises otherwise."""

_TIMEOUT = 5.0
_PROBLEM = "application/problem+json"


class HealthServer:
    """Answers whether the worker lives, whether it can work, and what it has counted."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    async def run(self, host: str, port: int) -> None:
        """Serve until cancelled."""
        server = await asyncio.start_server(self._serve, host, port, limit=8192)
        async with server:
            await server.serve_forever()

    async def answer(self, path: str) -> tuple[int, str, bytes]:
        """Give status, media type and body for a path."""
        match path.partition("?")[0]:
            case "/health/live":
                return 200, "application/json", orjson.dumps({"status": "live"})
            case "/health/ready":
                return await self._ready()
            case "/metrics":
                body, media_type = exposition()
                return 200, media_type, body
            case _:
                return 404, _PROBLEM, orjson.dumps({"status": 404, "title": "No such page"})

    async def _ready(self) -> tuple[int, str, bytes]:
        results = {name: await _result(check) for name, check in self._checks.items()}
        ready = all(result == "ok" for result in results.values())
        body = orjson.dumps({"status": "ready" if ready else "not ready", "checks": results})
        return (200 if ready else 503), "application/json", body

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            async with asyncio.timeout(_TIMEOUT):
                request = await reader.readuntil(b"\r\n\r\n")
                method, path, _ = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
                status, media_type, body = await self.answer(path)
                head = (
                    f"HTTP/1.1 {status} {'OK' if status == 200 else 'Not OK'}\r\n"
                    f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
                    "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
                )
                writer.write(head.encode() + (b"" if method == "HEAD" else body))
                await writer.drain()
        writer.close()


async def _result(check: Check) -> str:
    try:
        async with asyncio.timeout(_TIMEOUT / 2):
            await check()
    except Exception as error:
        return f"failed: {type(error).__name__}"
    return "ok"
