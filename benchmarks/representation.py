"""How long it takes to measure how like its places a panel is, bootstrap and targets included.

python benchmarks/representation.py [MEMBERS…]

A made-up panel of Lancashire and South Cumbria, from its real population, in a durable Postgres.
Timed is what a request does: one statement that counts the members, then ratios, scores and
intervals of every dimension of all four places and of the whole system. Wanted: 4,000 members
within one second, 100,000 within five.
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

from common.clock import utc_now
from common.crypto.sealing import KEY_BYTES, Sealer
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.testing.postgres import TestDatabases
from local_runner.postgres import EmbeddedPostgres
from panel.keys import PanelKeys
from panel.load import load_file, read_file
from panel.representation import recruiting, service
from panel.representation.measuring import SEED
from panel.samples.service import fill
from panel.wrapping import SettingsWrapping
from summary import bound

ROOT = Path(__file__).parents[1]
FILE = ROOT / "deploy/local/src/local_runner/data/systems/QE1.json"
LIMITS = {4_000: 1.0, 100_000: 5.0}
"""Members → seconds allowed."""
ROUNDS = 5
QE1 = SystemCode("QE1")
_SEALER = Sealer({"benchmark": bytes(KEY_BYTES)}, "benchmark")
KEYS = PanelKeys(_SEALER, bytes(KEY_BYTES), SettingsWrapping(_SEALER))


@contextmanager
def prepared() -> Iterator[TestDatabases]:
    """Start Postgres, durable as in production, with the panel's schema."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        with EmbeddedPostgres(Path(directory) / "postgres", tied=True) as server:
            databases = TestDatabases(server, ROOT)
            databases.migrate("panel")
            yield databases


async def filled(database: Database, owner: asyncpg.Connection, size: int) -> float:
    """Make the panel anew, of a size; gives the seconds that it takes."""
    await owner.execute("TRUNCATE panel.members CASCADE")
    begun = time.perf_counter()
    async with database.transaction(QE1) as session:
        await fill(session, QE1, KEYS, size=size, seed=1, now=utc_now())
    taken = time.perf_counter() - begun
    await owner.execute("VACUUM ANALYZE panel.members, panel.demographics")
    return taken


async def measured(database: Database) -> float:
    """Give the seconds that measuring every place takes."""
    begun = time.perf_counter()
    async with database.reading(QE1) as session:
        found = await service.exact(session, QE1, KEYS, place=None, seed=SEED, on=utc_now().date())
    taken = time.perf_counter() - begun
    if len(found.places) != 5 or any(len(place.dimensions) != 4 for place in found.places):
        raise RuntimeError("not every place was measured in every dimension")
    return taken


async def recruited(database: Database) -> float:
    """Give the seconds that the targets of every place take."""
    begun = time.perf_counter()
    async with database.reading(QE1) as session:
        await recruiting.exact_targets(
            session, QE1, KEYS, place=None, size=None, on=utc_now().date()
        )
    return time.perf_counter() - begun


async def measure(databases: TestDatabases, sizes: list[int]) -> None:
    """Measure each size and print."""
    owner = await asyncpg.connect(databases.server.url())
    database = Database(databases.server.url("panel_app"), schema="panel", pool_size=2)
    await load_file(database, read_file(FILE))
    lines, figures = [], []
    print("members   made   first   median   slowest   targets   (seconds)")
    for size in sizes:
        made = await filled(database, owner, size)
        first = await measured(database)
        rounds = [await measured(database) for _ in range(ROUNDS)]
        targets = statistics.median([await recruited(database) for _ in range(ROUNDS)])
        median, slowest = statistics.median(rounds), max(first, *rounds)
        print(f"{size:>7}{made:>7.2f}{first:>8.3f}{median:>9.3f}{slowest:>10.3f}{targets:>10.3f}")
        figures.append({"members": size, "seconds": median, "slowest": slowest, "made": made})
        limit = LIMITS.get(size, LIMITS[100_000])
        lines.append(
            bound(f"representativeness of four places, {size:,} members", median, limit, "s")
        )
    await database.dispose()
    await owner.close()
    print(json.dumps({"benchmark": "representation", "sizes": figures, "summary": lines}))


def main(sizes: list[int]) -> None:
    """Run the benchmark."""
    with prepared() as databases:
        asyncio.run(measure(databases, sizes))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(LIMITS))
