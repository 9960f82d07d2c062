"""A file of two gigabytes at the door: a clear refusal, nothing of it passed on or kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from common.db.engine import Database
from gateway.settings import GatewaySettings
from gateway_support import FakeService, new_key, served
from insights.settings import InsightsSettings

INSIGHTS = "/api/v1/QE1/insights"
IMPORTS = f"{INSIGHTS}/feedback-sources/0190b1f0-5f5e-7000-8000-000000000001/imports"
UPLOAD = f"{INSIGHTS}/feedback-uploads/0190b1f0-5f5e-7000-8000-000000000001"
TWO_GIGABYTES = 2 * 1024**3


@pytest.mark.rule("insights.11")
@pytest.mark.parametrize(("method", "path"), [("POST", IMPORTS), ("PATCH", UPLOAD)])
async def test_two_gigabytes_are_refused_before_a_byte_of_them_is_read(
    gateway_app: Callable[..., FastAPI],
    gateway_database: Database,
    service: FakeService,
    method: str,
    path: str,
) -> None:
    app = gateway_app()
    key = await new_key(gateway_database, app.state.parts, ["insights:deposit"])
    async with served(app) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: text/csv\r\nContent-Length: {TWO_GIGABYTES}\r\n\r\nId,Date\r\n".encode()
        )
        async with asyncio.timeout(10):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            body = (await reader.read(2_000)).decode()
        writer.close()
    assert head.startswith("HTTP/1.1 413")
    assert "application/problem+json" in head
    assert f"Send at most {512 * 1024**2} bytes" in body
    assert service.seen == []
    assert service.received == 0


def test_the_library_takes_what_the_door_lets_through() -> None:
    """One setting of one name, with one default: GT_MAX_IMPORT_BODY."""
    settings = (GatewaySettings, InsightsSettings)
    assert {one.model_fields["max_import_body"].default for one in settings} == {512 * 1024**2}


@pytest.mark.rule("insights.11")
async def test_the_next_bytes_of_an_upload_are_passed_on_as_they_come(
    gateway_app: Callable[..., FastAPI], gateway_database: Database, service: FakeService
) -> None:
    app = gateway_app()
    key = await new_key(gateway_database, app.state.parts, ["insights:deposit"])
    size = 4 * 1024**2
    async with served(app) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(
            f"PATCH {UPLOAD} HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 7\r\n"
            f"Content-Length: {size}\r\n\r\n".encode()
        )
        writer.write(b"x" * (size // 2))
        await writer.drain()
        async with asyncio.timeout(10):
            while service.received < size // 4:  # noqa: ASYNC110 (a server on its own counts)
                await asyncio.sleep(0.02)
        writer.write(b"x" * (size // 2))
        async with asyncio.timeout(10):
            head = await reader.readuntil(b"\r\n\r\n")
        writer.close()
    assert head.startswith(b"HTTP/1.1 200")
    [seen] = service.seen
    assert (seen.method, seen.headers["Upload-Offset"], len(seen.body)) == ("PATCH", "7", size)
