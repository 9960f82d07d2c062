"""A line that breaks off in the midst of an upload, between a real client, the door and the real
library: what came is kept, and the rest goes on from there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from feedback_support import MAPPING, rows
from gateway_support import new_key, served
from insights.uploads.running import Importer

API = "/api/v1/QE1/insights"
SCOPES = ["insights:read", "insights:deposit", "insights:manage"]


async def breaking_off(url: str, path: str, key: str, body: bytes, after: int) -> None:
    """Begin to send all of a file, and hang up after so many bytes."""
    _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
    writer.write(
        f"PATCH {path} HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
    )
    writer.write(body[:after])
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.close()


async def offset(client: httpx.AsyncClient, path: str) -> int:
    """Ask how many bytes are kept."""
    return int((await client.head(path)).headers["Upload-Offset"])


@pytest.mark.rule("insights.11")
async def test_an_upload_goes_on_where_the_line_broke_off(
    gateway_app: Callable[..., FastAPI],
    gateway_database: Database,
    insights_database: Database,
    library: tuple[FastAPI, str],
) -> None:
    running, insights = library
    door = gateway_app(insights_url=insights, idle_timeout=10.0, total_timeout=30.0)
    key = await new_key(gateway_database, door.state.parts, SCOPES)
    body = rows(6_000)
    async with (
        served(door) as url,
        httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {key}"}) as client,
    ):
        source = await client.post(
            f"{API}/feedback-sources",
            json={"name": "Comments", "kind": "complaints_and_compliments", "mapping": MAPPING},
        )
        told = {"size": len(body), "media_type": "text/csv"}
        begun = await client.post(
            f"{API}/feedback-sources/{source.json()['id']}/uploads", json=told
        )
        assert begun.status_code == 201, begun.text
        path = begun.headers["Location"]
        await breaking_off(url, path, key, body, 300_000)
        async with asyncio.timeout(20):
            while not (start := await offset(client, path)):  # noqa: ASYNC110 (a server writes it)
                await asyncio.sleep(0.05)
        assert start <= 300_000
        answer = await client.patch(
            path,
            content=body[start:],
            headers={
                "Content-Type": "application/offset+octet-stream",
                "Upload-Offset": str(start),
            },
        )
        assert answer.status_code == 204, answer.text
        importer = Importer(running.state.files, running.state.insights_keys)
        await importer.import_waiting(insights_database)
        report = (await client.get(f"{API}/feedback-imports/{begun.json()['id']}")).json()
        assert (report["rows"], report["accepted"]) == (6_000, 6_000)
