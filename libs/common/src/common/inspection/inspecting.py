"""Inspecting a document: in a process of its own, with its clean copy as the result."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, cast

from common.bounded import Bounds, SaysTooMuch, TooHeavy, run
from common.inspection.found import Barrier, Refused
from common.inspection.refusals import refused
from common.inspection.rules import Failure, judged

KINDS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
"""What can be inspected, by media type."""

BOUNDS = Bounds(memory=1024 * 1024 * 1024, seconds=120, patience=300, answer=128 * 1024 * 1024)
"""Two documents at once take at most two of these; the clean copy is part of the answer."""
_AT_ONCE = asyncio.Semaphore(2)
_IN_MEMORY = 256 * 1024
_CHUNK = 256 * 1024
_LONGEST_REPORT = 1024 * 1024


@dataclass(frozen=True)
class Inspection:
    """What was found in a document."""

    kind: str
    pages: int | None
    failures: list[Failure]
    taken_out: dict[str, int]
    """What the clean copy no longer has, and how many of it."""
    clean: IO[bytes]
    """The clean copy, at its beginning; gone with the context."""


@asynccontextmanager
async def inspected(
    content: IO[bytes], media_type: str, *, on: date, bounds: Bounds = BOUNDS
) -> AsyncIterator[Inspection]:
    """Inspect a document.

    Args:
        content: the whole file; it is read from its beginning.
        media_type: one of `KINDS`, as the file's name says.
        on: the day whose rules judge it.

    Raises:
        Refused: saying what to do.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        await asyncio.to_thread(_copy, content, source)
        async with _AT_ONCE:
            try:
                await run("common.inspection.child", source, answer, bounds, [KINDS[media_type]])
            except (TooHeavy, SaysTooMuch):
                raise refused("too-heavy") from None
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as clean:
            report = await asyncio.to_thread(_parted, answer, clean)
            if "refused" in report:
                raise Refused(report["refused"], report["words"])
            clean.seek(0)
            yield Inspection(
                kind=report["kind"],
                pages=report["pages"],
                failures=judged((Barrier(**one) for one in report["barriers"].values()), on),
                taken_out=report["taken_out"],
                clean=cast(IO[bytes], clean),
            )


def _copy(content: IO[bytes], source: IO[bytes]) -> None:
    content.seek(0)
    while chunk := content.read(_CHUNK):
        source.write(chunk)


def _parted(answer: IO[bytes], clean: IO[bytes]) -> dict[str, Any]:
    """Part the report, which is returned, from the clean copy behind it.

    Raises:
        Refused: if the process died before it had said all.
    """
    answer.seek(0)
    line = answer.readline(_LONGEST_REPORT)
    try:
        report: dict[str, Any] = json.loads(line)
    except ValueError:
        # Out of memory in a library, or a crash: the process is gone and nothing with it.
        raise refused("damaged") from None
    size = 0
    while chunk := answer.read(_CHUNK):
        size += len(chunk)
        clean.write(chunk)
    if "refused" not in report and size != report["size"]:
        raise refused("damaged")
    return report
