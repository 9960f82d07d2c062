"""Taking a file in and looking through it, before the database is asked for anything."""

from __future__ import annotations

import asyncio
import hashlib
import re
import tempfile
from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, cast

from common import personal_data
from common.errors import FieldError
from common.inspection.found import Refused
from common.inspection.inspecting import inspected
from governance.attachments import kinds
from governance.attachments.errors import AttachmentRefused, AttachmentTooLarge
from governance.attachments.kinds import Kind

_IN_MEMORY = 256 * 1024
_NAMED = "header.Content-Disposition"
_PARTED = re.compile(r"[_.+\-]+")


@dataclass(frozen=True)
class Received:
    """The clean copy of a file, and what was found in the one that was sent."""

    name: str
    kind: Kind
    clean: bytes
    original_size: int
    original_sha256: bytes
    pages: int | None
    failures: list[dict[str, Any]]
    taken_out: dict[str, int]


def refuse_telling_name(name: str) -> None:
    """Refuse the name of a file that reads like it says who somebody is: everybody sees it.

    Raises:
        AttachmentRefused: naming the kind, never what was found.
    """
    stem = name.rpartition(".")[0]
    # Where a name has no spaces, other signs part its words.
    hits = personal_data.check((_NAMED, words) for words in (stem, _PARTED.sub(" ", stem)))
    if hits:
        raise AttachmentRefused(
            "Give the file a name that says nothing of a person: everybody reads it.",
            fields=tuple({hit.message: FieldError(_NAMED, hit.message) for hit in hits}.values()),
        )


async def received(chunks: AsyncIterable[bytes], name: str, *, on: date) -> Received:
    """Take a file in, in bits, and look through it in a process of its own.

    Raises:
        AttachmentRefused: if it is of no kind that is taken, can run, or has something hidden that
            only a person can clear.
        AttachmentTooLarge: as soon as it is known to be.
    """
    kind = kinds.named(kinds.on(on), name)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        digest, size = hashlib.sha256(), 0
        async for chunk in chunks:
            size += len(chunk)
            if size > kind.max_bytes:
                raise AttachmentTooLarge(kind.max_bytes)
            digest.update(chunk)
            file.write(chunk)
        try:
            async with inspected(cast(IO[bytes], file), kind.media_type, on=on) as found:
                clean = await asyncio.to_thread(found.clean.read)
        except Refused as error:
            raise AttachmentRefused(
                error.words, fields=(FieldError("body", f"is refused: {error.code}"),)
            ) from None
    failures = [one.model_dump(mode="json") for one in found.failures]
    return Received(
        name, kind, clean, size, digest.digest(), found.pages, failures, found.taken_out
    )
