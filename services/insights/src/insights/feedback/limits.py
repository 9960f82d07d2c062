"""How large a file of feedback may be: one setting, the gateway's too (GT_MAX_IMPORT_BODY)."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import IO, Annotated, cast

from fastapi import Depends, Request

from common.errors import TooLarge
from common.settings import LARGEST_IMPORT

__all__ = ["LARGEST_IMPORT", "MostBytes", "spooled"]

IN_MEMORY = 1024 * 1024
"""Bytes of an upload that are held in memory; more of it goes to a temporary file."""


async def _most(request: Request) -> int:
    most: int = request.app.state.settings.max_import_body
    return most


MostBytes = Annotated[int, Depends(_most)]
"""Bytes that a file of feedback may have."""


@asynccontextmanager
async def spooled(request: Request, most: int) -> AsyncIterator[IO[bytes]]:
    """Take the whole body in before the database is asked for anything.

    So a slow or broken upload holds no connection, and a file that breaks off begins nothing.

    Raises:
        TooLarge: as soon as it is known to have more bytes than it may.
    """
    refusal = TooLarge(
        f"A file of feedback may have {most} bytes at most. Nothing was kept. Split the file; each "
        "part needs the header."
    )
    length = request.headers.get("content-length")
    if length is not None and length.isdecimal() and int(length) > most:
        raise refusal
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise refusal
            file.write(chunk)
        file.seek(0)
        yield cast(IO[bytes], file)
