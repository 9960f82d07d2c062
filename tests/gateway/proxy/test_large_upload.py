"""A file of two gigabytes at the door: a clear refusal, nothing of it passed on or kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from common.db.engine import Database
from gateway_support import FakeService, new_key, served

PATH = "/api/v1/QE1/insights/feedback-sources/0190b1f0-5f5e-7000-8000-000000000001/imports"
TWO_GIGABYTES = 2 * 1024**3


@pytest.mark.rule("insights.11")
async def test_two_gigabytes_are_refused_before_a_byte_of_them_is_read(
    gateway_app: Callable[..., FastAPI], gateway_database: Database, service: FakeService
) -> None:
    app = gateway_app()
    key = await new_key(gateway_database, app.state.parts, ["insights:deposit"])
    async with served(app) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(
            f"POST {PATH} HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: text/csv\r\nContent-Length: {TWO_GIGABYTES}\r\n\r\nId,Date\r\n".encode()
        )
        async with asyncio.timeout(10):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            body = (await reader.read(2_000)).decode()
        writer.close()
    assert head.startswith("HTTP/1.1 413")
    assert "application/problem+json" in head
    assert f"Send at most {256 * 1024**2} bytes" in body
    assert service.seen == []
    assert service.received == 0
