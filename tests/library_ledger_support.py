"""The ledger of the library in tests: a backup of the library, and its restoration."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from common.db.tenancy import SystemCode
from insights.files import service as files
from insights.ledger import service as ledger
from insights.ledger.keeping import Keeper
from insights.ledger.service import Reapplied
from insights_support import Library
from local_runner.postgres import EmbeddedPostgres


class Backup:
    """A dump of the library by pg_dump, and its restoration into the same database."""

    def __init__(self, server: EmbeddedPostgres, file: Path) -> None:
        self._server = server
        self._file = file

    def take(self) -> None:
        self._run("pg_dump", "--format=custom", "--schema=insights", "--data-only",
                  f"--file={self._file}", self._server.url())  # fmt: skip

    async def restore(self) -> None:
        """Put every table back as it was; what came later is lost."""
        connection = await asyncpg.connect(self._server.url())
        tables = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'insights'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        names = ", ".join(f'insights."{table["relname"]}"' for table in tables)
        await connection.execute(f"TRUNCATE {names}")
        await connection.close()
        self._run("pg_restore", "--disable-triggers", "--data-only",
                  f"--dbname={self._server.url()}", str(self._file))  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._server.program(program), *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@dataclass
class Kept:
    """The library with a backup, and a file of its ledger."""

    library: Library
    backup: Backup
    file: Path

    async def destroy(self, ics: SystemCode, ids: list[UUID]) -> None:
        await files.destroy(self.library.files, ics, ids)

    def keeper(self) -> Keeper:
        """A worker that begins."""
        return Keeper(self.file, self.destroy, clock=self.library.clock)

    async def reapply(self, lines: list[str]) -> list[Reapplied]:
        now = self.library.now
        return await ledger.reapply(self.library.database, lines, self.destroy, now)
