"""How long an effect takes after its commit, at 1,000 commits a second, on both event logs.

python benchmarks/latency.py [SECONDS]

A generator commits aggregate and outbox row, 1,000 transactions a second; a relay and a consumer
run as processes of their own, as the workers of two services would. Measured from just before the
commit's statement is sent to just after the effect's transaction has been committed.
"""

# A benchmark may block its own loop while nothing is measured.
# ruff: noqa: ASYNC110, ASYNC220, ASYNC240
from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import orjson

from common.clock import new_id
from common.db.engine import Database
from common.messaging.adapters.kafka import KafkaLog
from common.messaging.adapters.postgres import PostgresLog
from common.messaging.consumer import Consumer
from common.messaging.log import Delivered, EventLog, Subscription
from common.messaging.relay import Relay
from common.messaging.worker import run_until_stopped
from log_platform import Platform, platform, report, subscriptions
from summary import bound

RATE = 1000
TARGET_MS = 250
WARM_UP = 6.0
GENERATORS = 6

_COMMIT = """
WITH counter AS (
    INSERT INTO panel.counters VALUES ('QE1', $1, 1)
    ON CONFLICT (ics, id) DO UPDATE SET value = panel.counters.value + 1 RETURNING value
)
INSERT INTO panel.outbox (ics, event_id, topic, key, headers, payload)
SELECT 'QE1', $2, 'panel.counters', $1::text, $3::jsonb,
    convert_to(json_build_object('counter_id', $1::text, 'value', value)::text, 'UTF8') FROM counter
"""


def event_log(kind: str, url: str) -> EventLog:
    return KafkaLog(url) if kind == "kafka" else PostgresLog(url)


async def run_relay(kind: str, log_url: str, database_url: str) -> None:
    await run_until_stopped({"relay": Relay(database_url, "panel", event_log(kind, log_url)).run()})


async def run_consumer(kind: str, log_url: str, database_url: str, result: str) -> None:
    samples: list[tuple[float, float]] = []

    class Timing(Consumer):
        async def take(self, subscription: Subscription, delivered: Sequence[Delivered]) -> None:
            await self.handle(delivered)
            now = time.time()
            for message in delivered:
                sent = datetime.fromisoformat(message.headers["ce_time"]).timestamp()
                samples.append((sent, now - sent))
            await subscription.commit(delivered)

    database = Database(database_url, schema="insights")
    consumer = Timing(subscriptions(), event_log(kind, log_url), database)
    try:
        await run_until_stopped({"consumer": consumer.run()})
    finally:
        Path(result).write_text(json.dumps(samples))
        await database.dispose()


async def generate(target: Platform, seconds: float) -> float:
    """Commit at the given rate; give the rate that was reached."""
    counters = [uuid4() for _ in range(200)]
    begun = time.perf_counter()
    total = int(seconds * RATE)
    issued = 0

    async def generator(connection: asyncpg.Connection) -> None:
        nonlocal issued
        while issued < total:
            number, issued = issued, issued + 1
            wait = begun + number / RATE - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            await commit(connection, counters[number % len(counters)])

    connections = [await asyncpg.connect(target.url("postgres")) for _ in range(GENERATORS)]
    await asyncio.gather(*(generator(connection) for connection in connections))
    reached = total / (time.perf_counter() - begun)
    for connection in connections:
        await connection.close()
    return reached


async def commit(connection: asyncpg.Connection, counter: UUID) -> None:
    event_id = new_id()
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(event_id),
        "ce_source": "/panel",
        "ce_type": "panel.counter.grew.v1",
        "ce_subject": str(counter),
        "ce_time": datetime.now(UTC).isoformat(),
        "ce_ics": "QE1",
        "content-type": "application/json",
    }
    await connection.execute(_COMMIT, counter, event_id, orjson.dumps(headers).decode())


async def measure(target: Platform, kind: str, log_url: str, seconds: float) -> dict[str, float]:
    await target.empty()
    with tempfile.TemporaryDirectory() as directory:
        result = str(Path(directory) / "samples.json")
        roles = (
            ("relay", target.url("panel_relay"), ""),
            ("consumer", target.url("insights_app"), result),
        )
        processes = [
            subprocess.Popen(
                [sys.executable, __file__, "--role", role, kind, log_url, url, extra],
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
            for role, url, extra in roles
        ]
        admin = await asyncpg.connect(target.url("postgres"))
        await commit(admin, uuid4())
        while await admin.fetchval("SELECT count(*) FROM insights.effects") == 0:
            await asyncio.sleep(0.05)
        begun = time.time()
        rate = await generate(target, WARM_UP + seconds)
        total = int((WARM_UP + seconds) * RATE) + 1
        while await admin.fetchval("SELECT count(*) FROM insights.effects") < total:
            await asyncio.sleep(0.05)
        await admin.close()
        await asyncio.sleep(0.5)
        for process in processes:
            process.terminate()
            process.wait()
        samples = json.loads(Path(result).read_text())
    delays = sorted(delay * 1000 for sent, delay in samples if sent >= begun + WARM_UP)
    return {
        "rate": round(rate),
        "p50_ms": round(delays[len(delays) // 2], 1),
        "p99_ms": round(delays[int(len(delays) * 0.99)], 1),
        "max_ms": round(delays[-1], 1),
        "events": len(delays),
    }


async def main(seconds: float) -> None:
    async with platform() as (target, bootstrap):
        results = {"postgres": await measure(target, "postgres", target.log_url, seconds)}
        if bootstrap is not None:
            results["kafka"] = await measure(target, "kafka", bootstrap, seconds)
    report(
        "latency",
        ("log", "commits/s", "p50 ms", "p99 ms", "max ms"),
        [
            (kind, *(f"{r[name]:,}" for name in ("rate", "p50_ms", "p99_ms", "max_ms")))
            for kind, r in results.items()
        ],
        results=results,
        target_p99_ms=TARGET_MS,
        reached=all(r["p99_ms"] <= TARGET_MS for r in results.values()),
        summary=[
            bound(f"commit to effect, p99 at {RATE:,}/s, {kind}", r["p99_ms"], TARGET_MS, "ms")
            for kind, r in results.items()
        ],
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--role"]:
        role, kind, log_url, url, extra = sys.argv[2:7]
        if role == "relay":
            asyncio.run(run_relay(kind, log_url, url))
        else:
            asyncio.run(run_consumer(kind, log_url, url, extra))
    else:
        asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0))
