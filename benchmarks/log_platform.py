"""What the benchmarks of messaging share: a database with outbox and log, a broker, results."""

# A benchmark may block its own loop while nothing is measured.
# ruff: noqa: ASYNC240
from __future__ import annotations

import gc
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from faults.platform import Platform, subscriptions
from local_runner.kafka import EmbeddedKafka, missing
from local_runner.postgres import EmbeddedPostgres

__all__ = ["Platform", "fill_outbox", "platform", "report", "subscriptions", "uncollected"]


@asynccontextmanager
async def platform() -> AsyncIterator[tuple[Platform, str | None]]:
    """Start Postgres, durable as in production, and Kafka where Java and Maven are there.

    Gives the platform and the broker's address, or None.
    """
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        directory.chmod(0o755)
        server = stack.enter_context(EmbeddedPostgres(directory / "postgres", tied=True))
        bootstrap = None
        if (reason := missing()) is None:
            bootstrap = stack.enter_context(EmbeddedKafka(directory / "kafka")).bootstrap
        else:
            print(reason, file=sys.stderr)
        ready = Platform(server)
        await ready.prepare()
        yield ready, bootstrap


async def fill_outbox(target: Platform, rows: int, *, keys: int = 1000) -> None:
    """Record events of about 300 bytes, as one transaction would have them recorded."""
    connection = await asyncpg.connect(target.url("postgres"))
    await connection.execute(
        """
        INSERT INTO panel.outbox (ics, event_id, topic, key, headers, payload)
        SELECT 'QE1', e.id, 'panel.counters', e.key, jsonb_build_object(
            'ce_specversion', '1.0', 'ce_id', e.id, 'ce_source', '/panel',
            'ce_type', 'panel.counter.grew.v1', 'ce_subject', e.key, 'ce_time', now(),
            'ce_ics', 'QE1', 'content-type', 'application/json'),
            convert_to(json_build_object('counter_id', e.key, 'value', n,
                'summary', repeat('what was heard ', 15))::text, 'UTF8')
        FROM generate_series(1, $1::int) n
        CROSS JOIN LATERAL (SELECT uuidv7() AS id, md5((n % $2::int)::text)::uuid::text AS key) e
        """.replace("$1", str(rows)).replace("$2", str(keys))
    )
    await connection.execute("VACUUM ANALYZE panel.outbox")
    await connection.close()


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector out of a measurement."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def report(
    name: str, headings: Sequence[str], table: Sequence[Sequence[str]], **values: Any
) -> None:
    """Print a table for people and one line of JSON for programs."""
    widths = [max(len(row[i]) for row in (headings, *table)) for i in range(len(headings))]
    for row in (headings, *table):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    print(json.dumps({"benchmark": name, **values}))
