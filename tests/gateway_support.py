"""What the gateway's tests share: a fake service on loopback, and a gateway served for real."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvicorn
from aiohttp import web
from fastapi import FastAPI
from multidict import CIMultiDictProxy
from yarl import URL

from common.db.engine import Database
from common.db.tenancy import SystemCode
from gateway.dependencies import Parts
from gateway.systems.service import register_system

QE1 = SystemCode("QE1")
QKK = SystemCode("QKK")
SLUG = "lancashire-and-south-cumbria"

PATIENT = {"idle_timeout": 10.0, "total_timeout": 30.0}
"""Of a gateway before a real service: the machine may be busy."""


@dataclass(frozen=True)
class Seen:
    """A request as it reached the service."""

    method: str
    raw_path: str
    headers: CIMultiDictProxy[str]
    body: bytes


@dataclass
class FakeService:
    """A small HTTP server that stands for any service.

    The last part of the path says how it answers: ``stream``, ``hang``, ``break``, ``drop``,
    ``status/503``; anything else is answered with what was seen.
    """

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    """Lets ``stream`` go on and ``hang`` end."""
    received: int = 0
    """Bytes of a request body that have arrived so far."""
    drops: int = 0
    """How many more requests to answer by closing the connection."""
    failing: bool = False
    """Answer everything with 503."""
    answers: dict[str, Any] = field(default_factory=dict)
    """What ends of paths are answered with, as JSON, before anything else."""
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set where the caller went away in the middle of an answer."""

    @asynccontextmanager
    async def run(self) -> AsyncIterator[FakeService]:
        """Serve on a free port of loopback."""
        application = web.Application(client_max_size=0)
        application.router.add_route("*", "/{tail:.*}", self._answer)
        runner = web.AppRunner(
            application, handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        try:
            yield self
        finally:
            self.release.set()
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            self.received += len(chunk)
        raw_path = request.raw_path
        self.seen.append(Seen(request.method, raw_path, request.headers, bytes(body)))
        if self.drops:
            self.drops -= 1
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if self.failing:
            return web.Response(status=503)
        return await self._by_path(request, raw_path.partition("?")[0], bytes(body))

    async def _by_path(self, request: web.Request, path: str, body: bytes) -> web.StreamResponse:
        for end, content in self.answers.items():
            if path.endswith(end):
                return web.json_response(content)
        if path.endswith("/stream"):
            return await self._stream(request)
        if path.endswith("/break"):
            response = web.StreamResponse()
            await response.prepare(request)
            await response.write(b"half of it")
            assert request.transport is not None
            request.transport.abort()
            return response
        if path.endswith("/hang"):
            await self.release.wait()
        if "/status/" in path:
            return web.Response(status=int(path.rpartition("/")[2]))
        return web.json_response(
            {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()},
            headers={
                "ETag": '"v1"',
                "Set-Cookie": "session=1",
                "Connection": "X-Private",
                "X-Private": "hop",
                "X-Request-Id": "of-the-service",
            },
        )

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"first;")
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        await response.write(b"second")
        await response.write_eof()
        return response


def free_listener() -> tuple[socket.socket, str]:
    """Take a free port of loopback; give its socket and its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def served(app: FastAPI, listener: socket.socket | None = None) -> AsyncIterator[str]:
    """Serve an application on a port of loopback, as `common.web.server` does."""
    listener = listener or free_listener()[0]
    server = uvicorn.Server(
        uvicorn.Config(
            app, http="httptools", ws="none", lifespan="on", access_log=False, log_config=None,
            server_header=False, proxy_headers=False, timeout_graceful_shutdown=1,
        )
    )  # fmt: skip
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                await task
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def browser_like(url: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a client of the gateway that sends paths exactly as written and follows nothing."""
    async with aiohttp.ClientSession(url, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


async def add_systems(database: Database) -> None:
    """Register two systems."""
    for code, slug, name in (
        (QE1, SLUG, "Lancashire and South Cumbria"),
        (QKK, "south-east-london", "South East London"),
    ):
        async with database.transaction(code) as session:
            await register_system(session, code, slug=slug, name=name, gss=None)


async def new_key(
    database: Database, parts: Parts, scopes: list[str], ics: SystemCode = QE1, **options: Any
) -> str:
    """Make an API key; give its text."""
    async with database.transaction(ics) as session:
        minted = await parts.keys.create(session, ics, name="Test", scopes=scopes, **options)
    return minted.text.text


def exactly(call: aiohttp.ClientSession, path: str) -> URL:
    """Give a path's address so that the client does not tidy it up."""
    return URL(str(call._base_url).rstrip("/") + path, encoded=True)


async def status_of(call: aiohttp.ClientSession, path: str) -> int:
    """Read an address; give the status of the answer."""
    async with call.get(path) as response:
        return response.status
