"""How fast a file of feedback is imported, against COPY of the same rows into the same table.

python benchmarks/bulk_import.py [ROWS]
python benchmarks/bulk_import.py 1000000   (a million rows: memory must stay as it is for fewer)

The baseline is COPY alone: rows that are read, checked and keyed beforehand, put into a table with
the items' own columns, indexes and search vector, in one transaction, as its owner and without
row-level security. The service reads the CSV file, finds out its encoding, checks every value,
leaves out what it has, keeps a report, and commits. Both write to a durable Postgres. COPY into a
table without indexes and search vector is shown too: it is what no searchable store can reach.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

import asyncpg
import psutil

from common.clock import new_id
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.testing.postgres import TestDatabases
from insights.audience import Reader
from insights.feedback import service
from insights.feedback.fitting import COLUMNS, FittedMapping, Record
from insights.feedback.forms import Declared
from insights.feedback.importing import batches
from insights.feedback.models import FeedbackSource
from insights.feedback.progress import Watch
from insights.feedback.reading import Rows, scan
from insights.feedback.ready import ready_mappings
from insights.feedback.staging import Act
from local_runner.postgres import EmbeddedPostgres
from summary import line

ROOT = Path(__file__).parents[1]
ROWS = 100_000
ROUNDS = 3
TARGET = 0.5
QE1 = SystemCode("QE1")
MAPPING = ready_mappings()["friends_and_family_test"].mapping
SAYINGS = (
    "the staff were kind and listened to me but waiting took far too long nobody told us when",
    "transport would come appointment was changed twice parking is hard ward clean food cold",
    "nurse doctor explained medicine clearly thank you please improve phone line letters",
)
WORDS = [word for saying in SAYINGS for word in saying.split()]


def write_file(file: IO[bytes], rows: int) -> None:
    """Write comments in the form of the real ones: 60 columns, a few themes marked."""
    chance = random.Random(2026)
    themes = list(MAPPING.themes.columns) if MAPPING.themes else []
    names = [
        MAPPING.external_id,
        "Date",
        MAPPING.service,
        MAPPING.question,
        "FFT categorical answer",
    ]
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([*names, MAPPING.text, *themes])
    for number in range(rows):
        marks = [""] * len(themes)
        for _ in range(chance.randrange(3)):
            marks[chance.randrange(len(themes))] = "1"
        comment = " ".join(chance.choices(WORDS, k=chance.randrange(4, 40)))
        day = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/2025"
        service_name = f"Service {chance.randrange(9)}"
        row = [f"ID {number}", day, service_name, "What was good?", chance.randrange(1, 6), comment]
        writer.writerow([*row, *marks])
    text.detach()


def read_file(file: IO[bytes]) -> list[Record]:
    """Read the rows as the service does, to be copied by the baseline."""
    rows = Rows(file, scan(file, "auto"), MAPPING.delimiter)
    mapping = FittedMapping(MAPPING, rows.header, today=date(2026, 11, 21))
    return [record for batch in batches(rows, mapping) for record in batch.records]


async def copied(owner: asyncpg.Connection, records: list[Record], *, indexed: bool) -> float:
    """Give the seconds that COPY of the rows takes."""
    including = "INCLUDING ALL" if indexed else "INCLUDING DEFAULTS"
    await owner.execute("DROP TABLE IF EXISTS baseline")
    await owner.execute(f"CREATE TABLE baseline (LIKE insights.feedback_items {including})")
    if not indexed:
        await owner.execute("ALTER TABLE baseline DROP COLUMN search")
    source, batch = new_id(), new_id()
    full = [("QE1", source, batch, *record) for record in records]
    columns = ("ics", "source_id", "import_id", *COLUMNS)
    begun = time.perf_counter()
    async with owner.transaction():
        await owner.copy_records_to_table("baseline", records=full, columns=columns, timeout=600)
    return time.perf_counter() - begun


async def imported(database: Database, owner: asyncpg.Connection, file: IO[bytes]) -> float:
    """Give the seconds that the service takes, from the file to the commit."""
    for table in ("feedback_items", "feedback_rejections", "feedback_imports", "feedback_sources"):
        await owner.execute(f"TRUNCATE insights.{table} CASCADE")
    source_id, now = new_id(), datetime.now(UTC)
    async with database.transaction(QE1) as session:
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
                created_at=now,
            )
        )
    act = Act(QE1, Reader("benchmark", None, frozenset({"insights:manage"})), now)
    begun = time.perf_counter()
    async with database.transaction(QE1) as session:
        watch = Watch(database, QE1)
        await service.take_in(
            session, act, source_id, file, declared=Declared(), dry_run=False, watch=watch
        )
    return time.perf_counter() - begun


@contextmanager
def prepared() -> Iterator[TestDatabases]:
    """Start Postgres, durable as in production, with the library's schema."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        with EmbeddedPostgres(Path(directory) / "postgres", tied=True) as server:
            databases = TestDatabases(server, ROOT)
            databases.migrate("insights")
            yield databases


async def measure(databases: TestDatabases, rows: int) -> None:
    """Measure in turns, so that what else the machine does falls on both."""
    owner = await asyncpg.connect(databases.server.url())
    database = Database(databases.server.url("insights_app"), schema="insights")
    with tempfile.TemporaryFile() as file:
        write_file(file, rows)
        megabytes = file.tell() / 1e6
        grown = await growth(database, owner, file)
        records = read_file(file)
        copies, bare, imports = [], [], []
        for _ in range(ROUNDS):
            copies.append(await copied(owner, records, indexed=True))
            imports.append(await imported(database, owner, file))
            bare.append(await copied(owner, records, indexed=False))
    await database.dispose()
    await owner.close()
    show(rows, megabytes, grown, *(statistics.median(x) for x in (copies, imports, bare)))


async def growth(database: Database, owner: asyncpg.Connection, file: IO[bytes]) -> float:
    """Give how many megabytes the process grows by while it imports the file."""
    process = psutil.Process()
    before = most = process.memory_info().rss
    work = asyncio.create_task(imported(database, owner, file))
    while not work.done():
        await asyncio.wait([work], timeout=0.05)
        most = max(most, process.memory_info().rss)
    await work
    return (most - before) / 1e6


def show(
    rows: int, megabytes: float, grown: float, copy: float, service_: float, bare: float
) -> None:
    """Print a table for people and one line of JSON for programs."""
    print(f"{rows} rows, {megabytes:.1f} MB of CSV, medians of {ROUNDS}")
    for name, seconds in (
        ("COPY, same table with its indexes", copy),
        ("import through the service", service_),
        ("COPY, bare table", bare),
    ):
        print(f"{name:<36}{seconds:8.2f} s{rows / seconds:12.0f} rows/s")
    ratio = copy / service_
    reached = "reached" if ratio >= TARGET else "not reached"
    print(f"ratio {ratio:.2f} of COPY (wanted {TARGET}: {reached}); memory grows {grown:.0f} MB")
    figures = {
        "benchmark": "bulk_import",
        "rows": rows,
        "copy_seconds": round(copy, 3),
        "import_seconds": round(service_, 3),
        "bare_copy_seconds": round(bare, 3),
        "ratio": round(ratio, 3),
        "target": TARGET,
        "memory_growth_mb": round(grown, 1),
        "summary": [
            line(
                "bulk import",
                f"{rows / service_:,.0f} rows/s",
                "COPY of the same rows, same table",
                f"{rows / copy:,.0f} rows/s",
                ratio=ratio,
                target=TARGET,
            )
        ],
    }
    print(json.dumps(figures))


def main() -> None:
    """Run the benchmark."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with prepared() as databases:
        asyncio.run(measure(databases, rows))


if __name__ == "__main__":
    main()
