"""The consumer: one database transaction for the inbox and the effects, then the offset.

Events of one system that follow each other share a transaction; if it fails they are tried one by
one, so that the one at fault is found. An event that can't be handled parks its *key*: later events
of that key wait behind it in the dead letters, all others go on.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from common.db.engine import Database, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from common.errors import DomainError
from common.events.envelope import MalformedEvent, read_event
from common.messaging import inbox
from common.messaging.errors import (
    DatabaseUnavailable,
    LogUnavailable,
    OwnershipLost,
    Retryable,
    TooManyDeadLetters,
)
from common.messaging.inbox import Arrival, Claim
from common.messaging.log import Delivered, EventLog, Subscription
from common.messaging.metrics import CONSUMER_LAG, EFFECT_DELAY, HANDLED, PARKED, REPEATED, RETRIED
from common.messaging.outages import is_connection_failure, is_contention, is_outage
from common.messaging.subscriptions import Subscriptions
from common.observability.logging import get_logger
from common.observability.tracing import continue_trace

BEHIND = "waits behind an earlier event of its key"
_LAG_EVERY = 5.0

log = get_logger()


@dataclass(frozen=True)
class Limits:
    """How much a consumer takes on, how patient it is, and when it gives up."""

    in_flight: int = 500
    """Messages that are fetched and not yet committed."""
    together: int = 100
    """Events that share one transaction."""
    attempts: int = 5
    """How often an event is tried whose handler asks for it."""
    first_pause: float = 0.2
    """Seconds before the second attempt; each further pause is three times as long."""
    longest_pause: float = 5.0
    poisoned_in_a_row: int = 100
    """Keys that may be parked one after another, with nothing handled in between."""
    wait: float = 5.0
    """Seconds that one fetch waits for messages."""


class Consumer:
    """Handles the events that a service subscribes to.

    Args:
        database: of the service, as the role <service>_app.
    """

    def __init__(
        self,
        subscriptions: Subscriptions,
        event_log: EventLog,
        database: Database,
        *,
        limits: Limits = Limits(),
    ) -> None:
        self._subscriptions = subscriptions
        self._event_log = event_log
        self._database = database
        self._limits = limits
        self._poisoned_in_a_row = 0

    async def run(self) -> None:
        """Consume until cancelled, through outages of the database and of the log.

        Raises:
            TooManyDeadLetters: where nothing but poison arrives.
            ConsumerStuck: where the log has messages and doesn't hand them over.
        """
        pause = 0.1
        while True:
            try:
                async with self._event_log.subscription(
                    self._subscriptions.consumer, self._subscriptions.topics
                ) as subscription:
                    pause = 0.1
                    await self._consume(subscription)
            except LogUnavailable as error:
                log.warning("consumer interrupted", cause=str(error))
            await asyncio.sleep(pause)
            pause = min(2.0, pause * 2)

    async def _consume(self, subscription: Subscription) -> None:
        clock = asyncio.get_running_loop().time
        lag_due = clock()
        while True:
            delivered = await subscription.fetch(self._limits.in_flight, self._limits.wait)
            if delivered:
                try:
                    await self.take(subscription, delivered)
                except OwnershipLost as error:
                    # Another member gets them again; the inbox lets their effects pass once.
                    log.warning("consumer interrupted", cause=str(error))
            if clock() >= lag_due:
                CONSUMER_LAG.set(await subscription.lag())
                lag_due = clock() + _LAG_EVERY

    async def take(self, subscription: Subscription, delivered: Sequence[Delivered]) -> None:
        """Handle messages, then move the offset: never the other way round."""
        await self.handle(delivered)
        await subscription.commit(delivered)

    async def handle(self, delivered: Sequence[Delivered]) -> None:
        """Bring about the effect of each message, or park it."""
        arrivals = [a for message in delivered if (a := self._read(message)) is not None]
        for run in _runs(arrivals, self._limits.together):
            if len(run) == 1 or not await self._handled_together(run):
                for arrival in run:
                    await self._handle_alone(arrival)

    def _read(self, message: Delivered) -> Arrival | None:
        """Read a message; None if it is an event of no concern to this consumer."""
        ics, event_id = inbox.system_of(message), inbox.id_of(message)
        kind = message.headers.get("ce_type")
        if kind is not None and kind not in self._subscriptions.kinds:
            return None
        try:
            event = read_event(message.headers, message.payload, self._subscriptions.kinds)
        except MalformedEvent as error:
            return Arrival(message, ics, event_id, fault=str(error))
        if ics is inbox.NO_SYSTEM:
            return Arrival(message, ics, event_id, fault="ce_ics is no system's code")
        return Arrival(message, ics, event_id, event=event)

    async def _handled_together(self, run: Sequence[Arrival]) -> bool:
        while True:
            try:
                await self._handle_in_one_transaction(run)
            except DatabaseUnavailable as error:
                await self._outlast(error)
            except Exception:
                return False
            else:
                return True

    async def _handle_alone(self, arrival: Arrival) -> None:
        attempt = 1
        while True:
            try:
                await self._handle_in_one_transaction([arrival])
            except DatabaseUnavailable as error:
                await self._outlast(error)
            except Exception as error:
                if attempt >= self._limits.attempts or not _worth_another_attempt(error):
                    await self._park(arrival, _reason(error, attempt))
                    return
                RETRIED.inc()
                await asyncio.sleep(self._pause_after(attempt))
                attempt += 1
            else:
                return

    async def _handle_in_one_transaction(self, run: Sequence[Arrival]) -> None:
        ics = run[0].ics
        handled: list[Arrival] = []
        behind: list[Arrival] = []
        entered = False
        try:
            async with self._database.transaction(ics) as session:
                claimed = await self.claim(session, ics, run)
                entered = True
                for arrival in run:
                    if arrival.id in claimed.behind:
                        connection = await raw_connection(session)
                        await inbox.park(connection, self._subscriptions.consumer, arrival, BEHIND)
                        behind.append(arrival)
                    elif arrival.id in claimed.fresh:
                        claimed.fresh.discard(arrival.id)
                        await self._effect(arrival, session)
                        handled.append(arrival)
        except Exception as error:
            if is_outage(error) or (not entered and is_connection_failure(error)):
                raise DatabaseUnavailable(type(error).__name__) from error
            raise
        self._account(run, handled, behind)

    async def claim(self, session: WriteSession, ics: SystemCode, run: Sequence[Arrival]) -> Claim:
        """Enter the events into the inbox and say which of them are new."""
        connection = await raw_connection(session)
        return await inbox.claim(connection, self._subscriptions.consumer, ics, run)

    async def _effect(self, arrival: Arrival, session: WriteSession) -> None:
        if arrival.event is None:
            raise MalformedEvent(arrival.fault)
        handler = self._subscriptions.handler(arrival.event.type)
        with continue_trace(arrival.event.traceparent, ics=arrival.ics):
            await handler(arrival.event, session)

    async def _park(self, arrival: Arrival, reason: str) -> None:
        if self._poisoned_in_a_row >= self._limits.poisoned_in_a_row:
            raise TooManyDeadLetters(
                f"{self._subscriptions.consumer}: {self._poisoned_in_a_row} keys parked one after "
                f"another and nothing handled; mend the cause, restart, replay the dead letters"
            )
        while True:
            try:
                async with self._database.transaction(arrival.ics) as session:
                    connection = await raw_connection(session)
                    await inbox.park(connection, self._subscriptions.consumer, arrival, reason)
            except Exception as error:
                if not is_connection_failure(error):
                    raise
                await self._outlast(DatabaseUnavailable(type(error).__name__))
            else:
                break
        self._poisoned_in_a_row += 1
        PARKED.labels(arrival.message.topic).inc()
        log.error(
            "event parked",
            event_id=str(arrival.id),
            topic=arrival.message.topic,
            offset=arrival.message.offset,
            ics=arrival.ics,
            reason=reason,
        )

    async def _outlast(self, error: DatabaseUnavailable) -> None:
        log.warning("consumer waits for its database", cause=str(error))
        await asyncio.sleep(0.5)

    def _pause_after(self, attempt: int) -> float:
        return min(self._limits.longest_pause, self._limits.first_pause * 3.0 ** (attempt - 1))

    def _account(
        self, run: Sequence[Arrival], handled: Sequence[Arrival], behind: Sequence[Arrival]
    ) -> None:
        now = datetime.now(UTC)
        for arrival in handled:
            if arrival.event is not None:
                HANDLED.labels(arrival.event.type).inc()
                EFFECT_DELAY.observe((now - arrival.event.time).total_seconds())
        for arrival in behind:
            PARKED.labels(arrival.message.topic).inc()
        REPEATED.inc(len(run) - len(handled) - len(behind))
        if handled:
            self._poisoned_in_a_row = 0


def _runs(arrivals: Sequence[Arrival], longest: int) -> Iterator[Sequence[Arrival]]:
    """Cut arrivals into runs of one system, in order; what can't be read stands alone."""
    start = 0
    for i, arrival in enumerate(arrivals):
        previous = arrivals[i - 1] if i > start else None
        if previous is not None and (
            arrival.ics != previous.ics
            or arrival.event is None
            or previous.event is None
            or i - start >= longest
        ):
            yield arrivals[start:i]
            start = i
    if start < len(arrivals):
        yield arrivals[start:]


def _worth_another_attempt(error: BaseException) -> bool:
    return isinstance(error, Retryable | OSError | TimeoutError) or is_contention(error)


def _reason(error: BaseException, attempts: int) -> str:
    """Say why, without what the event said: only our own errors' words, else kind and place."""
    if isinstance(error, MalformedEvent):
        return f"can't be read: {error}"
    if isinstance(error, Retryable):
        return f"gave up after {attempts} attempts: {error}"
    if isinstance(error, DomainError):
        return f"{error.code}: {error.detail}"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
