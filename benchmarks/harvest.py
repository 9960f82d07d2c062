"""How long a page of an OAI-PMH harvest takes, at the beginning of a long list and at its end.

python benchmarks/harvest.py [RECORDS]

A library with so many public findings, in a durable Postgres. Ours is what a request does: the
query, the names, the XML. Beside it, in the same rounds: the entries of the same page and their
versions' content alone, by their keys, through asyncpg. Wanted: the last pages cost no more than
1.5 times the first.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from common.db.engine import Database
from common.db.tenancy import TENANT_SETTING, SystemCode
from common.testing.postgres import TestDatabases
from insights.harvest import service
from insights.harvest.document import Document
from insights.harvest.schemas import ListRecords, Resumption, Selection
from insights.load import load_system
from local_runner.postgres import EmbeddedPostgres
from summary import line

ROOT = Path(__file__).parents[1]
FILE = ROOT / "deploy/local/src/local_runner/data/systems/QE1.json"
QE1 = SystemCode("QE1")
PLACE = service.Place("https://involve.example.org", QE1, "feeds@involve.example.org")
ROUNDS = 40
MADE = """
WITH made AS (
    INSERT INTO insights.findings (ics, id, reference, state, version, latest_version, revision,
        content, title, summary, themes, communities, places, methods, visibility, activity_ids,
        created_at, created_by, first_published_at, published_at)
    SELECT 'QE1', uuidv7(), 'BENCH-' || n, 'published', 1, 1, 3, content, content ->> 'title',
        content ->> 'summary', '{}', '{}', '{}', '{}', 'public', '{}', now(), 'benchmark', now(),
        now()
    FROM generate_series($1::int, $2::int) n, LATERAL (SELECT jsonb_build_object(
        'title', 'Waiting for transport ' || n, 'summary',
        repeat('People said that they wait. ', 8),
        'themes', jsonb_build_array('urgent_care'), 'places', jsonb_build_array('blackpool'),
        'heard_from', '2026-09-01', 'heard_to', '2026-09-30', 'licence', NULL,
        'recommendations', '[]'::jsonb, 'quotations', '[]'::jsonb) AS content) made
    RETURNING ics, id, content, split_part(reference, '-', 2)::bigint AS position
), versions AS (
    INSERT INTO insights.finding_versions (ics, finding_id, version, state, content, changed_at,
        changed_by)
    SELECT ics, id, 1, 'published', content, now(), 'benchmark' FROM made
), entries AS (
    INSERT INTO insights.feed_entries (ics, position, finding_id, version, kind,
        first_published_at, recorded_at, stamped_at)
    SELECT ics, position, id, 1, 'shown', now(), now(), clock_timestamp() FROM made
)
INSERT INTO insights.harvest_members (ics, spec, position)
SELECT ics, spec, position FROM made, unnest(ARRAY['theme', 'theme:urgent_care']) spec
"""
SAME_ROWS = """
SELECT e.position, e.finding_id, e.stamped_at, v.content
FROM feed_entries e JOIN finding_versions v
    ON v.ics = e.ics AND v.finding_id = e.finding_id AND v.version = e.version
WHERE e.ics = 'QE1' AND e.position > $1 ORDER BY e.position LIMIT 101
"""


@contextmanager
def prepared() -> Iterator[TestDatabases]:
    """Start Postgres, durable as in production, with the library's schema."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        with EmbeddedPostgres(Path(directory) / "postgres", tied=True) as server:
            databases = TestDatabases(server, ROOT)
            databases.migrate("insights")
            yield databases


async def page(database: Database, after: int, records: int, spec: str | None) -> float:
    """Give the seconds of one page after a position."""
    chosen = Selection(spec=spec)
    resumed = Resumption("ListRecords", chosen, records, after, after) if after else None
    begun = time.perf_counter()
    async with database.reading(QE1) as session:
        at = await service.response_date(session, QE1, begins_list=resumed is None)
        listed = await service.list_records(session, PLACE, ListRecords(chosen, resumed, False))
        body = Document(PLACE.base_url, {}, at).records(listed, verb="ListRecords")
    taken = time.perf_counter() - begun
    if body.count(b"<record>") != service.PAGE:
        raise RuntimeError("the page is not whole")
    return taken


async def bare(connection: asyncpg.Connection, after: int) -> float:
    """Give the seconds of the same rows alone."""
    begun = time.perf_counter()
    async with connection.transaction(readonly=True):
        await connection.execute(f"SET LOCAL {TENANT_SETTING} = 'QE1'")
        rows = await connection.fetch(SAME_ROWS, after)
        [json.loads(row["content"]) for row in rows]
    return time.perf_counter() - begun


async def measure(databases: TestDatabases, records: int) -> None:
    """Fill, measure both ends in turns, print."""
    database = Database(databases.server.url("insights_app"), schema="insights", pool_size=2)
    await load_system(database, FILE.read_bytes())
    owner = await asyncpg.connect(
        databases.server.url(), server_settings={"search_path": "insights"}
    )
    for begin in range(1, records + 1, 5_000):
        await owner.execute(MADE, begin, min(begin + 4_999, records))
    await owner.execute("VACUUM ANALYZE")
    late = records - service.PAGE - 1
    times: dict[str, list[float]] = {"first": [], "last": [], "last of a set": [], "rows": []}
    for _ in range(ROUNDS):
        times["first"].append(await page(database, 0, records, None))
        times["last"].append(await page(database, late, records, None))
        times["last of a set"].append(await page(database, late, records, "theme:urgent_care"))
        times["rows"].append(await bare(owner, late))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, seconds in medians.items():
        print(f"{name:>14}{seconds * 1000:>9.2f} ms")
    print(f"{service.PAGE / medians['last']:,.0f} records a second")

    def beside(what: str, ours: str, against: str, target: float) -> dict[str, object]:
        return line(
            f"{what}, {records:,} records",
            f"{medians[ours] * 1000:.1f} ms",
            against,
            f"{medians[against] * 1000:.1f} ms",
            ratio=medians[against] / medians[ours],
            target=target,
        )

    lines = [
        beside("last page of a harvest", "last", "first", 0.67),
        beside("last page of a set", "last of a set", "first", 0.67),
    ]
    await database.dispose()
    await owner.close()
    print(json.dumps({"benchmark": "harvest", "milliseconds": medians, "summary": lines}))


def main(records: int) -> None:
    """Run the benchmark."""
    with prepared() as databases:
        asyncio.run(measure(databases, records))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
