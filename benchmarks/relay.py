"""How fast the relay carries the outbox, against a bare aiokafka producer with its settings.

python benchmarks/relay.py [ROWS]

The baseline holds the same messages in memory and only sends them; the relay reads them from
Postgres in order, sends them, awaits each batch's acknowledgements and marks it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import asyncpg
import orjson
from aiokafka import AIOKafkaProducer

from common.messaging.adapters.kafka import KafkaLog
from common.messaging.adapters.kafka_publisher import new_producer
from common.messaging.adapters.postgres import PostgresLog
from common.messaging.log import EventLog
from common.messaging.relay import Relay
from log_platform import Platform, fill_outbox, platform, report, uncollected
from summary import line

TARGET = 0.6
ROUNDS = 5


async def bare_producer(target: Platform, bootstrap: str) -> float:
    """Give messages per second of a producer alone."""
    connection = await asyncpg.connect(target.url("postgres"))
    rows = await connection.fetch("SELECT key, headers, payload FROM panel.outbox ORDER BY seq")
    await connection.close()
    messages = [
        (
            row["key"].encode(),
            row["payload"],
            [(k, v.encode()) for k, v in orjson.loads(row["headers"]).items()],
        )
        for row in rows
    ]
    producer: AIOKafkaProducer = new_producer(bootstrap)
    await producer.start()
    await producer.send_and_wait("panel.counters", b"warm-up")
    with uncollected():
        begun = time.perf_counter()
        sent = [
            await producer.send("panel.counters", payload, key=key, headers=headers)
            for key, payload, headers in messages
        ]
        await asyncio.gather(*sent)
        seconds = time.perf_counter() - begun
    await producer.stop()
    return len(messages) / seconds


async def relayed(target: Platform, log: EventLog, rows: int) -> float:
    """Give rows per second from the relay's first read to its last mark."""
    admin = await asyncpg.connect(target.url("postgres"))
    await admin.execute("UPDATE panel.outbox SET published_at = NULL")
    await admin.execute("VACUUM ANALYZE panel.outbox")
    done = asyncio.Event()

    class Counting(Relay):
        begun = 0.0
        marked = 0

        async def read(self, connection: asyncpg.Connection) -> Sequence[Any]:
            self.begun = self.begun or time.perf_counter()
            return await super().read(connection)

        async def mark(self, connection: asyncpg.Connection, batch: Sequence[Any]) -> None:
            await super().mark(connection, batch)
            self.marked += len(batch)
            if self.marked >= rows:
                done.set()

    relay = Counting(target.url("panel_relay"), "panel", log)
    async with log.publisher() as publisher:
        await publisher.publish([])
    with uncollected():
        running = asyncio.create_task(relay.run())
        await done.wait()
        seconds = time.perf_counter() - relay.begun
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await admin.close()
    return rows / seconds


def _share(name: str, results: dict[str, list[float]]) -> float:
    return median(a / b for a, b in zip(results[name], results["bare"], strict=True))


async def main(rows: int) -> None:
    async with platform() as (target, bootstrap):
        await fill_outbox(target, rows)
        results: dict[str, list[float]] = {"bare": [], "kafka": [], "postgres": []}
        for _ in range(ROUNDS):
            results["postgres"].append(await relayed(target, PostgresLog(target.log_url), rows))
            if bootstrap is not None:
                log = KafkaLog(bootstrap)
                await log.ensure_topics(["panel.counters"])
                results["bare"].append(await bare_producer(target, bootstrap))
                results["kafka"].append(await relayed(target, log, rows))
    usual = {name: median(speeds) for name, speeds in results.items() if speeds}
    # Each round measures both one after the other, so a busy machine slows both alike.
    pairs = [k / b for k, b in zip(results["kafka"], results["bare"], strict=True)]
    ratio = median(pairs) if pairs else None
    report(
        "relay",
        ("what", "events/s", "of the bare producer"),
        [
            (label, f"{usual[name]:,.0f}", f"{_share(name, results):.2f}" if ratio else "-")
            for name, label in (
                ("bare", "bare aiokafka producer, same settings"),
                ("kafka", "relay to Kafka"),
                ("postgres", "relay to the log in Postgres"),
            )
            if name in usual
        ],
        rows=rows,
        events_per_second={name: round(speed) for name, speed in usual.items()},
        ratio=round(ratio, 3) if ratio else None,
        ratios=[round(pair, 2) for pair in pairs],
        target=TARGET,
        reached=ratio is not None and ratio >= TARGET,
        summary=[
            line(
                "relay to Kafka",
                f"{usual['kafka']:,.0f}/s",
                "bare aiokafka producer",
                f"{usual['bare']:,.0f}/s",
                ratio=ratio,
                target=TARGET,
            )
        ]
        if ratio is not None
        else [],
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
