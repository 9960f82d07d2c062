"""Taking minutes in as they come: counted, in a file, and never all of them in memory."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, cast

from governance.minutes.errors import MinutesTooLarge, NotText

MAX_DOCUMENT = 64 * 1024 * 1024
"""Bytes that a document may have: a pack of 400 pages with pictures."""
MAX_TEXT = 2 * 1024 * 1024
"""Bytes that a text may have: a pack of some 600 pages."""
MAX_LINES = 20_000
MAX_LINE = 20_000
"""Characters that a line may have: a paragraph of some seven pages."""

_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff",
              b"GIF8", b"II*\x00", b"MM\x00*", b"<")  # fmt: skip
_START = 1024


@dataclass(frozen=True)
class Received:
    """Minutes as they were sent."""

    file: IO[bytes]
    """A real file, at its beginning."""
    size: int
    digest: bytes
    """SHA-256 of its bytes."""
    is_document: bool
    """What it is is told by its bytes: anything but a document is text."""

    def text(self) -> str:
        """Read it as text.

        Raises:
            MinutesTooLarge: if it is longer than text may be.
            NotText: saying what it is instead.
        """
        if self.size > MAX_TEXT:
            raise MinutesTooLarge("Text", MAX_TEXT)
        self.file.seek(0)
        return text_of(self.file.read())


@asynccontextmanager
async def received(chunks: AsyncIterable[bytes]) -> AsyncIterator[Received]:
    """Take minutes in whole before the database is asked for anything.

    Raises:
        MinutesTooLarge: as soon as they are known to be.
    """
    with tempfile.TemporaryFile() as file:
        digest, size = sha256(), 0
        async for chunk in chunks:
            size += len(chunk)
            if size > MAX_DOCUMENT:
                raise MinutesTooLarge("A document", MAX_DOCUMENT)
            digest.update(chunk)
            file.write(chunk)
        file.seek(0)
        start = file.read(_START)
        file.seek(0)
        document = start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_DOCUMENTS) or b"%PDF-" in start
        yield Received(cast(IO[bytes], file), size, digest.digest(), document)


def text_of(data: bytes) -> str:
    """Read bytes as the text of minutes.

    Raises:
        NotText: saying what they are instead.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText("not in UTF-8") from None
    if "\x00" in text:
        raise NotText("not text: it has NUL characters")
    if not any(character.isalpha() for character in text):
        raise NotText("without any words")
    if text.count("\n") >= MAX_LINES:
        raise NotText(f"longer than {MAX_LINES} lines")
    if max(map(len, text.splitlines()), default=0) > MAX_LINE:
        raise NotText(f"without line breaks: a line is longer than {MAX_LINE} characters")
    return text
