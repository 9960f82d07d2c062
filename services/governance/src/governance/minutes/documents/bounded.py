"""Reading a document in a process of its own, which can be stopped and can do no harm.

Readers take apart what strangers made. So each document has its own process, with bounds of memory
and time (`common.bounded`); only lines come back.
"""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass
from typing import IO, Any

from common.bounded import Bounds, SaysTooMuch, TooHeavy, run
from governance.minutes.documents.form import Unreadable

MEMORY = 1024 * 1024 * 1024
"""Bytes that a reader may take; the reader of a pack of 400 pages takes some 300 MiB."""
SECONDS = 120
"""Seconds of the processor that a document may take; a pack of 400 pages takes some 20."""
PATIENCE = 300
"""Seconds of the clock that a document may take, on a machine with other work too."""
_MAX_ANSWER = 32 * 1024 * 1024
_AT_ONCE = asyncio.Semaphore(2)
"""Documents that are read at the same time in one process of the service; others wait."""


@dataclass(frozen=True)
class ReadDocument:
    """A document as text."""

    kind: str
    text: str
    page_starts: tuple[int, ...]
    """The number of the first line of each page, from 1; empty where there are no pages."""
    silent_pages: tuple[int, ...]
    left_out: tuple[dict[str, Any], ...]


async def read_document(
    file: IO[bytes],
    *,
    memory: int = MEMORY,
    seconds: int = SECONDS,
    patience: float = PATIENCE,
) -> ReadDocument:
    """Read a document in a process of its own.

    Args:
        file: the document, a real file; it is read from its beginning.
        memory: bytes that the process may take.
        seconds: of the processor.
        patience: seconds of the clock.

    Raises:
        Unreadable: if it is of no kind that is read here, or cannot be read within the bounds.
    """
    bounds = Bounds(memory, seconds, patience, _MAX_ANSWER)
    answer = io.BytesIO()
    async with _AT_ONCE:
        try:
            await run("governance.minutes.documents.child", file, answer, bounds)
        except TooHeavy:
            raise Unreadable("too-heavy", "too heavy to read: it takes too long") from None
        except SaysTooMuch:
            raise Unreadable("too-long", "a document with too much text") from None
    return _understood(answer.getvalue())


def _understood(answer: bytes) -> ReadDocument:
    try:
        said = json.loads(answer)
    except ValueError:
        # Out of memory in a library, or a crash: the process is gone and nothing with it.
        raise Unreadable("damaged", "damaged, or too heavy to read") from None
    if "refused" in said:
        raise Unreadable(said["refused"], said["words"])
    return ReadDocument(
        said["kind"], said["text"], tuple(said["page_starts"]), tuple(said["silent_pages"]),
        tuple(said["left_out"]),
    )  # fmt: skip
