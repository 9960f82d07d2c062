"""A client of tus that we did not write (tuspy), through the door, to the real library: it begins
an upload, breaks off, asks where it stands, goes on, and its file is imported."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from common.db.engine import Database
from feedback_support import MAPPING, rows
from gateway_support import new_key, served
from insights.uploads.running import Importer

pytestmark = pytest.mark.rule("insights.11")

API = "/api/v1/QE1/insights"
SCOPES = ["insights:read", "insights:deposit", "insights:manage"]
BODY = rows(400)
SAID = {"filetype": "text/csv", "filename": "comments.csv"}


@dataclass(frozen=True)
class Sender:
    """A client of ours to look with, and tuspy to send with; in threads, since it blocks."""

    http: httpx.AsyncClient
    tus: TusClient

    async def begin(self, **metadata: str) -> Any:
        """Begin an upload, and send its first 4,000 bytes."""

        def send() -> Any:
            uploader: Any = self.tus.uploader(
                file_stream=io.BytesIO(BODY), chunk_size=4_000, metadata=metadata
            )
            uploader.upload_chunk()
            return uploader

        return await asyncio.to_thread(send)

    async def go_on(self, address: str) -> int:
        """Send the rest as a client that knows nothing but the address; give where it began."""

        def send() -> int:
            uploader = self.tus.uploader(
                file_stream=io.BytesIO(BODY), url=address, chunk_size=7_000
            )
            stood = int(uploader.offset)
            uploader.upload()
            return stood

        return await asyncio.to_thread(send)


@pytest.fixture
async def sender(
    gateway_app: Callable[..., FastAPI],
    gateway_database: Database,
    library: tuple[FastAPI, str],
) -> AsyncIterator[Sender]:
    """A sender with a source of its own."""
    door = gateway_app(insights_url=library[1], idle_timeout=10.0, total_timeout=30.0)
    key = await new_key(gateway_database, door.state.parts, SCOPES)
    headers = {"Authorization": f"Bearer {key}"}
    async with served(door) as url, httpx.AsyncClient(base_url=url, headers=headers) as client:
        source = await client.post(
            f"{API}/feedback-sources",
            json={"name": "Comments", "kind": "complaints_and_compliments", "mapping": MAPPING},
        )
        uploads = f"{url}{API}/feedback-sources/{source.json()['id']}/uploads"
        yield Sender(client, TusClient(uploads, headers=headers))


async def test_a_file_is_sent_broken_off_gone_on_with_and_imported(
    sender: Sender, library: tuple[FastAPI, str], insights_database: Database
) -> None:
    checksum = hashlib.sha256(BODY).hexdigest()
    begun = await sender.begin(**SAID, sha256=checksum)
    assert begun.offset == 4_000
    assert await sender.go_on(begun.url) == 4_000
    running = library[0].state
    await Importer(running.files, running.insights_keys).import_waiting(insights_database)
    told = (await sender.http.get(begun.url)).json()
    assert (told["state"], told["received"], told["dry_run"]) == ("done", len(BODY), False)
    report = (await sender.http.get(told["report"])).json()
    assert (report["rows"], report["accepted"]) == (400, 400)


async def test_a_dry_run_and_a_wrong_checksum_are_told_as_in_a_body(
    sender: Sender, library: tuple[FastAPI, str], insights_database: Database
) -> None:
    dry = await sender.begin(**SAID, dry_run="true")
    await sender.go_on(dry.url)
    damaged = await sender.begin(**SAID, sha256="0" * 64)
    await sender.go_on(damaged.url)
    running = library[0].state
    await Importer(running.files, running.insights_keys).import_waiting(insights_database)
    told = (await sender.http.get(dry.url)).json()
    assert (told["state"], told["dry_run"]) == ("done", True)
    refused = (await sender.http.get(damaged.url)).json()
    assert refused["problem"]["type"] == "/problems/upload-damaged"


async def test_bytes_that_are_not_the_next_are_refused_and_the_client_finds_its_place(
    sender: Sender,
) -> None:
    begun = await sender.begin(**SAID)
    begun.offset = 9_000
    with pytest.raises(TusUploadFailed) as refused:
        await asyncio.to_thread(begun.upload_chunk)
    assert refused.value.status_code == 409
    assert await sender.go_on(begun.url) == 4_000


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        ({}, 422),
        ({"filetype": "application/pdf"}, 415),
        ({**SAID, "sha256": "no"}, 422),
        ({**SAID, "dry_run": "perhaps"}, 422),
    ],
)
async def test_what_could_not_be_taken_is_refused_before_a_byte_of_it(
    sender: Sender, metadata: dict[str, str], status: int
) -> None:
    with pytest.raises(TusCommunicationError) as refused:
        await sender.begin(**metadata)
    assert refused.value.status_code == status
