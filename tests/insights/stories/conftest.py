"""What tests of the ledger of stories begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.testing.postgres import TestDatabases
from insights_support import Library
from local_runner.postgres import EmbeddedPostgres
from story_ledger_support import Backup, Kept


@pytest.fixture
async def kept(library: Library, databases: TestDatabases, tmp_path: Path) -> Kept:
    """The library, a backup that can be taken of it, and a file for its ledger."""
    server = databases.server
    assert isinstance(server, EmbeddedPostgres)
    return Kept(library, Backup(server, tmp_path / "dump"), tmp_path / "stories.jsonl")
