"""Looking through a file before any of it is kept: what it is, what it tells, who can read it.

Of documents and pictures only a clean copy is kept, without what they tell of their makers. No
connection to the database is held meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from common.errors import FieldError
from common.inspection.found import Refused
from common.inspection.inspecting import KINDS, inspected
from insights.files.errors import FileRefused
from insights.files.receiving import measured
from insights.files.schemas import Coming
from insights.files.sniffing import check_content

_PICTURES = asyncio.Semaphore(1)
"""One picture is unpacked at a time in a process: each may take a hundred megabytes."""


@dataclass(frozen=True)
class Looked:
    """A file as it is kept, and what was found in the one that was sent."""

    content: IO[bytes]
    original_size: int
    original_sha256: bytes
    pages: int | None = None
    failures: list[dict[str, Any]] | None = None
    """None where files of its kind are not looked through."""
    taken_out: dict[str, int] = field(default_factory=dict)


@asynccontextmanager
async def looked_through(content: IO[bytes], coming: Coming, *, on: date) -> AsyncIterator[Looked]:
    """Look through a file that came.

    Raises:
        FileRefused: if its content isn't of the kind that its name says, can run, or has something
            hidden that only a person can clear.
    """
    await asyncio.to_thread(check_content, content, coming.kind, coming.rule)
    size, sha256 = await asyncio.to_thread(measured, content)
    kind = coming.kind.media_type
    if coming.kind.check == "image":
        from insights.files import images  # noqa: PLC0415 (1 MB few processes need)

        async with _PICTURES:
            picture = await asyncio.to_thread(
                images.without_metadata, content, kind, coming.rule.max_pixels
            )
        with picture:
            yield Looked(picture, size, sha256)
    elif kind in KINDS:
        try:
            async with inspected(content, kind, on=on) as found:
                failures = [one.model_dump(mode="json") for one in found.failures]
                yield Looked(found.clean, size, sha256, found.pages, failures, found.taken_out)
        except Refused as error:
            raise FileRefused(
                error.words, fields=(FieldError("body", f"is refused: {error.code}"),)
            ) from None
    else:
        yield Looked(content, size, sha256)
