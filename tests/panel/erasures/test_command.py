"""The erasure ledger from the operator's side: an export forgets nothing that its file knows."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.db.ledgers import write_lines
from common.testing.postgres import TestDatabases
from panel.erasures.lines import line_of
from panel.erasures.models import LedgerEntry
from panel.settings import PanelSettings
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.5")


def exported(
    settings: PanelSettings, databases: TestDatabases, file: Path
) -> subprocess.CompletedProcess[str]:
    environment: dict[str, str] = {
        "PATH": os.environ["PATH"],
        "GT_ENVIRONMENT": "development",
        "GT_DATABASE_URL": databases.server.url("panel_app"),
        "GT_EVENT_LOG": "postgres",
        "GT_EVENT_LOG_URL": databases.server.url("panel_app"),
        "GT_TOKEN_KEYS": settings.token_keys,
    }
    return subprocess.run(
        [sys.executable, "-m", "panel.erasures", "export", "--to", str(file)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


class TestAnExport:
    async def test_keeps_what_the_database_was_made_to_forget(
        self, world: World, panel_settings: PanelSettings, databases: TestDatabases, tmp_path: Path
    ) -> None:
        assert world
        file = tmp_path / "ledger.jsonl"
        erased_at = datetime(2026, 11, 1, tzinfo=UTC)
        entry = LedgerEntry(ics=QE1, member_hash=b"m" * 32, email_hash=None, erased_at=erased_at)
        write_lines(file, [line_of(entry)])
        done = exported(panel_settings, databases, file)
        assert (done.returncode, done.stdout) == (0, "0 entries added to 1\n"), done.stderr
        assert file.read_text("utf-8") == f"{line_of(entry)}\n"

    async def test_writes_over_nothing_that_is_no_ledger(
        self, world: World, panel_settings: PanelSettings, databases: TestDatabases, tmp_path: Path
    ) -> None:
        assert world
        file = tmp_path / "notes.txt"
        write_lines(file, ["somebody's notes"])
        done = exported(panel_settings, databases, file)
        assert (done.returncode, done.stderr) == (
            1, f"{file}: line 1 is no entry of an erasure ledger\n"
        )  # fmt: skip
        assert file.read_text("utf-8") == "somebody's notes\n"
