"""How fast a decision log is made again from its entries, against hashing the same leaves alone.

python benchmarks/merkle.py [LEAVES]

Hashing alone is SHA-256 over each leaf and over each pair above, nothing kept. Making the tree
again keeps every tile; from Postgres it also reads every entry, writes every tile and compares the
root with those that were signed. Wanted: 100,000 leaves within one second more than hashing alone.
"""

# A benchmark may block its own loop while nothing is measured.
# ruff: noqa: ASYNC240
from __future__ import annotations

import asyncio
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.clock import utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.testing.postgres import TestDatabases
from governance.decision_log import merkle, rebuilding, statements, tiles
from governance.decision_log.sequencer import BATCH, Sequencer
from governance.decision_log.statements import Statement
from local_runner.postgres import EmbeddedPostgres
from summary import bound

ROOT = Path(__file__).parents[1]
LEAVES = 100_000
ROUNDS = 3
ALLOWED = 1.0
"""Seconds that it may take longer than hashing alone."""
QE1 = SystemCode("QE1")


def entries(count: int) -> list[bytes]:
    """Write leaves as they are: decisions with eight commitments, about 1 kB."""
    now = utc_now()
    return [
        statements.write(
            QE1,
            Statement(
                kind="decision.recorded",
                subject_id=UUID(int=number),
                version=1,
                recorded_at=now,
                public={"reference": f"QE1-ICP-2026-{number:06d}", "outcome": "approved"},
                committed={f"field_{field}": f"words {number}" for field in range(8)},
            ),
        ).entry
        for number in range(count)
    ]


def hashing_alone(leaves: list[bytes]) -> bytes:
    """Hash the tree, level by level, and keep nothing."""
    sha = hashlib.sha256
    level = [sha(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def in_memory(leaves: list[bytes]) -> bytes:
    """Make every tile."""
    tree = tiles.Tree()
    tree.grow([merkle.leaf_hash(leaf) for leaf in leaves])
    return tree.root()


def timed(work: Callable[[], object]) -> float:
    """Give the median of the seconds that something takes."""
    found = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


async def from_postgres(leaves: list[bytes]) -> tuple[float, float, bytes]:
    """Give the seconds that the sequencer takes for all, those of a rebuild, and the root."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        with EmbeddedPostgres(Path(directory) / "postgres", tied=True) as server:
            databases = await asyncio.to_thread(TestDatabases, server, ROOT)
            await asyncio.to_thread(databases.migrate, "governance")
            await _fill(server.url(), leaves)
            database = Database(server.url("governance_app"), schema="governance", pool_size=2)
            sequencer = Sequencer("log.example/log", [Ed25519PrivateKey.generate()])
            begun = time.perf_counter()
            await sequencer.run(database)
            sequenced = time.perf_counter() - begun
            found = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                async with database.transaction(QE1) as session:
                    rebuilt = await rebuilding.rebuild(session, QE1)
                found.append(time.perf_counter() - begun)
            await database.dispose()
    return sequenced, statistics.median(found), rebuilt.root_hash


async def _fill(url: str, leaves: list[bytes]) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("INSERT INTO governance.systems VALUES ('QE1', 'q', 'Q')")
    rows = (
        ("QE1", "decision.recorded", UUID(int=number), 1, leaf)
        for number, leaf in enumerate(leaves)
    )
    await connection.copy_records_to_table(
        "log_entries",
        schema_name="governance",
        columns=["ics", "kind", "subject_id", "version", "entry"],
        records=rows,
    )
    await connection.execute("VACUUM ANALYZE governance.log_entries")
    await connection.close()


def main(count: int) -> None:
    """Measure and print."""
    leaves = entries(count)
    alone = timed(lambda: hashing_alone(leaves))
    memory = timed(lambda: in_memory(leaves))
    sequenced, postgres, root = asyncio.run(from_postgres(leaves))
    if not root == in_memory(leaves) == hashing_alone(leaves):
        raise RuntimeError("the roots differ")
    size = statistics.mean(map(len, leaves))
    print(f"decision log of {count} leaves of {size:.0f} bytes (seconds, medians)")
    rows = [
        ("hashing alone", alone),
        ("every tile made again, in memory", memory),
        ("made again from Postgres, written and checked", postgres),
    ]
    for what, seconds in rows:
        print(f"  {what:<48} {seconds:>7.2f}   {seconds - alone:>+6.2f}")
    reached = "reached" if postgres - alone <= ALLOWED else "not reached"
    print(f"  wanted from Postgres: at most +{ALLOWED:.2f}: {reached}")
    rate = count / sequenced
    print(f"  sequenced and signed, {BATCH} at a time: {sequenced:.2f} s, {rate:.0f} a second")
    values = {
        "leaves": count, "hashing": alone, "memory": memory, "postgres": postgres,
        "sequenced_per_second": rate, "within": postgres - alone <= ALLOWED,
        "summary": [
            bound(f"decision log made again, {count:,} leaves, beyond hashing alone",
                  postgres - alone, ALLOWED, "s"),
        ],
    }  # fmt: skip
    print(json.dumps({"benchmark": "merkle", **values}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else LEAVES)
