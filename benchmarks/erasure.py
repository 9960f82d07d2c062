"""How long an erasure takes, from being asked for to its signed receipt.

python benchmarks/erasure.py [ERASURES]

The whole system as `make run` runs it (embedded Postgres, its event log, every API and worker),
with the sample panel: 1,340 members, two years of surveys, an assembly. Staff ask at the gateway
for one erasure after another, at a steady rate, whether or not the ones before are complete. An
erasure ends when the last service's acknowledgement has been taken in, from when on the receipt is
given; each receipt's signature and services are checked. Wanted: p99 within 60 s.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import numpy as np
from joserfc import jws
from joserfc.jwk import KeySet

from common.crypto.keys import ALGORITHM, read_keys
from common.crypto.tokens import MAX_LIFETIME, TokenMinter
from local_runner.postgres import EmbeddedPostgres
from local_runner.processes import free_port
from local_runner.state import State
from summary import bound

ERASURES = 300
RATE = 2.0
"""Erasures asked for in a second."""
LIMIT = 60.0
PATIENCE = 120.0
"""Seconds to wait for the last receipts; what is not complete by then counts as that long."""
LOOK_EVERY = 0.05
AWAITED = {"panel", "insights", "governance", "gateway"}


@dataclass(frozen=True)
class System:
    """The running system, as it is met here."""

    gateway: str
    panel: str
    """Address of the panel behind it, where receipts are read."""
    database: str
    """Address of its Postgres, with every right."""
    key: str
    """API key of the panel's manager."""
    token: str
    """A resident's: the gateway's own keys sign it."""


@contextmanager
def system() -> Iterator[System]:
    """Run the whole system with its sample, in a directory that is deleted afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        state, ready = State(Path(folder) / "state"), Path(folder) / "ready.json"
        port, panel = free_port(), free_port()
        where = ["--state", str(state.directory), "--ready-file", str(ready)]
        command = [sys.executable, "-m", "local_runner.run", "--free-ports", *where]
        running = subprocess.Popen(
            [*command, "--port", f"postgres={port}", "--port", f"panel={panel}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            while not ready.exists():
                if running.poll() is not None:
                    raise RuntimeError("the system ended while it started")
                time.sleep(0.1)
            sample = [sys.executable, "-m", "local_runner.sample"]
            subprocess.run(
                [*sample, "--state", str(state.directory)], check=True, stdout=subprocess.DEVNULL
            )
            minter = TokenMinter(read_keys(state.private_keys), lifetime=MAX_LIFETIME)
            yield System(
                gateway=json.loads(ready.read_text())["gateway"],
                panel=f"http://127.0.0.1:{panel}",
                database=EmbeddedPostgres(
                    state.postgres, port=port, passwords=state.passwords()
                ).url(),
                key=state.sign_ins()["QE1"]["Panel manager"],
                token=minter.mint(subject="visitor", ics="QE1", scopes=["panel:signup"]),
            )
        finally:
            running.terminate()
            running.wait(timeout=60)


async def ask(target: System, members: list[str]) -> tuple[dict[str, float], list[str]]:
    """Ask for erasures at the steady rate; gives when each was asked for by its id, and the
    addresses of the receipts."""
    asked: dict[str, float] = {}
    receipts: list[str] = []

    async def one(member: str) -> None:
        begun = time.monotonic()
        answer = await http.post("/api/v1/QE1/panel/erasures", json={"member_id": member})
        if answer.status_code != 202:
            raise RuntimeError(answer.text)
        asked[answer.json()["erasure_id"]] = begun
        receipts.append(answer.json()["receipt"])

    async with (
        httpx.AsyncClient(
            base_url=target.gateway, headers=_bearer(target.key), timeout=60, trust_env=False
        ) as http,
        asyncio.TaskGroup() as group,
    ):
        begun = time.monotonic()
        for number, member in enumerate(members):
            await asyncio.sleep(max(0.0, begun + number / RATE - time.monotonic()))
            group.create_task(one(member))
    return asked, receipts


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def watch(connection: asyncpg.Connection, count: int) -> dict[str, float]:
    """Give when each erasure was seen to be complete, until all are or patience ends."""
    seen: dict[str, float] = {}
    end = time.monotonic() + count / RATE + PATIENCE
    while len(seen) < count and time.monotonic() < end:
        await asyncio.sleep(LOOK_EVERY)
        rows = await connection.fetch(
            "SELECT id::text FROM panel.erasures WHERE completed_at IS NOT NULL"
        )
        now = time.monotonic()
        for row in rows:
            seen.setdefault(row[0], now)
    return seen


async def check(target: System, receipts: list[str]) -> None:
    """Read every receipt, and verify its signature and whose word it has.

    Raises:
        RuntimeError: if one is missing or a service is not in it.
        joserfc.errors.BadSignatureError: if one is not signed by the panel's keys.
    """
    async with httpx.AsyncClient(
        base_url=target.panel, headers=_bearer(target.token), timeout=60, trust_env=False
    ) as http:
        keys = (await http.get("/api/v1/QE1/panel/erasure-keys")).json()
        key_set = KeySet.import_key_set(keys)
        for address in receipts:
            shown: dict[str, Any] = (await http.get(address)).json()
            if shown["receipt"] is None:
                raise RuntimeError(f"no receipt; {shown['services']}")
            signed = jws.deserialize_compact(shown["receipt"], key_set, algorithms=[ALGORITHM])
            if set(json.loads(signed.payload)["services"]) != AWAITED:
                raise RuntimeError("a service is missing in a receipt")


async def measure(target: System, count: int) -> None:
    """Measure and print."""
    connection = await asyncpg.connect(target.database)
    rows = await connection.fetch(
        "SELECT id::text FROM panel.members WHERE ics = 'QE1' ORDER BY random() LIMIT $1", count
    )
    everybody = await connection.fetchval("SELECT count(*) FROM panel.members WHERE ics = 'QE1'")
    load = os.getloadavg()[0]
    watching = asyncio.create_task(watch(connection, len(rows)))
    asked, receipts = await ask(target, [row[0] for row in rows])
    seen = await watching
    await connection.close()
    took = np.array([seen.get(one, begun + PATIENCE) - begun for one, begun in asked.items()])
    late = len(asked) - len(seen)
    if not late:
        await check(target, receipts)
    p50, p99, most = (float(x) for x in np.quantile(took, [0.5, 0.99, 1.0]))
    print(f"{len(asked)} of {everybody:,} members erased, {RATE:g} asked for in a second")
    print(f"p50 {p50:.2f} s, p99 {p99:.2f} s, slowest {most:.2f} s; {late} without a receipt")
    print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after")
    figures = {"erasures": len(asked), "p50": p50, "p99": p99, "slowest": most, "late": late}
    lines = [bound(f"erasure to signed receipt, p99 at {RATE:g}/s", p99, LIMIT, "s")]
    print(json.dumps({"benchmark": "erasure", **figures, "summary": lines}))


def main(count: int) -> None:
    """Run the benchmark."""
    with system() as target:
        asyncio.run(measure(target, count))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ERASURES)
