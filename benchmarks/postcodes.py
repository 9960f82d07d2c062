"""Loading a postcode directory, against raw COPY of the same rows; and the memory that it takes.

python benchmarks/postcodes.py [ROWS]

The directory is made up, in the form of the real one: 52 columns, of which 5 are kept. Raw COPY is
told those five columns alone, from memory, into a table with the same key. Wanted: half its rate.
Loading runs in a process of its own, whose greatest memory is printed beside that of the same
process loading a hundredth of the rows: it must not grow with the file.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg

from panel.postcodes.directory import opened
from panel.samples.postcodes import write
from summary import bound, line
from web_load import Bench, bench

ROWS = 2_700_000
AUTHORITIES = ["E06000009", "E07000119", "E09000004"]
WANTED = 0.5
MOST_GROWTH = 1.2
"""How much more memory a hundred times the rows may take."""

_TABLE = """
CREATE TABLE raw_postcodes (postcode text, lsoa text, authority text, ended text, imd text)
"""
_CHILD = """
import resource, runpy, sys
sys.argv = ["panel.postcodes", "load", sys.argv[1]]
try:
    runpy.run_module("panel.postcodes", run_name="__main__")
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
"""


def loaded(prepared: Bench, path: Path) -> tuple[float, float]:
    """Load a directory by the command; give the seconds and the greatest memory in MiB."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)],
        env=prepared.environment("panel"),
        check=True,
        capture_output=True,
        text=True,
    )
    print(done.stdout.strip())
    return time.perf_counter() - begun, float(done.stderr.split()[-1])


async def raw(prepared: Bench, path: Path) -> float:
    """Copy the same rows as a superuser; give the seconds, without reading the file."""
    with opened(path) as rows:
        chunks = list(rows.chunks())

    async def lines() -> AsyncIterator[bytes]:
        for chunk in _each(chunks):
            yield chunk

    connection = await asyncpg.connect(prepared.server.url())
    try:
        await connection.execute(_TABLE)
        await connection.execute("ALTER TABLE raw_postcodes ADD PRIMARY KEY (postcode)")
        begun = time.perf_counter()
        await connection.copy_to_table("raw_postcodes", source=lines(), timeout=3600)
        return time.perf_counter() - begun
    finally:
        await connection.execute("DROP TABLE raw_postcodes")
        await connection.close()


def _each(chunks: list[bytes]) -> Iterator[bytes]:
    yield from chunks


def main(size: int) -> None:
    """Measure and print."""
    with bench() as prepared, tempfile.TemporaryDirectory() as directory:
        prepared.databases.migrate("panel")
        small, large = Path(directory) / "small.csv", Path(directory) / "large.csv"
        write(small, size // 100, AUTHORITIES)
        write(large, size, AUTHORITIES)
        print(f"{size:,} rows, {large.stat().st_size / 1e6:,.0f} MB")
        _, little = loaded(prepared, small)
        seconds, most = loaded(prepared, large)
        copied = asyncio.run(raw(prepared, large))
    ours, theirs = size / seconds, size / copied
    print(
        f"load {ours:,.0f} rows/s in {seconds:.1f} s, peak {most:.0f} MiB ({little:.0f} MiB for a"
    )
    print(f"hundredth); raw COPY {theirs:,.0f} rows/s in {copied:.1f} s; ratio {ours / theirs:.2f}")
    lines = [
        line(
            "load a postcode directory", f"{ours:,.0f} rows/s", "raw COPY", f"{theirs:,.0f} rows/s",
            ratio=ours / theirs, target=WANTED,
        ),
        bound("its memory, beside that for a hundredth", most / little, MOST_GROWTH, "times"),
    ]  # fmt: skip
    print(json.dumps({"benchmark": "postcodes", "rows": size, "summary": lines}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROWS)
