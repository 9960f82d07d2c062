"""The ledger from the operator's side: an export never forgets, and a failure is one plain line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from common.db.ledgers import write_lines
from common.testing.postgres import TestDatabases
from insights.ledger import service as ledger
from library_ledger_support import Kept
from stories_support import by_organisation, published

pytestmark = pytest.mark.rule("insights.9")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(databases: TestDatabases, tmp_path: Path) -> Run:
    """Runs the command on the library's database."""
    environment = {
        "GT_ENVIRONMENT": "development",
        "GT_DATABASE_URL": databases.server.url("insights_app"),
        "GT_EVENT_LOG": "postgres",
        "GT_EVENT_LOG_URL": "postgresql://nobody@127.0.0.1/none",
        "GT_TOKEN_KEYS": "none",
        "GT_FILES_DIRECTORY": str(tmp_path / "files"),
    }

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "insights.ledger", *arguments],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return command


class TestTheCommand:
    async def test_exports_and_applies_the_ledger(self, kept: Kept, run: Run) -> None:
        library = kept.library
        story, finding = await published(library), await library.published()
        kept.backup.take()
        await by_organisation(library, story)
        await library.editor.act(
            f"/findings/{finding['id']}/withdraw", finding["revision"], {"reason": "An error."}
        )
        assert run("export", "--to", str(kept.file)).stdout == "3 entries added to 0\n"
        await kept.backup.restore()
        done = run("reapply", "--from", str(kept.file))
        assert done.returncode == 0, done.stderr
        assert (
            "QE1: 3 entries; taken back again: 1 stories, 0 consents, 1 findings, 0 files"
            in done.stdout
        )
        assert (await library.nobody.get(f"/published-stories/{story['id']}")).status_code == 410

    async def test_an_export_after_a_restore_keeps_what_the_file_knows(
        self, kept: Kept, run: Run
    ) -> None:
        library = kept.library
        early, late = await published(library), await published(library)
        await by_organisation(library, early)
        kept.backup.take()
        await by_organisation(library, late)
        run("export", "--to", str(kept.file))
        before = kept.file.read_text("utf-8")
        await kept.backup.restore()
        assert run("export", "--to", str(kept.file)).stdout == "0 entries added to 4\n"
        assert kept.file.read_text("utf-8") == before
        assert run("reapply", "--from", str(kept.file)).returncode == 0
        assert (await library.nobody.get(f"/published-stories/{late['id']}")).status_code == 410

    async def test_writes_over_nothing_that_is_no_ledger(self, kept: Kept, run: Run) -> None:
        await by_organisation(kept.library, await published(kept.library))
        write_lines(kept.file, ["somebody's notes"])
        refused = run("export", "--to", str(kept.file))
        assert (refused.returncode, refused.stderr) == (
            1, f"{kept.file}: line 1 is no entry of the library's ledger\n"
        )  # fmt: skip
        assert kept.file.read_text("utf-8") == "somebody's notes\n"

    async def test_says_in_a_line_where_it_failed(
        self, kept: Kept, run: Run, databases: TestDatabases
    ) -> None:
        library = kept.library
        story = await published(library)
        kept.backup.take()
        await by_organisation(library, story)
        write_lines(kept.file, await ledger.export(library.database))
        await kept.backup.restore()
        owner = await asyncpg.connect(databases.server.url())
        try:
            await owner.execute("REVOKE UPDATE ON insights.stories FROM insights_app")
            failed = run("reapply", "--from", str(kept.file))
        finally:
            await owner.execute("GRANT UPDATE ON insights.stories TO insights_app")
            await owner.close()
        assert (failed.returncode, failed.stderr) == (
            1, f"{kept.file}: it failed in QE1; in the other systems it is done\n"
        )  # fmt: skip
        assert "Traceback" not in failed.stdout
        assert story["id"] not in failed.stdout, "an error is told without its words"
        assert run("reapply", "--from", str(kept.file)).returncode == 0
