"""Where the bytes of files are: a port and its two adapters."""

from __future__ import annotations

from pathlib import Path

from insights.files.storage.directory import DirectoryStore
from insights.files.storage.port import FileStore
from insights.settings import InsightsSettings


def open_store(settings: InsightsSettings) -> FileStore:
    """Give the store that the settings name."""
    if settings.files_adapter == "directory":
        return DirectoryStore(Path(settings.files_directory))
    from insights.files.storage.bucket import BucketStore  # noqa: PLC0415 (7 MB few systems need)

    return BucketStore.of(settings)
