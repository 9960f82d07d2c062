"""How fast a file of feedback is imported, against COPY of the same rows into the same table.

python benchmarks/bulk_import.py
BULK_ROWS=1000000 BULK_ROUNDS=1 python benchmarks/bulk_import.py   (memory must stay as for fewer)
BULK_FORM=xlsx python benchmarks/bulk_import.py                    (an Excel file of the same rows)

The baseline is COPY alone: the imported rows as a file in COPY's own binary form, put into a table
with the items' own columns, indexes and search vector, in one transaction, as its owner and without
row-level security. The service reads the file, finds out its encoding, checks every value,
leaves out what it has, keeps a report, and commits: in one request, and as the worker's job, which
also opens the file, and stages and seals every batch so that a crash costs none. Receiving the file
for that job, sealed, is timed by itself. All write to a durable Postgres. COPY into a table without
indexes and search vector is shown too: it is what no searchable store can reach.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import UUID

import asyncpg
import psutil

from bulk_rows import FORM, MAPPING, write_file
from common.clock import new_id
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.testing.postgres import TestDatabases
from insights.audience import Reader
from insights.feedback import service
from insights.feedback.fitting import COLUMNS
from insights.feedback.forms import Declared
from insights.feedback.models import FeedbackSource
from insights.feedback.progress import Watch
from insights.feedback.staging import Act
from insights.files.storage.directory import DirectoryStore
from insights.keys import InsightsKeys
from insights.settings import InsightsSettings
from insights.uploads import service as uploads
from insights.uploads.running import Importer
from insights.uploads.schemas import UploadIn
from insights.uploads.service import Inbox
from local_runner.postgres import EmbeddedPostgres
from summary import line

ROOT = Path(__file__).parents[1]
ROWS = int(os.environ.get("BULK_ROWS", "100000"))
ROUNDS = int(os.environ.get("BULK_ROUNDS", "3"))
TARGET = 0.5
QE1 = SystemCode("QE1")


@dataclass
class Bench:
    """What is measured on, and what was."""

    database: Database
    owner: asyncpg.Connection
    folder: Path
    file: IO[bytes]
    keys: InsightsKeys
    seconds: dict[str, list[float]] = field(default_factory=dict)
    grown: dict[str, float] = field(default_factory=dict)

    @property
    def copied_rows(self) -> Path:
        """The rows in COPY's own form."""
        return self.folder / "rows.copy"

    async def timed(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do something, and note how long it took and how many megabytes the process grew by."""
        process = psutil.Process()
        before = most = process.memory_info().rss
        begun = time.perf_counter()
        task = asyncio.ensure_future(work())
        while not task.done():
            await asyncio.wait([task], timeout=0.05)
            most = max(most, process.memory_info().rss)
        self.seconds.setdefault(what, []).append(time.perf_counter() - begun)
        self.grown[what] = max(self.grown.get(what, 0.0), (most - before) / 1e6)
        task.result()

    async def save_rows(self) -> None:
        """Write what was imported as a file in COPY's own form."""
        columns = ", ".join(("ics", "source_id", "import_id", *COLUMNS))
        await self.owner.copy_from_query(
            f"SELECT {columns} FROM insights.feedback_items ORDER BY line",
            output=self.copied_rows, format="binary", timeout=1_800,
        )  # fmt: skip

    async def prepare_copy(self, *, indexed: bool) -> None:
        """Make an empty table for COPY."""
        including = "INCLUDING ALL" if indexed else "INCLUDING DEFAULTS"
        await self.owner.execute("DROP TABLE IF EXISTS baseline")
        await self.owner.execute(
            f"CREATE TABLE baseline (LIKE insights.feedback_items {including})"
        )
        if not indexed:
            await self.owner.execute("ALTER TABLE baseline DROP COLUMN search")

    async def copy(self) -> None:
        """Put the rows into it."""
        async with self.owner.transaction():
            await self.owner.copy_to_table(
                "baseline", source=self.copied_rows, format="binary",
                columns=("ics", "source_id", "import_id", *COLUMNS), timeout=1_800,
            )  # fmt: skip

    async def new_source(self) -> UUID:
        """Forget all items, and make a source."""
        for table_ in ("items", "rejections", "imports", "uploads", "sources"):
            await self.owner.execute(f"TRUNCATE insights.feedback_{table_} CASCADE")
        source_id = new_id()
        async with self.database.transaction(QE1) as session:
            session.add(
                FeedbackSource(
                    ics=QE1,
                    id=source_id,
                    name="Benchmark",
                    kind="friends_and_family_test",
                    organisation_id=None,
                    visibility="partners",
                    mapping=MAPPING.model_dump(mode="json"),
                    version=1,
                    created_at=datetime.now(UTC),
                )
            )
        return source_id

    async def import_at_once(self, source_id: UUID) -> None:
        """Import the file as one request does, from the file to the commit."""
        async with self.database.transaction(QE1) as session:
            await service.take_in(
                session, act(), source_id, self.file, declared=Declared(), dry_run=False,
                watch=Watch(self.database, QE1), keys=self.keys,
            )  # fmt: skip

    async def receive(self, inbox: Inbox, source_id: UUID) -> None:
        """Receive the file as requests do: sealed, part by part."""
        size = self.file.seek(0, 2)
        self.file.seek(0)
        told = UploadIn(size=size, media_type="application/octet-stream")
        async with self.database.transaction(QE1) as session:
            upload = await uploads.begin(session, act(), source_id, told, Declared(), most=size)
        await uploads.receive(inbox, upload, 0, chunks(self.file))

    async def count(self) -> int:
        """Count the items, so that nothing is measured that did not happen."""
        number: int = await self.owner.fetchval("SELECT count(*) FROM insights.feedback_items")
        return number


def act() -> Act:
    """Somebody who imports now."""
    reader = Reader("benchmark", None, frozenset({"insights:manage", "insights:deposit"}))
    return Act(QE1, reader, datetime.now(UTC))


async def chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    """Give a file as it comes over a line."""
    while chunk := file.read(64 * 1024):
        yield chunk


@contextmanager
def prepared() -> Iterator[TestDatabases]:
    """Start Postgres, durable as in production, with the library's schema."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        with EmbeddedPostgres(Path(directory) / "postgres", tied=True) as server:
            databases = TestDatabases(server, ROOT)
            databases.migrate("insights")
            yield databases


async def measure(databases: TestDatabases, rows: int, folder: Path) -> None:
    """Measure in turns, so that what else the machine does falls on all."""
    owner = await asyncpg.connect(databases.server.url())
    database = Database(databases.server.url("insights_app"), schema="insights")
    settings = InsightsSettings(
        environment="development", database_url="postgresql://none", event_log="postgres",
        event_log_url="postgresql://none", token_keys="none",
    )  # fmt: skip
    keys = InsightsKeys.of(settings)
    store = DirectoryStore(folder / "files")
    inbox = Inbox(database, store, keys, QE1, lambda: datetime.now(UTC))
    importer = Importer(store, keys)
    with tempfile.TemporaryFile(dir=folder) as file:
        write_file(file, rows)
        megabytes = file.seek(0, 2) / 1e6
        bench = Bench(database, owner, folder, file, keys)
        for turn in range(ROUNDS):
            source_id = await bench.new_source()
            await bench.timed(AT_ONCE, lambda s=source_id: bench.import_at_once(s))  # type: ignore[misc]
            assert await bench.count() == rows
            if turn == 0:
                await bench.save_rows()
            await bench.prepare_copy(indexed=True)
            await bench.timed(COPY, bench.copy)
            await bench.prepare_copy(indexed=False)
            await bench.timed(BARE, bench.copy)
            await owner.execute("DROP TABLE baseline")
            source_id = await bench.new_source()
            await bench.timed(RECEIVED, lambda s=source_id: bench.receive(inbox, s))  # type: ignore[misc]
            await bench.timed(AS_JOB, lambda: importer.import_waiting(database))
            assert await bench.count() == rows
    await database.dispose()
    await owner.close()
    show(bench, rows, megabytes)


AT_ONCE = "import in one request"
AS_JOB = "import of an upload, by the worker"
RECEIVED = "receiving the upload, sealed"
COPY = "COPY, same table with its indexes"
BARE = "COPY, bare table"


def show(bench: Bench, rows: int, megabytes: float) -> None:
    """Print a table for people and one line of JSON for programs."""
    seconds = {what: statistics.median(each) for what, each in bench.seconds.items()}
    print(f"{rows} rows, {megabytes:.1f} MB of {FORM}, medians of {ROUNDS}")
    for what, median in seconds.items():
        grown = bench.grown[what]
        print(f"{what:<36}{median:8.2f} s{rows / median:12.0f} rows/s   grows {grown:.0f} MB")
    ratios = {what: seconds[COPY] / seconds[what] for what in (AT_ONCE, AS_JOB)}
    for what, ratio in ratios.items():
        reached = "reached" if ratio >= TARGET else "not reached"
        print(f"{what}: ratio {ratio:.2f} of COPY (wanted {TARGET}: {reached})")
    figures = {
        "benchmark": "bulk_import",
        "rows": rows,
        "form": FORM,
        "copy_seconds": round(seconds[COPY], 3),
        "import_seconds": round(seconds[AT_ONCE], 3),
        "job_seconds": round(seconds[AS_JOB], 3),
        "receiving_seconds": round(seconds[RECEIVED], 3),
        "bare_copy_seconds": round(seconds[BARE], 3),
        "ratio": round(ratios[AT_ONCE], 3),
        "job_ratio": round(ratios[AS_JOB], 3),
        "target": TARGET,
        "memory_growth_mb": {what: round(grown, 1) for what, grown in bench.grown.items()},
        "summary": [
            line(
                "bulk import" if what == AT_ONCE else "bulk import, resumable",
                f"{rows / seconds[what]:,.0f} rows/s",
                "COPY of the same rows, same table",
                f"{rows / seconds[COPY]:,.0f} rows/s",
                ratio=ratio,
                target=TARGET,
            )
            for what, ratio in ratios.items()
        ],
    }
    print(json.dumps(figures))


def main() -> None:
    """Run the benchmark."""
    with prepared() as databases, tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(databases, ROWS, Path(folder)))


if __name__ == "__main__":
    main()
