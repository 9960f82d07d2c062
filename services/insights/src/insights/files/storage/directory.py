"""A directory of this machine as a file store: a folder for each system, readable by us alone."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from insights.files.storage.port import CHUNK, Key, NotStored, parts_of

_COMING = ".part"
"""Ends the name of what is still being written."""


class DirectoryStore:
    """Keeps files under a directory.

    Args:
        root: is made where it isn't there.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, key: Key, file: IO[bytes]) -> None:
        """Write beside the place, sync to the disk, then move: whole or not there."""
        await asyncio.to_thread(self._put, key, file)

    async def read(self, key: Key) -> AsyncIterator[bytes]:
        """Read chunk by chunk, in a thread."""
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError:
            raise NotStored from None
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk

    async def read_part(self, key: Key, start: int, stop: int) -> AsyncIterator[bytes]:
        """Read on from the place, chunk by chunk."""
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError:
            raise NotStored from None
        with file:
            file.seek(start)
            left = stop - start
            while left and (chunk := await asyncio.to_thread(file.read, min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    async def delete(self, key: str) -> None:
        """Remove the file from the directory."""
        await asyncio.to_thread(self._inside(key).unlink, missing_ok=True)

    async def older_than(self, moment: datetime) -> AsyncIterator[str]:
        """Walk the directory."""
        for name in await asyncio.to_thread(self._older_than, moment):
            yield name

    def _path(self, key: str) -> Path:
        if parts_of(key) is None:
            raise ValueError("not the key of a file")
        return self._root / key

    def _inside(self, name: str) -> Path:
        return self._path(name.removesuffix(_COMING)).parent / Path(name).name

    def _put(self, key: Key, file: IO[bytes]) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        coming = path.with_name(path.name + _COMING)
        try:
            handle = os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as out:
                file.seek(0)
                shutil.copyfileobj(file, out, CHUNK)
                out.flush()
                os.fsync(out.fileno())
            coming.replace(path)
        except BaseException:
            coming.unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _older_than(self, moment: datetime) -> list[str]:
        found = []
        for path in self._root.glob("*/*"):
            name = path.relative_to(self._root).as_posix()
            if parts_of(name.removesuffix(_COMING)) is None:
                continue  # not ours: left alone
            try:
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue
            if written < moment:
                found.append(name)
        return found
