"""Taking the bytes of a file in, as they come: counted, and never all of them in memory."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import IO, cast

from common.errors import FieldError
from insights.files.errors import FileRefused, FileTooLarge

IN_MEMORY = 256 * 1024
"""Bytes of an upload that are held in memory; more of it goes to a temporary file."""
_CHUNK = 256 * 1024


@asynccontextmanager
async def received(
    chunks: AsyncIterable[bytes], most: int, *, declared: int | None
) -> AsyncIterator[IO[bytes]]:
    """Take the whole file in before the database is asked to keep anything of it.

    So a slow or broken upload holds no connection, and one that breaks off begins nothing.

    Args:
        most: bytes that the file may have.
        declared: bytes that the sender says it has, if it does: too many are refused unread.

    Raises:
        FileTooLarge: as soon as it is known to have more bytes.
        FileRefused: if it has none.
    """
    if declared is not None and declared > most:
        raise FileTooLarge(most)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        size = 0
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise FileTooLarge(most)
            file.write(chunk)
        if size == 0:
            raise FileRefused(
                "Send the file itself as the body.", fields=(FieldError("body", "is empty"),)
            )
        file.seek(0)
        yield cast(IO[bytes], file)


def measured(file: IO[bytes]) -> tuple[int, bytes]:
    """Give a file's bytes in number and its SHA-256; leaves it at its beginning."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return size, digest.digest()
