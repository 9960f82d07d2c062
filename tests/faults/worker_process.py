"""A worker as a process of its own, which can be made to die at a chosen point, or to have a bug.

python -m faults.worker_process '{"part": "relay", …}'

The planted bugs live here and nowhere else: they show that the suite would catch them.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import asyncpg
import orjson

from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.messaging.adapters.kafka import KafkaLog
from common.messaging.adapters.postgres import PostgresLog
from common.messaging.consumer import Consumer, Limits
from common.messaging.inbox import Arrival, Claim
from common.messaging.log import Delivered, EventLog, Subscription
from common.messaging.relay import Relay
from common.messaging.subscriptions import Subscriptions
from common.messaging.worker import run_until_stopped
from faults.platform import CounterGrew, write_effect

Death = Literal["", "send-mark", "effect-commit", "commit-offset"]
Bug = Literal["", "cursor", "offset-first", "no-inbox"]


@dataclass(frozen=True)
class Order:
    """What a process is to be."""

    part: Literal["relay", "consumer"]
    log: Literal["postgres", "kafka"]
    log_url: str
    database_url: str
    group: str
    die_at: Death = ""
    die_after: int = 2
    """At which passing of the point it dies; the first is of the growth that shows it is up."""
    bug: Bug = ""

    def command(self) -> list[str]:
        """Give the command that starts it."""
        return [sys.executable, "-m", "faults.worker_process", orjson.dumps(asdict(self)).decode()]


class Fate:
    """Kills this process, as kill -9 does, when it passes a point for the nth time."""

    def __init__(self, order: Order) -> None:
        self._point, self._left = order.die_at, order.die_after

    def passes(self, point: Death) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalRelay(Relay):
    fate: Fate

    async def mark(self, connection: asyncpg.Connection, rows: Sequence[Any]) -> None:
        self.fate.passes("send-mark")
        await super().mark(connection, rows)


class CursorRelay(MortalRelay):
    """Bug: follows the serial id instead of what is unpublished."""

    last = 0

    async def read(self, connection: asyncpg.Connection) -> Sequence[Any]:
        rows: Sequence[Any] = await connection.fetch(
            "SELECT seq, slot, topic, key, headers, payload, recorded_at FROM outbox "
            "WHERE seq > $1 ORDER BY seq LIMIT 1000",
            self.last,
        )
        return rows

    async def mark(self, connection: asyncpg.Connection, rows: Sequence[Any]) -> None:
        await super().mark(connection, rows)
        self.last = rows[-1]["seq"]


class MortalConsumer(Consumer):
    fate: Fate

    async def take(self, subscription: Subscription, delivered: Sequence[Delivered]) -> None:
        await self.handle(delivered)
        self.fate.passes("commit-offset")
        await subscription.commit(delivered)


class OffsetFirstConsumer(MortalConsumer):
    """Bug: commits the offset before the effect."""

    async def take(self, subscription: Subscription, delivered: Sequence[Delivered]) -> None:
        await subscription.commit(delivered)
        await self.handle(delivered)


class NoInboxConsumer(MortalConsumer):
    """Bug: takes every event for new."""

    async def claim(self, session: WriteSession, ics: SystemCode, run: Sequence[Arrival]) -> Claim:
        return Claim(fresh={arrival.id for arrival in run})


def _log(order: Order) -> EventLog:
    if order.log == "kafka":
        return KafkaLog(order.log_url, member="fault-test")
    return PostgresLog(order.log_url, poll=0.5)


def _relay(order: Order) -> Relay:
    kind = CursorRelay if order.bug == "cursor" else MortalRelay
    relay = kind(order.database_url, "panel", _log(order))
    relay.fate = Fate(order)
    return relay


def _consumer(order: Order) -> Consumer:
    fate = Fate(order)

    async def handle(event: Event[CounterGrew], session: WriteSession) -> None:
        await write_effect(event, session)
        fate.passes("effect-commit")

    kinds = {"offset-first": OffsetFirstConsumer, "no-inbox": NoInboxConsumer}
    consumer = kinds.get(order.bug, MortalConsumer)(
        Subscriptions(order.group).on(CounterGrew, handle),
        _log(order),
        Database(order.database_url, schema="insights"),
        limits=Limits(in_flight=50, together=20, wait=1.0),
    )
    consumer.fate = fate
    return consumer


async def main(order: Order) -> None:
    """Run one part until SIGTERM."""
    part = _relay(order) if order.part == "relay" else _consumer(order)
    await run_until_stopped({order.part: part.run()})


if __name__ == "__main__":
    asyncio.run(main(Order(**orjson.loads(sys.argv[1]))))
