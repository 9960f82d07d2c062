"""A bucket of an S3-compatible service as a file store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import IO, Self

import obstore
from obstore.exceptions import GenericError
from obstore.store import S3Store

from common.observability.logging import get_logger
from insights.files.errors import StoreUnavailable
from insights.files.storage.port import CHUNK, Key, NotStored
from insights.settings import InsightsSettings

_PART = 8 * 1024 * 1024
"""Bytes that go up at a time; a smaller file goes up at once."""
PATIENCE = timedelta(seconds=10)
"""How long a bucket that says nothing is waited for, and how long what failed is tried again: who
waits holds a connection to the database, and there are few."""

log = get_logger(__name__)


class BucketStore:
    """Keeps files in a bucket. Large ones go up in parts, which appear together.

    Each raises StoreUnavailable if the service does not answer, or not as it should.
    """

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def of(cls, settings: InsightsSettings) -> Self:
        """Open the bucket that the settings name; nothing is asked of it yet."""
        assert settings.files_bucket is not None  # noqa: S101 - the settings' own check says so
        access, secret = settings.files_access_key, settings.files_secret_key
        endpoint = settings.files_endpoint
        return cls(
            S3Store(
                settings.files_bucket,
                endpoint=endpoint,
                region=settings.files_region,
                access_key_id=access.get_secret_value() if access else None,
                secret_access_key=secret.get_secret_value() if secret else None,
                virtual_hosted_style_request=endpoint is None,
                client_options={
                    "allow_http": endpoint is not None and endpoint[:5] == "http:",
                    "read_timeout": PATIENCE,
                },
                retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
            )
        )

    async def put(self, key: Key, file: IO[bytes]) -> None:
        """Upload."""
        file.seek(0)
        with _answering("put"):
            await obstore.put_async(self._store, key, file, chunk_size=_PART)

    async def read(self, key: Key) -> AsyncIterator[bytes]:
        """Download as it comes."""
        with _answering("read"):
            found = await obstore.get_async(self._store, key)
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    async def read_part(self, key: Key, start: int, stop: int) -> AsyncIterator[bytes]:
        """Download the part as it comes."""
        with _answering("read"):
            found = await obstore.get_async(self._store, key, options={"range": (start, stop)})
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    async def delete(self, key: str) -> None:
        """Delete the object."""
        with suppress(NotStored), _answering("delete"):
            await obstore.delete_async(self._store, key)

    async def older_than(self, moment: datetime) -> AsyncIterator[str]:
        """List the bucket."""
        with _answering("list"):
            async for page in obstore.list(self._store):
                for entry in page:
                    if entry["last_modified"] < moment:
                        yield entry["path"]


@contextmanager
def _answering(what: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotStored from None
    except GenericError:
        log.error("the bucket of files does not answer", doing=what)
        raise StoreUnavailable from None
