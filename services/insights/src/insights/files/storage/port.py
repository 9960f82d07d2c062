"""The port: what a store of files does, and what it promises.

One conformance suite (`tests/insights/files/test_storage.py`) holds every adapter to it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import IO, NewType, Protocol
from uuid import UUID

from common.db.tenancy import SystemCode

Key = NewType("Key", str)
"""The name of a file in a store: ``<ics>/<id>``."""

CHUNK = 256 * 1024
"""Bytes that are read at a time, about."""

_KEY = re.compile(r"([A-Z0-9]{3,10})/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


class NotStored(Exception):
    """The store has nothing under that key."""


def key_of(ics: SystemCode, file_id: UUID) -> Key:
    """Give the key of a file."""
    return Key(f"{ics}/{file_id}")


def parts_of(key: str) -> tuple[SystemCode, UUID] | None:
    """Take a key apart; None where it isn't one, such as what a broken-off upload left."""
    match = _KEY.fullmatch(key)
    return None if match is None else (SystemCode(match[1]), UUID(match[2]))


class FileStore(Protocol):
    """A store of files by key."""

    async def put(self, key: Key, file: IO[bytes]) -> None:
        """Keep a file, read from its beginning. Once this returns all of it is kept for good;
        before, nobody sees any of it."""
        ...

    def read(self, key: Key) -> AsyncIterator[bytes]:
        """Give the bytes of a file, in chunks.

        Raises:
            NotStored: at the first chunk, if there is none.
        """
        ...

    def read_part(self, key: Key, start: int, stop: int) -> AsyncIterator[bytes]:
        """Give some bytes of a file, from one up to, and without, another, in chunks.

        Raises:
            NotStored: at the first chunk, if there is no such file.
        """
        ...

    async def delete(self, key: str) -> None:
        """Destroy a file. Nothing happens where there is none."""
        ...

    def older_than(self, moment: datetime) -> AsyncIterator[str]:
        """Give the names of all that was last written before a moment, what broken-off uploads
        left among them."""
        ...
