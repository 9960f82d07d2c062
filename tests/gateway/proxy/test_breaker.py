"""What makes the door leave a service alone for a while: its own failures, and nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from common.db.engine import Database
from gateway.dependencies import Parts
from gateway_support import FakeService, browser_like, new_key, served, status_of

AppFactory = Callable[..., FastAPI]
IMPORT = "/api/v1/QE1/insights/feedback-sources/1/imports"
READ = "/api/v1/QE1/insights/findings"


class TestBreaker:
    async def test_a_failing_service_is_left_alone_and_tried_again(
        self, gateway_app: AppFactory, gateway_database: Database, service: FakeService
    ) -> None:
        app = gateway_app(breaker_failures=3, breaker_seconds=0.3)
        key = await new_key(gateway_database, app.state.parts, ["panel:read"])
        async with served(app) as url, browser_like(url) as call:
            call.headers["X-API-Key"] = key
            path = "/api/v1/QE1/panel/members"
            service.failing = True
            for _ in range(3):
                await status_of(call, path)
            async with call.get(path) as response:
                assert response.status == 503
                assert response.headers["Retry-After"] == "1"
                assert (await response.json())["type"] == "/problems/service-unavailable"
            assert len(service.seen) == 3
            service.failing = False
            async with asyncio.timeout(5):
                while await status_of(call, path) != 200:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            assert len(service.seen) == 4

    async def test_one_service_down_leaves_the_others_and_readiness_alone(
        self, gateway_app: AppFactory, gateway_database: Database, service: FakeService
    ) -> None:
        app = gateway_app(breaker_failures=1, panel_url="http://127.0.0.1:9")
        key = await new_key(gateway_database, app.state.parts, ["panel:read"])
        async with served(app) as url, browser_like(url) as call:
            call.headers["X-API-Key"] = key
            assert await status_of(call, "/api/v1/QE1/panel/members") == 503
            assert await status_of(call, "/api/v1/QE1/insights/findings") == 200
            async with call.get("/health/ready") as response:
                assert response.status == 200
                assert "panel breaker: open" in (await response.json())["checks"]


class TestCallersFault:
    """A caller who misbehaves must not take the service from all others."""

    @pytest.fixture
    async def door(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> AsyncIterator[tuple[str, str, Parts]]:
        """A gateway that gives a service up at its first failure: address, key and parts."""
        app = gateway_app(breaker_failures=1, breaker_seconds=60, import_timeout=0.6)
        key = await new_key(gateway_database, app.state.parts, ["insights:read"])
        async with served(app) as url:
            yield url, key, app.state.parts

    async def test_a_body_that_grows_too_large_is_no_failure_of_the_service(
        self, door: tuple[str, str, Parts], service: FakeService
    ) -> None:
        url, key, _ = door

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(40):
                yield b"x" * 50_000

        async with browser_like(url) as call:
            call.headers["X-API-Key"] = key
            async with call.post("/api/v1/QE1/insights/findings", data=endless()) as response:
                assert response.status == 413
            assert await status_of(call, READ) == 200

    async def test_nor_is_a_caller_who_hangs_up_in_the_midst_of_sending(
        self, door: tuple[str, str, Parts], service: FakeService
    ) -> None:
        url, key, _ = door
        _, writer = await begun_upload(url, key)
        async with asyncio.timeout(5):
            while service.received < 100_000:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        writer.close()
        await asyncio.sleep(0.3)
        async with browser_like(url) as call:
            call.headers["X-API-Key"] = key
            assert await status_of(call, READ) == 200

    async def test_nor_is_one_who_stops_sending(
        self, door: tuple[str, str, Parts], service: FakeService
    ) -> None:
        url, key, _ = door
        reader, writer = await begun_upload(url, key)
        async with asyncio.timeout(5):
            answer = await reader.readline()
        writer.close()
        assert answer.split()[1] == b"408"
        async with browser_like(url) as call:
            call.headers["X-API-Key"] = key
            assert await status_of(call, READ) == 200

    async def test_a_service_that_breaks_an_upload_off_has_failed(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1000)
            writer.transport.abort()

        breaking = await asyncio.start_server(breaks, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{breaking.sockets[0].getsockname()[1]}"
        app = gateway_app(breaker_failures=1, insights_url=address)
        key = await new_key(gateway_database, app.state.parts, ["insights:read"])
        async with breaking, served(app) as url:
            reader, writer = await begun_upload(url, key)
            async with asyncio.timeout(5):
                assert (await reader.readline()).split()[1] == b"502"
            writer.close()
        assert app.state.parts.upstreams.services["insights"].breaker.state == "open"

    async def test_a_service_that_is_silent_after_a_whole_upload_has_failed(
        self, door: tuple[str, str, Parts], service: FakeService
    ) -> None:
        url, key, parts = door
        async with browser_like(url) as call:
            call.headers["X-API-Key"] = key
            body = b"x" * 100_000
            path = "/api/v1/QE1/insights/findings/hang"
            async with call.post(path, data=body) as response:
                assert response.status == 504
        assert parts.upstreams.services["insights"].breaker.state == "open"


async def begun_upload(url: str, key: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send the first half of a file, and no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
    writer.write(
        f"POST {IMPORT} HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: text/csv\r\nContent-Length: 200000\r\n\r\n".encode()
    )
    writer.write(b"x" * 100_000)
    await writer.drain()
    return reader, writer
