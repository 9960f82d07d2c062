"""What the benchmarks of the web share: a service on a socket, a client that loads it, ratios."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any, cast

import uvloop

from common.crypto.keys import read_keys
from common.crypto.tokens import MAX_LIFETIME, TokenMinter
from common.db.engine import Database
from common.testing.http import TestKeys
from common.testing.postgres import TestDatabases
from local_runner.postgres import EmbeddedPostgres
from local_runner.processes import free_port
from summary import line

ROOT = Path(__file__).parents[1]
SYSTEM = ROOT / "deploy/local/src/local_runner/data/systems/QE1.json"
POOL = 5
"""Connections to Postgres of each contender."""
CONNECTIONS = 16
"""Connections of the load client."""


class Bench:
    """A durable Postgres with the schemas of some services, and processes against it."""

    def __init__(self, server: EmbeddedPostgres, folder: Path) -> None:
        self.server = server
        self.databases = TestDatabases(server, ROOT)
        self.keys = TestKeys(folder)

    def environment(self, service: str, port: int = 0, pool: int = POOL) -> dict[str, str]:
        """Give the environment of a service's processes."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GT_")}
        return kept | {
            "GT_ENVIRONMENT": "development",
            "GT_DATABASE_URL": self.server.url(f"{service}_app"),
            "GT_DATABASE_POOL": str(pool),
            "GT_EVENT_LOG": "postgres",
            "GT_EVENT_LOG_URL": self.server.url("event_log_app"),
            "GT_TOKEN_KEYS": str(self.keys.public),
            "GT_PORT": str(port),
        }

    def prepare(self, service: str) -> None:
        """Migrate a service's schema and load the sample system."""
        self.databases.migrate(service)
        command = [sys.executable, "-m", f"{service}.load", str(SYSTEM)]
        subprocess.run(
            command, env=self.environment(service), check=True, stdout=subprocess.DEVNULL
        )

    def database(self, service: str) -> Database:
        """Open a service's database as its app role."""
        return Database(self.server.url(f"{service}_app"), schema=service, pool_size=1)

    def token(self, *scopes: str) -> str:
        """Mint a token that lives as long as a token may."""
        minter = TokenMinter(read_keys(self.keys.private), lifetime=MAX_LIFETIME)
        return minter.mint(subject="benchmark", ics="QE1", scopes=scopes)

    @contextmanager
    def service(self, service: str) -> Iterator[int]:
        """Run a service's API as it runs in production; give its port."""
        port = free_port()
        command = [sys.executable, "-m", f"{service}.main"]
        with process(command, self.environment(service, port), port):
            yield port

    @contextmanager
    def replicas(self, service: str, number: int) -> Iterator[list[int]]:
        """Run a service's API as so many processes, the connections shared out among them; give
        their ports."""
        with ExitStack() as stack:
            ports = []
            for position in range(number):
                pool = POOL // number + (position < POOL % number)
                port = free_port()
                environment = self.environment(service, port, pool)
                command = [sys.executable, "-m", f"{service}.main"]
                stack.enter_context(process(command, environment, port))
                ports.append(port)
            yield ports


@contextmanager
def bench(settings: Mapping[str, str] | None = None) -> Iterator[Bench]:
    """Start Postgres as in production: durable, and with settings of its own where given."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        # Tied: a benchmark that is killed leaves no server behind.
        server = stack.enter_context(
            EmbeddedPostgres(folder / "postgres", settings=settings, tied=True)
        )
        yield Bench(server, folder)


@contextmanager
def process(
    command: Sequence[str], environment: Mapping[str, str], port: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it is no longer needed; return when it answers."""
    running = subprocess.Popen(
        command, env=dict(environment), cwd=ROOT / "benchmarks", stdout=subprocess.DEVNULL
    )
    try:
        _await(f"http://127.0.0.1:{port}/health/live", running)
        yield running
    finally:
        running.terminate()
        running.wait(timeout=20)


def _await(address: str, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            if running.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class _Connection(asyncio.Protocol):
    """Sends one request after another, the next when the answer is complete."""

    def __init__(self, make: Callable[[], bytes], statuses: Counter[int]) -> None:
        self._make = make
        self._statuses = statuses
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._make())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self._buffer.lower().find(b"content-length:", 0, head)
        length = int(self._buffer[at + 15 : self._buffer.find(b"\r\n", at)]) if at >= 0 else 0
        if len(self._buffer) < head + 4 + length:
            return
        self._statuses[int(self._buffer[9:12])] += 1
        del self._buffer[:]
        if self._transport is not None:
            self._transport.write(self._make())


def load(
    port: int | Sequence[int], make: Callable[[], bytes], *, seconds: float, status: int
) -> float:
    """Load a server for some time, or several in equal shares; give answers per second.

    Raises:
        RuntimeError: if any answer had another status than the expected.
    """

    async def run() -> float:
        statuses: Counter[int] = Counter()
        loop = asyncio.get_running_loop()
        ports = [port] if isinstance(port, int) else port
        transports = [
            (await loop.create_connection(lambda: _Connection(make, statuses), "127.0.0.1", one))[0]
            for one in islice(cycle(ports), CONNECTIONS)
        ]
        begun, before = time.perf_counter(), statuses.total()
        await asyncio.sleep(seconds)
        rate = (statuses.total() - before) / (time.perf_counter() - begun)
        for transport in transports:
            transport.close()
        if set(statuses) != {status}:
            raise RuntimeError(f"answers other than {status}: {dict(statuses)}")
        return rate

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())


def send(port: int, make: Callable[[], bytes], *, requests: int, status: int) -> None:
    """Send so many requests, one after another on each connection, and wait for their answers.

    Raises:
        RuntimeError: if any answer had another status than the expected.
    """

    async def run() -> None:
        statuses: Counter[int] = Counter()
        loop = asyncio.get_running_loop()
        left, done = requests, asyncio.Event()

        def next_one() -> bytes:
            nonlocal left
            left -= 1
            if left >= 0:
                return make()
            if statuses.total() == requests:
                done.set()
            return b""

        transports = [
            (
                await loop.create_connection(
                    lambda: _Connection(next_one, statuses), "127.0.0.1", port
                )
            )[0]
            for _ in range(CONNECTIONS)
        ]
        await asyncio.wait_for(done.wait(), 120)
        for transport in transports:
            transport.close()
        if set(statuses) != {status}:
            raise RuntimeError(f"answers other than {status}: {dict(statuses)}")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


def request(method: str, path: str, token: str, body: Mapping[str, Any] | None = None) -> bytes:
    """Write a request out."""
    content = json.dumps(body).encode() if body is not None else b""
    head = [
        f"{method} {path} HTTP/1.1",
        "host: benchmark",
        f"authorization: Bearer {token}",
        *(["content-type: application/json", f"content-length: {len(content)}"] if body else []),
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + content


def medians(rounds: int, *contenders: Callable[[], float]) -> list[float]:
    """Run contenders in turn, several times; give the median of each."""
    found: list[list[float]] = [[] for _ in contenders]
    for _ in range(rounds):
        for results, contender in zip(found, contenders, strict=True):
            results.append(contender())
    return [statistics.median(results) for results in found]


def report(name: str, rows: Sequence[tuple[str, float, str, float, float]]) -> None:
    """Print a table for people and one line of JSON for programs.

    Each row: what is measured, its rate, its baseline, the baseline's rate, the ratio wanted.
    """
    print(f"{name} (per second, medians)")
    results = []
    for what, rate, against, baseline, wanted in rows:
        ratio = rate / baseline
        word = "reached" if ratio >= wanted else "not reached"
        print(f"  {what:<44} {rate:>9.0f}")
        print(f"  {against:<44} {baseline:>9.0f}")
        print(f"  {'ratio':<44} {ratio:>9.2f}   wanted {wanted:.2f}: {word}")
        results.append(
            line(what, f"{rate:,.0f}/s", against, f"{baseline:,.0f}/s", ratio=ratio, target=wanted)
        )
    print(json.dumps({"benchmark": name, "summary": results}))
