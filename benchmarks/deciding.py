"""Decisions recorded at 100 a second, and how long until a signed checkpoint covers each.

python benchmarks/deciding.py [SECONDS]

The service's API and worker run as in production against a durable Postgres. Decisions come at the
rate, whether or not those before are answered. Lag is from a decision's answer to the first read
of the public checkpoint (every 50 ms) that covers it: once without witnesses, once with a witness
that cannot be reached, for which each checkpoint waits. Beside it, how many decisions a second the
API takes at most while the worker grows the log and relays, and without the worker. At the end the
whole log is checked against its entries.
"""

# A benchmark may block its own loop while nothing is measured.
# ruff: noqa: ASYNC110
from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import getloadavg
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg

from common.db.tenancy import SystemCode
from governance.decision_log import rebuilding
from governance.witnesses import service
from local_runner.processes import free_port
from summary import bound, line
from web_load import Bench, bench, load, process, request
from write_with_outbox import decision, many_bodies

RATE = 100
PROMISED = 10.0
"""Seconds that a checkpoint may be behind."""
POLLED = 0.05
WRITE = decision()
WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"


@dataclass
class Seen:
    """What one round saw."""

    answered: dict[UUID, float] = field(default_factory=dict)
    """When each decision was answered, by its id."""
    took: list[float] = field(default_factory=list)
    """Seconds of each answer, from when it was due to be sent."""
    covered: list[tuple[int, float]] = field(default_factory=list)
    """Sizes of the checkpoint, and when each was first read."""


async def record(
    port: int, token: str, numbers: Iterator[int], seconds: float
) -> tuple[Seen, float]:
    """Record decisions at the rate; give what was seen, and the rate that was reached."""
    seen, total = Seen(), int(seconds * RATE)
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as session:
        begun = time.perf_counter()

        async def one(number: int, due: float) -> None:
            body = WRITE.body(number)
            async with session.post(WRITE.path(number), json=body) as response:
                response.raise_for_status()
                made = await response.json()
            now = time.perf_counter()
            seen.answered[UUID(made["id"])] = now
            seen.took.append(now - due)

        polling = asyncio.create_task(poll(session, seen))
        running = []
        for at in range(total):
            due = begun + at / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            running.append(asyncio.create_task(one(next(numbers), due)))
        await asyncio.gather(*running)
        reached = total / (time.perf_counter() - begun)
        await covering(seen, total)
        polling.cancel()
    return seen, reached


async def poll(session: aiohttp.ClientSession, seen: Seen) -> None:
    """Read the checkpoint again and again."""
    while True:
        async with session.get("/api/v1/QE1/governance/log/checkpoint") as response:
            text = await response.text() if response.status == 200 else "\n0"
        size = int(text.split("\n")[1])
        if not seen.covered or size > seen.covered[-1][0]:
            seen.covered.append((size, time.perf_counter()))
        await asyncio.sleep(POLLED)


async def covering(seen: Seen, total: int) -> None:
    """Wait until the checkpoint has grown by all decisions."""
    async with asyncio.timeout(60):
        while seen.covered[-1][0] - seen.covered[0][0] < total:
            await asyncio.sleep(POLLED)


async def lags(prepared: Bench, seen: Seen) -> list[float]:
    """Give how long each decision waited for its checkpoint, in order of length, in seconds."""
    connection = await asyncpg.connect(prepared.server.url())
    rows = await connection.fetch(
        "SELECT subject_id, leaf_index FROM governance.log_entries WHERE subject_id = ANY($1)",
        list(seen.answered),
    )
    await connection.close()
    sizes = [size for size, _ in seen.covered]
    found = [
        seen.covered[bisect_right(sizes, leaf)][1] - seen.answered[subject]
        for subject, leaf in rows
    ]
    return sorted(found)


@contextmanager
def worker(prepared: Bench) -> Iterator[None]:
    """Run governance's worker, whose sequencer signs every two seconds."""
    port = free_port()
    environment = prepared.environment("governance", port) | {
        "GT_RELAY_DATABASE_URL": prepared.server.url("governance_relay"),
        "GT_LOG_KEYS": str(prepared.keys.private),
        "GT_METRICS_PORT": str(port),
    }
    with process([sys.executable, "-m", "governance.worker"], environment, port):
        yield


async def tell(prepared: Bench, statement: str) -> None:
    connection = await asyncpg.connect(prepared.server.url())
    await connection.execute(statement)
    await connection.close()


async def problems(prepared: Bench) -> list[str]:
    """Compare the whole log with its entries; give its size in front."""
    database = prepared.database("governance")
    async with database.reading(SystemCode("QE1")) as session:
        found = await rebuilding.check(session)
    await database.dispose()
    return [f"{found.tree_size:,} leaves", *found.problems]


def at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main(seconds: float) -> None:
    """Measure and print."""
    numbers = itertools.count()
    rounds: dict[str, dict[str, float]] = {}
    before = getloadavg()[0]
    with bench() as prepared:
        prepared.prepare("governance")
        prepared.databases.migrate_event_log()
        asyncio.run(many_bodies(prepared))
        token = prepared.token(WRITE.scope)

        def make() -> bytes:
            number = next(numbers)
            return request("POST", WRITE.path(number), token, WRITE.body(number))

        with prepared.service("governance") as port:
            with worker(prepared):
                asyncio.run(record(port, token, numbers, 3.0))
                for name, statement in (
                    ("without witnesses", "SELECT 1"),
                    (
                        "with a witness that is gone",
                        "INSERT INTO governance.log_witnesses VALUES ('QE1', "
                        f"'{WITNESS}', 'Gone', 'http://127.0.0.1:{free_port()}', '2022-07-01')",
                    ),
                ):
                    asyncio.run(tell(prepared, statement))
                    # What was signed just before would wait for the new witness.
                    time.sleep(service.HOLD.total_seconds() + 1)
                    seen, reached = asyncio.run(record(port, token, numbers, seconds))
                    waited = asyncio.run(lags(prepared, seen))
                    took = sorted(seen.took)
                    rounds[name] = {
                        "decisions": len(waited), "per_second": round(reached, 1),
                        "answer_p50_ms": round(at(took, 0.5) * 1000, 1),
                        "answer_p99_ms": round(at(took, 0.99) * 1000, 1),
                        "lag_p50_s": round(at(waited, 0.5), 2),
                        "lag_p99_s": round(at(waited, 0.99), 2), "lag_max_s": round(waited[-1], 2),
                    }  # fmt: skip
                with_worker = load(port, make, seconds=seconds / 2, status=WRITE.status)
            alone = load(port, make, seconds=seconds / 2, status=WRITE.status)
            with worker(prepared):
                asyncio.run(caught_up(prepared))
        whole = asyncio.run(problems(prepared))
    tell_all(rounds, with_worker, alone, whole, before)


async def caught_up(prepared: Bench) -> None:
    """Wait until nothing waits for a place any more."""
    connection = await asyncpg.connect(prepared.server.url())
    query = "SELECT count(*) FROM governance.log_entries WHERE leaf_index IS NULL"
    async with asyncio.timeout(120):
        while await connection.fetchval(query):
            await asyncio.sleep(0.2)
    await connection.close()


def tell_all(
    rounds: dict[str, dict[str, float]], with_worker: float, alone: float, whole: list[str],
    before: float,
) -> None:  # fmt: skip
    summary: list[dict[str, Any]] = []
    print(f"decisions at {RATE} a second (load average {before:.1f} before)")
    for name, found in rounds.items():
        print(f"  {name}: " + ", ".join(f"{key} {value:,}" for key, value in found.items()))
        reached = found["per_second"]
        summary += [
            line(
                f"decisions recorded, {name}", f"{reached:,.1f}/s", "offered", f"{RATE}/s",
                ratio=reached / RATE, target=0.98,
            ),
            bound(f"answer to checkpoint, p99, {name}", found["lag_p99_s"], PROMISED, "s"),
        ]  # fmt: skip
    print(f"  at most: {with_worker:.0f}/s with the worker, {alone:.0f}/s without")
    print(f"  the whole log: {', '.join(whole)}")
    if whole[1:]:
        raise SystemExit(1)
    summary.append(
        line(
            "decisions, at most, with the worker",
            f"{with_worker:,.0f}/s",
            "without the worker",
            f"{alone:,.0f}/s",
            ratio=with_worker / alone,
            target=0.5,
        )
    )
    print(json.dumps({"benchmark": "deciding", "rounds": rounds, "summary": summary}))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0)
