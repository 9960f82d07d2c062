"""An upload and its import while the API and the worker are killed: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from common.messaging.adapters import postgres_schema
from common.testing.http import TestKeys
from common.testing.postgres import TestDatabases, run
from conftest import ROOT, TokenFactory
from feedback_support import MAPPING, rows
from local_runner.postgres import EmbeddedPostgres

ROWS = 40_000
SYSTEM = ROOT / "deploy/local/src/local_runner/data/systems/QE1.json"
API = "/api/v1/QE1/insights"
SCOPES = ["insights:read", "insights:deposit", "insights:manage"]
PATIENCE = 60.0
"""Seconds for one thing to come about."""


@dataclass
class Part:
    """The API or the worker as a process."""

    module: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module], env=self.environment, stdout=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """Kill it as kill -9 does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass
class Library:
    """The insights library on a durable Postgres of its own."""

    api: Part
    worker: Part
    address: str
    server: EmbeddedPostgres
    files: Path

    async def count(self, what: str) -> int:
        connection = await asyncpg.connect(self.server.url())
        try:
            return int(await connection.fetchval(f"SELECT count(*) FROM insights.{what}"))
        finally:
            await connection.close()


@pytest.fixture
def library(tmp_path_factory: pytest.TempPathFactory, token_keys: TestKeys) -> Iterator[Library]:
    files = tmp_path_factory.mktemp("files")
    folder = tmp_path_factory.mktemp("imports")
    with EmbeddedPostgres(folder, durable=True, tied=True) as server:
        TestDatabases(server, ROOT).migrate("insights")
        run(postgres_schema.migrate(server.url("event_log_owner")))
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port: int = listener.getsockname()[1]
        environment = {
            "PATH": os.environ["PATH"],
            "GT_ENVIRONMENT": "development",
            "GT_DATABASE_URL": server.url("insights_app"),
            "GT_RELAY_DATABASE_URL": server.url("insights_relay"),
            "GT_EVENT_LOG": "postgres",
            "GT_EVENT_LOG_URL": server.url("event_log_app"),
            "GT_TOKEN_KEYS": str(token_keys.public),
            "GT_PORT": str(port),
            "GT_FILES_DIRECTORY": str(files),
            "GT_MAIL_DIRECTORY": str(folder / "mail"),
        }
        command = [sys.executable, "-m", "insights.load", str(SYSTEM)]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        api, worker = Part("insights.main", environment), Part("insights.worker", environment)
        yield Library(api, worker, f"http://127.0.0.1:{port}", server, files)
        api.kill()
        worker.kill()


@dataclass
class Client:
    """Somebody who sends a file, and goes on where the line broke off."""

    http: httpx.AsyncClient
    token: TokenFactory

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask until it is answered; a token lives for five minutes alone."""
        headers = {**self.token(SCOPES), **options.pop("headers", {})}
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await self.http.request(method, API + path, headers=headers, **options)
                except httpx.TransportError:
                    await asyncio.sleep(0.1)

    async def standing(self, upload: str) -> dict[str, Any]:
        told: dict[str, Any] = (await self.ask("GET", f"/feedback-uploads/{upload}")).json()
        return told


async def begun(client: Client, body: bytes) -> str:
    mapping = {"name": "Comments", "kind": "friends_and_family_test", "mapping": MAPPING}
    source = await client.ask("POST", "/feedback-sources", json=mapping)
    assert source.status_code == 201, source.text
    told = {
        "size": len(body),
        "media_type": "text/csv",
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    path = f"/feedback-sources/{source.json()['id']}/uploads"
    upload = await client.ask("POST", path, json=told)
    assert upload.status_code == 201, upload.text
    identifier: str = upload.json()["id"]
    return identifier


async def sent(client: Client, library: Library, upload: str, body: bytes) -> int:
    """Send the file; the API is killed once when some of it is kept. Gives where it went on."""
    path = f"/feedback-uploads/{upload}"
    killed = asyncio.Event()

    async def slowly(start: int) -> Any:
        for place in range(start, len(body), 256 * 1024):
            if place > len(body) * 3 // 4 and not killed.is_set():
                await came(library, "feedback_upload_parts", 1)
                library.api.kill()
                killed.set()
            yield body[place : place + 256 * 1024]

    def headers(start: int) -> dict[str, str]:
        return {
            **client.token(SCOPES),
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(start),
        }

    with pytest.raises(httpx.TransportError):
        await client.http.patch(API + path, headers=headers(0), content=slowly(0))
    library.api.start()
    start = int((await client.ask("HEAD", path)).headers["Upload-Offset"])
    answer = await client.http.patch(API + path, headers=headers(start), content=slowly(start))
    assert answer.status_code == 204, answer.text
    return start


async def came(library: Library, what: str, least: int) -> None:
    """Wait until there are so many rows of a table."""
    async with asyncio.timeout(PATIENCE):
        while await library.count(what) < least:  # noqa: ASYNC110 (another process writes it)
            await asyncio.sleep(0.02)


@pytest.mark.rule("insights.11")
@pytest.mark.timeout(300)
async def test_what_was_sent_and_read_is_neither_lost_nor_taken_twice(
    library: Library, token: TokenFactory
) -> None:
    bad = b"X1,31/02/2025,Ward 1,9,x\n" * 300
    good = rows(ROWS).replace(b"Comment number", b"Comment number " + b"x" * 120)
    lines = good.split(b"\n")
    middle = len(lines) // 2
    body = b"\n".join(lines[:middle]) + b"\n" + bad + b"\n".join(lines[middle:])
    async with httpx.AsyncClient(base_url=library.address, timeout=60, trust_env=False) as http:
        client = Client(http, token)
        library.api.start()
        upload = await begun(client, body)
        went_on_from = await sent(client, library, upload, body)
        assert 0 < went_on_from < len(body)

        library.worker.start()
        await came(library, "feedback_staged_batches", 3)
        library.worker.kill()
        left = await client.standing(upload)
        assert left["state"] == "waiting", "it ended before it could be killed"
        assert 15_000 <= left["rows"] < ROWS
        assert await library.count("feedback_items") == 0

        library.worker.start()
        await came(library, "feedback_staged_batches", -(-(ROWS + 300) // 5_000))
        library.worker.kill()
        assert await library.count("feedback_items") in {0, ROWS}, "all of them or none"

        library.worker.start()
        async with asyncio.timeout(PATIENCE):
            while (await client.standing(upload))["state"] == "waiting":  # noqa: ASYNC110 (so too)
                await asyncio.sleep(0.2)
        told = await client.standing(upload)
        assert (told["state"], told["rows"]) == ("done", ROWS + 300)
        report = (await client.ask("GET", told["report"].removeprefix(API))).json()
        assert (report["rows"], report["accepted"], report["rejected_rows"]) == (
            ROWS + 300,
            ROWS,
            300,
        )
        listed = await client.ask("GET", f"/feedback-imports/{upload}/rejections?limit=1")
        assert listed.json()["items"][0]["line"] == middle + 1
    assert await library.count("feedback_rejections") == 600, "two faults each"
    assert await library.count("feedback_items") == ROWS
    assert await library.count("feedback_imports") == 1
    assert await library.count("feedback_staged_batches") == 0
    assert [path for path in library.files.rglob("*") if path.is_file()] == []
