"""Uploads of feedback in tests: begun, sent in pieces, imported by the worker's job."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterable
from typing import Any

from insights.keys import InsightsKeys
from insights.settings import InsightsSettings
from insights.uploads.running import Importer
from insights.uploads.service import Inbox
from insights_support import QE1, Caller, Library

OFFSET_TYPE = "application/offset+octet-stream"


def keys() -> InsightsKeys:
    """The keys of an application in tests: those of development."""
    return InsightsKeys.of(
        InsightsSettings(
            environment="development",
            database_url="postgresql://nobody@127.0.0.1/none",
            event_log="postgres",
            event_log_url="postgresql://nobody@127.0.0.1/none",
            token_keys="none",
        )
    )


def importer(library: Library) -> Importer:
    return Importer(library.files, keys(), library.clock)


def inbox(library: Library) -> Inbox:
    """Where the bytes of a test's uploads go."""
    return Inbox(library.database, library.files, keys(), QE1, library.clock)


async def begin(caller: Caller, imports: str, body: bytes, **changes: Any) -> Any:
    """Begin the upload of a file into the source whose imports have that path."""
    told = {"size": len(body), "media_type": "text/csv", **changes}
    return await caller.post(imports.replace("/imports", "/uploads"), told)


async def send(
    caller: Caller, upload: str, offset: int, content: bytes | AsyncIterable[bytes], **headers: str
) -> Any:
    """Send the next bytes of an upload."""
    told = {"Content-Type": OFFSET_TYPE, "Upload-Offset": str(offset), **headers}
    return await caller._send("PATCH", f"/feedback-uploads/{upload}", content=content, headers=told)


async def uploaded(caller: Caller, imports: str, body: bytes, **changes: Any) -> str:
    """Upload a whole file; give the upload's id."""
    told = {"sha256": hashlib.sha256(body).hexdigest(), **changes}
    answer = await begin(caller, imports, body, **told)
    assert answer.status_code == 201, answer.text
    identifier: str = answer.json()["id"]
    sent = await send(caller, identifier, 0, body)
    assert sent.status_code == 204, sent.text
    return identifier


async def standing(caller: Caller, upload: str) -> dict[str, Any]:
    answer = await caller.get(f"/feedback-uploads/{upload}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def kept_files(library: Library) -> list[str]:
    """Give the names of all that is in the file store."""
    later = library.now.replace(year=library.now.year + 10)
    return [name async for name in library.files.older_than(later)]
