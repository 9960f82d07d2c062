"""Search over many findings: through the service, beside the same SQL alone, as the library grows.

python benchmarks/search.py [FINDINGS…]

The findings' words are real comments from ``../shared/data/fft_comments.csv``, six a finding, so
that words are as common and as rare as people's are. The searches are drawn from the same words:
the commonest, words by how often they are said, two words, phrases, words with a filter, and words
with two letters changed about, for which the library's words are read as the worker does. Beside
each request, over HTTP, stand the statements that it ran, replayed by asyncpg on one connection.
Postgres has 4 GB of shared buffers, as a server of 16 GB would; the statements run on 2 cores.
"""

from __future__ import annotations

import asyncio
import csv
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import asyncpg
import httpx

from common.db.engine import Database, raw_connection
from common.db.pagination import PageRequest
from common.db.tenancy import TENANT_SETTING, SystemCode
from insights.audience import Reader
from insights.search import service
from insights.search.schemas import FindingQuery
from insights.spelling.service import read_library
from summary import bound, line
from web_load import ROOT, Bench, bench

QE1 = SystemCode("QE1")
SIZES = (10_000, 100_000, 1_000_000)
COMMENTS = ROOT.parent / "shared/data/fft_comments.csv"
SEARCHES = 200
"""Of well-typed words; mistyped ones are a tenth as many more."""
ROUNDS = 3
TODAY = date(2026, 11, 26)
READER = Reader("benchmark", scopes=frozenset({"insights:read"}))
LIMIT = 20
"""Findings of a page."""
SLOWEST = 0.050
"""Seconds that 19 of 20 searches may take at most."""
THEMES = "ARRAY['urgent_care','carers','patient_transport','housing','diabetes','digital_access']"
PLACES = "ARRAY['blackpool','fylde','preston','burnley','lancaster','pendle','wyre','chorley']"
MADE = f"""
INSERT INTO insights.findings (ics, id, reference, state, version, latest_version, revision,
    content, title, summary, themes, communities, places, methods, source, strength, visibility,
    heard_to, activity_ids, created_at, created_by, first_published_at, published_at)
SELECT 'QE1', uuidv7(), 'BENCH-' || n, 'published', 1, 1, 3,
    '{{"recommendations": [], "quotations": []}}', left(heard, 60), heard,
    ARRAY[({THEMES})[1 + n % 6], ({THEMES})[1 + (n / 7) % 6]], ARRAY['young_carers'],
    ARRAY[({PLACES})[1 + n % 8]], ARRAY[CASE n % 3 WHEN 0 THEN 'survey' ELSE 'interview' END],
    'local_surveys', CASE n % 4 WHEN 0 THEN 'strong' ELSE 'emerging' END,
    CASE n % 5 WHEN 0 THEN 'partners' ELSE 'public' END, made_on::date, '{{}}', made_on,
    'benchmark', made_on, made_on
FROM generate_series($1::int, $2::int) AS made (n)
CROSS JOIN LATERAL (
    SELECT string_agg(body, ' ') AS heard FROM generate_series(1, 6) AS one (of_six)
    JOIN said ON place = abs(hashint8extended(n, of_six)) % $3
) heard
CROSS JOIN LATERAL (SELECT timestamptz '2023-01-01' + n * interval '90 seconds' AS made_on) d
"""


@dataclass(frozen=True)
class Search:
    """One search, and of which kind it is."""

    kind: str
    words: str
    theme: str | None = None

    def address(self) -> str:
        """Give its address."""
        asked = {"q": self.words, "limit": LIMIT} | ({"theme": self.theme} if self.theme else {})
        return f"/api/v1/{QE1}/insights/search?{urlencode(asked)}"

    def query(self) -> FindingQuery:
        """Give it as the service takes it."""
        return FindingQuery(words=self.words, themes=[self.theme] if self.theme else [])


@dataclass(frozen=True)
class Measured:
    """Seconds of each search, through the service and as statements alone."""

    findings: int
    ours: list[float]
    alone: list[float]


def said() -> list[str]:
    """Read the comments.

    Raises:
        SystemExit: if they are not there.
    """
    if not COMMENTS.is_file():
        raise SystemExit(f"{COMMENTS} is missing: this benchmark searches real comments")
    with COMMENTS.open(encoding="utf-8", newline="") as file:
        rows = [row["FFT answer"].strip() for row in csv.DictReader(file)]
    return [text for text in rows if len(text) > 3]


def searches(comments: Sequence[str]) -> list[Search]:
    """Draw searches from what was said; the seed is fixed."""
    chance = random.Random(1)
    texts = [re.findall(r"[a-z]{3,}", text.lower()) for text in comments]
    spoken = [word for words in texts for word in words]
    often = [word for word, _ in Counter(spoken).most_common(150) if len(word) > 3]
    pairs = [pair for words in texts for pair in pairwise(words)]
    themes = re.findall(r"'(\w+)'", THEMES)
    share = SEARCHES // 5
    return [
        *(Search("common word", word) for word in often[:share]),
        *(Search("any word", word) for word in chance.choices(spoken, k=share)),
        *(Search("two words", " ".join(chance.choices(spoken, k=2))) for _ in range(share)),
        *(Search("phrase", f'"{a} {b}"') for a, b in chance.choices(pairs, k=share)),
        *(Search("filtered", chance.choice(often), chance.choice(themes)) for _ in range(share)),
        *(Search("mistyped", mistyped(chance, chance.choice(often))) for _ in range(share // 2)),
    ]


def mistyped(chance: random.Random, word: str) -> str:
    """Change two neighbouring letters about, not the first."""
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


async def fill(owner: asyncpg.Connection, comments: Sequence[str], first: int, last: int) -> None:
    """Add findings; their indexes are made again afterwards, which is quicker."""
    await owner.execute("DROP TABLE IF EXISTS said; CREATE TEMP TABLE said (place int, body text)")
    await owner.copy_records_to_table("said", records=list(enumerate(comments)))
    await owner.execute("CREATE UNIQUE INDEX ON said (place); ANALYZE said")
    found = await owner.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'insights'"
        " AND tablename = 'findings' AND indexdef LIKE '% gin %'"
    )
    for row in found:
        await owner.execute(f"DROP INDEX insights.{row['indexname']}")
    for begin in range(first, last + 1, 20_000):
        await owner.execute(MADE, begin, min(begin + 19_999, last), len(comments))
    await owner.execute("SET maintenance_work_mem = '1GB'")
    for row in found:
        await owner.execute(row["indexdef"])
    await owner.execute("VACUUM ANALYZE insights.findings")


async def statements_of(database: Database, search: Search) -> list[tuple[str, tuple[Any, ...]]]:
    """Run a search once and give the statements that it ran."""
    ran: list[tuple[str, tuple[Any, ...]]] = []

    def note(logged: Any) -> None:
        ran.append((logged.query, tuple(logged.args)))

    async with database.reading(QE1) as session:
        connection = await raw_connection(session)
        with connection.query_logger(note):
            await service.findings(session, READER, search.query(), PageRequest(LIMIT), as_of=TODAY)
    return ran


async def measure(run: Bench, port: int, sizes: Sequence[int]) -> list[Measured]:
    """Fill to each size, and measure there."""
    comments = said()
    chosen = searches(comments)
    owner = await asyncpg.connect(run.server.url(), server_settings={"search_path": "insights"})
    app = await asyncpg.connect(
        run.server.url("insights_app"),
        server_settings={"search_path": "insights,public", "jit": "off"},
        command_timeout=120,
    )
    await app.execute(f"SET {TENANT_SETTING} = '{QE1}'")
    database = run.database("insights")
    found = []
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=120
    ) as http:
        filled = 0
        for size in sizes:
            await fill(owner, comments, filled + 1, size)
            filled = size
            begun = time.perf_counter()
            await read_library(database, QE1)
            print(f"the library's words read in {time.perf_counter() - begun:.1f} s", flush=True)
            if await app.fetchval("SELECT count(*) FROM findings") != size:
                raise RuntimeError("the statements alone don't see what the service sees")
            found.append(await at_size(run, http, app, database, chosen, size))
    await database.dispose()
    await app.close()
    await owner.close()
    return found


async def at_size(
    run: Bench,
    http: httpx.AsyncClient,
    app: asyncpg.Connection,
    database: Database,
    chosen: Sequence[Search],
    size: int,
) -> Measured:
    """Search by each, in turns; the first round only warms."""
    ran = [await statements_of(database, search) for search in chosen]
    rounds: list[tuple[list[float], list[float]]] = []
    for _ in range(1 + ROUNDS):
        # A token lives for five minutes, and a busy machine takes some.
        http.headers["Authorization"] = f"Bearer {run.token('insights:read')}"
        ours, alone = [], []
        for search, statements in zip(chosen, ran, strict=True):
            begun = time.perf_counter()
            answer = await http.get(search.address())
            ours.append(time.perf_counter() - begun)
            if answer.status_code != 200:
                raise RuntimeError(answer.text)
            alone.append(await replayed(app, statements))
        rounds.append((ours, alone))
    kept = rounds[1:]
    each = [
        [statistics.median(times) for times in zip(*(part[n] for part in kept), strict=True)]
        for n in (0, 1)
    ]
    show(chosen, size, each[0], each[1])
    return Measured(size, each[0], each[1])


async def replayed(
    app: asyncpg.Connection, statements: Sequence[tuple[str, tuple[Any, ...]]]
) -> float:
    """Give the seconds of the same statements alone."""
    begun = time.perf_counter()
    async with app.transaction(readonly=True):
        for statement, parameters in statements:
            await app.fetch(statement, *parameters)
    return time.perf_counter() - begun


def p95(times: Sequence[float]) -> float:
    """Give what 19 of 20 don't exceed."""
    return sorted(times)[int(len(times) * 0.95) - 1]


def show(
    chosen: Sequence[Search], size: int, ours: Sequence[float], alone: Sequence[float]
) -> None:
    """Print a size's figures, by kind."""
    print(f"\n{size:,} findings{'':>14}p50 ms   p95 ms  slowest   SQL p95")
    for kind in dict.fromkeys(["all", *(search.kind for search in chosen)]):
        of = [n for n, search in enumerate(chosen) if kind in ("all", search.kind)]
        own, sql = [ours[n] for n in of], [alone[n] for n in of]
        figures = (statistics.median(own), p95(own), max(own), p95(sql))
        print(f"{kind:>24}" + "".join(f"{figure * 1000:>9.1f}" for figure in figures), flush=True)


def lines(found: Sequence[Measured]) -> list[dict[str, Any]]:
    """Give the lines of the table."""
    given = []
    for at in found:
        ours, alone = p95(at.ours), p95(at.alone)
        what = f"search of {at.findings:,} findings, p95"
        given.append(
            line(
                what,
                f"{ours * 1000:.1f} ms",
                "the same SQL alone",
                f"{alone * 1000:.1f} ms",
                ratio=alone / ours,
                target=1 / 1.3,
            )
        )
        given.append(bound(what, ours * 1000, SLOWEST * 1000, "ms"))
    return given


def main(sizes: Sequence[int]) -> None:
    """Run the benchmark."""
    with bench(settings={"shared_buffers": "4GB"}) as run:
        run.prepare("insights")
        with run.service("insights") as port:
            found = asyncio.run(measure(run, port, sizes))
    print(json.dumps({"benchmark": "search", "summary": lines(found)}))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
