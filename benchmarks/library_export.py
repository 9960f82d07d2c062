"""Giving the library out as files, beside a raw COPY of the same rows, and its memory.

python benchmarks/library_export.py [FINDINGS]

Timed is what the service does between the database and the socket: the cursor, the rows, the form.
COPY hands the same columns over, under the same condition and order. Memory is that of this
process, looked at after each part. Wanted: memory that is flat at 250,000 findings: in all no more
than 32 MiB above the first tenth, in which a row group and the library's pools fill.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import statistics
import sys
import time
from datetime import date
from pathlib import Path

import asyncpg

from bulk_import import prepared
from common.db.engine import Database
from common.db.tenancy import SystemCode
from insights.audience import Reader
from insights.exports import service
from insights.exports.writing import FORMS, FormName
from insights.load import load_system
from insights.search.schemas import FindingQuery
from local_runner.contracts import ROOT
from summary import bound

FINDINGS = 250_000
MEMORY_MIB = 32.0
ROUNDS = 3
QE1 = SystemCode("QE1")
READER = Reader("benchmark", None, frozenset({"insights:manage"}))
SYSTEM = ROOT / "deploy/local/src/local_runner/data/systems/QE1.json"
_PAGE = os.sysconf("SC_PAGE_SIZE")

_FILL = """
INSERT INTO insights.findings (ics, id, reference, state, revision, version, latest_version,
    published_version, title, summary, content, themes, communities, places, methods, strength,
    visibility, heard_to, activity_ids, first_published_at, published_at, created_at, created_by)
SELECT 'QE1', uuidv7(), 'QE1-2026-' || n, 'published', 3, 1, 1, 1, title, summary,
    jsonb_build_object('title', title, 'summary', summary, 'heard_from', '2026-09-01',
        'people_heard', n % 400, 'licence', 'ogl-uk-3.0', 'limits', '[]'::jsonb,
        'recommendations', jsonb_build_array('Say how long the wait is.', 'Ring back.'),
        'quotations', '[]'::jsonb),
    ARRAY['urgent_care', 'carers'], ARRAY['young_carers'], ARRAY['blackpool'],
    ARRAY['focus_group'], 'moderate', 'public', '2026-09-30', '{}', now(), now(), now(), 'x'
FROM generate_series(1, $1) AS n, LATERAL (SELECT 'Waiting for urgent care ' || n AS title,
    'People told us that they wait long and are not told how long, by day and by night; '
    || 'those who came by bus could not go home. Group ' || n AS summary) AS words
"""

_COPIED = """
SELECT id, reference, version, title, summary, content ->> 'heard_from', heard_to, communities,
    places, content ->> 'people_heard', methods, content ->> 'spectrum_level', themes, source,
    strength, content -> 'recommendations', content -> 'limits', first_published_at, published_at,
    visibility, content ->> 'licence', organisation_id
FROM insights.findings WHERE ics = 'QE1' AND state = 'published' ORDER BY id
"""


def resident() -> float:
    """Give the memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE / 2**20


async def exported(database: Database, form: FormName) -> tuple[float, int, float, float]:
    """Give seconds, bytes, and by how many MiB memory grew in the first tenth and in all."""
    gc.collect()
    begun, sent, start, peaks = time.perf_counter(), 0, resident(), [0.0]
    async with database.reading(QE1) as session:
        table = await service.findings(
            session, READER, FindingQuery(), "http://x", on=date(2026, 11, 26)
        )
        async for part in FORMS[form].write(table):
            sent += len(part)
            peaks.append(resident() - start)
    return time.perf_counter() - begun, sent, max(peaks[: len(peaks) // 10 + 1]), max(peaks)


async def copied(owner: asyncpg.Connection) -> float:
    """Give the seconds that COPY takes, as CSV."""

    async def nowhere(_: bytes) -> None:
        return None

    begun = time.perf_counter()
    await owner.copy_from_query(_COPIED, output=nowhere, format="csv")
    return time.perf_counter() - begun


async def measure(url_owner: str, url: str, findings: int) -> None:
    """Measure in turns and print."""
    owner = await asyncpg.connect(url_owner)
    database = Database(url, schema="insights", pool_size=2)
    await load_system(database, SYSTEM.read_bytes())
    await owner.execute(_FILL, findings)
    await owner.execute("VACUUM ANALYZE insights.findings")
    rounds: dict[FormName, list[tuple[float, int, float, float]]] = {form: [] for form in FORMS}
    copies = []
    for _ in range(ROUNDS):
        copies.append(await copied(owner))
        for form in FORMS:
            rounds[form].append(await exported(database, form))
    copy = statistics.median(copies)
    print(f"{findings:,} findings; COPY {copy:.2f} s ({findings / copy:,.0f}/s)")
    figures: dict[str, object] = {"findings": findings, "copy": round(copy, 3)}
    lines = []
    for form, measured in rounds.items():
        seconds = statistics.median(one[0] for one in measured)
        first, peak = max(one[2] for one in measured), max(one[3] for one in measured)
        mib = measured[0][1] / 2**20
        print(
            f"{form:<8} {seconds:6.2f} s ({findings / seconds:,.0f}/s, {copy / seconds:.2f} of "
            f"COPY), {mib:.1f} MiB; memory +{first:.1f} MiB in the first tenth, +{peak:.1f} in all"
        )
        figures[form] = {"seconds": round(seconds, 3), "mib": round(mib, 1), "grown": peak}
        lines.append(bound(f"export as {form}, memory", peak - first, MEMORY_MIB, "MiB"))
    print(json.dumps({"benchmark": "library_export", **figures, "summary": lines}))
    await database.dispose()
    await owner.close()


def main(findings: int) -> None:
    """Run the benchmark."""
    with prepared() as databases:
        server = databases.server
        asyncio.run(measure(server.url(), server.url("insights_app"), findings))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FINDINGS)
