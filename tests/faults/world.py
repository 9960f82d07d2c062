"""The world of a fault test: a platform, its workers as processes, clients that keep a history."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from faults.history import Fact, History
from faults.platform import QE1, QKK, Platform, grow
from faults.worker_process import Order
from local_runner.kafka import EmbeddedKafka

TESTS = Path(__file__).parents[1]


class Worker:
    """One part as a process: started, killed, and started again as a supervisor would."""

    def __init__(self, order: Order, log_file: Path) -> None:
        self.order = order
        self.deaths = 0
        self._output = log_file
        self._process = self._start(order)

    def _start(self, order: Order) -> subprocess.Popen[bytes]:
        with self._output.open("ab") as output:
            return subprocess.Popen(
                order.command(),
                env={**os.environ, "PYTHONPATH": str(TESTS)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def supervise(self) -> None:
        """Start it again, without its death sentence, if it is dead."""
        if self._process.poll() is not None:
            self.deaths += 1
            self.order = replace(self.order, die_at="")
            self._process = self._start(self.order)

    def kill(self) -> None:
        """Kill it now, as the kernel would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """Ask it to stop; give its exit status."""
        self._process.terminate()
        try:
            return self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise


@dataclass
class World:
    """Everything that runs, and what the clients saw."""

    platform: Platform
    relay: Worker
    consumer: Worker
    broker: EmbeddedKafka | None
    history: History = field(default_factory=History)
    counters: set[UUID] = field(default_factory=set)
    """This world's own; a broker that serves several tests still holds the others'."""

    @property
    def workers(self) -> tuple[Worker, Worker]:
        """The relay and the consumer."""
        return self.relay, self.consumer

    async def ready(self) -> None:
        """Wait until a first growth has had its effect: the workers have started."""
        database, counter = self.platform.producer(), uuid4()
        self.counters.add(counter)
        async with database.transaction(QE1) as session:
            fact = counter, await grow(session, QE1, counter)
        await database.dispose()
        self.history.acknowledged.add(fact)
        async with asyncio.timeout(60):
            while not self.history.complete(await self.effects()):
                for worker in self.workers:
                    worker.supervise()
                await asyncio.sleep(0.05)

    async def effects(self) -> Sequence[Fact]:
        """Give the effects on this world's counters, in order."""
        return [fact for fact in await self.platform.effects() if fact[0] in self.counters]

    async def load(
        self, seconds: float, *, clients: int = 6, counters: int = 5, least: int = 60
    ) -> None:
        """Let clients grow shared counters for a while, and note what they were told.

        Args:
            seconds: how long; longer on a busy machine, until ``least`` growths are acknowledged.
        """
        database = self.platform.producer(pool_size=clients)
        ids = [(uuid4(), ics) for ics in (QE1, QKK) for _ in range(counters)]
        self.counters.update(counter for counter, _ in ids)
        begun, before = time.monotonic(), len(self.history.acknowledged)

        def over() -> bool:
            enough = len(self.history.acknowledged) - before >= least
            return time.monotonic() - begun > (seconds if enough else seconds + 40)

        async def client(seed: int) -> None:
            choice = random.Random(seed)
            while not over():
                counter, ics = choice.choice(ids)
                fact = None
                try:
                    async with asyncio.timeout(5), database.transaction(ics) as session:
                        fact = counter, await grow(session, ics, counter)
                        # Transactions overlap, and commit in another order than they drew numbers.
                        await asyncio.sleep(choice.random() * 0.02)
                except Exception:
                    if fact is not None:
                        self.history.unknown.add(fact)
                    await asyncio.sleep(0.05)
                else:
                    self.history.acknowledged.add((counter, fact[1]))

        await asyncio.gather(*(client(n) for n in range(clients)), self._supervise(over))
        await database.dispose()

    async def settled(self, quiet: float) -> set[str]:
        """Wait until all is done, or nothing more happens for a while; give the violations.

        Args:
            quiet: seconds without a new effect after which nothing more is expected.
        """
        effects = await self.effects()
        last_change = time.monotonic()
        done_since: float | None = None
        while time.monotonic() - last_change < quiet:
            for worker in self.workers:
                worker.supervise()
            await asyncio.sleep(0.1)
            now = await self.effects()
            if now != effects:
                effects, last_change = now, time.monotonic()
            if self.history.complete(effects) and await self.platform.unpublished() == 0:
                done_since = done_since or time.monotonic()
                if time.monotonic() - max(done_since, last_change) > 1.0:
                    break
        return self.history.violations(effects)

    async def _supervise(self, over: Callable[[], bool]) -> None:
        while not over():
            for worker in self.workers:
                worker.supervise()
            await asyncio.sleep(0.1)


@asynccontextmanager
async def world(
    platform: Platform,
    broker: EmbeddedKafka | None,
    directory: Path,
    *,
    relay: Mapping[str, Any] | None = None,
    consumer: Mapping[str, Any] | None = None,
) -> AsyncIterator[World]:
    """Start a relay and a consumer, with what is peculiar to each; stop them at the end."""
    order = Order(
        part="relay",
        log="kafka" if broker else "postgres",
        log_url=broker.bootstrap if broker else platform.log_url,
        database_url=platform.url("panel_relay"),
        group=f"insights-{uuid4().hex[:8]}",
    )
    started = World(
        platform,
        Worker(replace(order, **(relay or {})), directory / "relay.log"),
        Worker(
            replace(
                order,
                part="consumer",
                database_url=platform.url("insights_app"),
                **(consumer or {}),
            ),
            directory / "consumer.log",
        ),
        broker,
    )
    try:
        await started.ready()
        yield started
    finally:
        for worker in started.workers:
            worker.stop()
