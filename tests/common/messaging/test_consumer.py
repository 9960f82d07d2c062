from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg
import pytest

from common.db.engine import WriteSession, raw_connection
from common.errors import Conflict
from common.events.envelope import Event
from common.messaging.consumer import BEHIND, Consumer, Limits
from common.messaging.errors import OwnershipLost, Retryable, TooManyDeadLetters
from common.messaging.inbox import NO_SYSTEM
from common.messaging.log import Delivered, Message
from common.messaging.subscriptions import Subscriptions
from common.observability.tracing import current_traceparent
from faults.platform import QE1, QKK, CounterGrew, CounterNamed, Platform, write_effect
from faults.tools import MemoryLog, grew, rows, running, until

QUICK = Limits(first_pause=0.01, longest_pause=0.02, wait=0.01)


class Handler:
    """Writes the effect, unless told to fail for a counter."""

    def __init__(self) -> None:
        self.poison: dict[UUID, Exception] = {}
        self.attempts: list[UUID] = []
        self.transactions: set[int] = set()

    async def __call__(self, event: Event[CounterGrew], session: WriteSession) -> None:
        self.attempts.append(event.data.counter_id)
        connection = await raw_connection(session)
        self.transactions.add(await connection.fetchval("SELECT pg_current_xact_id()::text::int8"))
        await write_effect(event, session)
        if event.data.counter_id in self.poison:
            raise self.poison[event.data.counter_id]


async def consume(
    platform: Platform, log: MemoryLog, handler: Handler, limits: Limits = QUICK
) -> None:
    """Consume until every message is committed."""
    database = platform.consumer()
    subscriptions = Subscriptions("insights").on(CounterGrew, handler)
    consumer = Consumer(subscriptions, log, database, limits=limits)
    task = asyncio.create_task(consumer.run())
    try:
        await until(lambda: log.committed == len(log.messages) or task.done())
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await database.dispose()


async def parked(platform: Platform) -> Sequence[asyncpg.Record]:
    return await rows(platform, "SELECT * FROM insights.dead_letters ORDER BY position")


class TestHandling:
    async def test_each_event_has_its_effect_once_and_in_order(self, platform: Platform) -> None:
        log, counters = MemoryLog(), [uuid4(), uuid4()]
        log.add(*(grew(c, n) for n in range(1, 4) for c in counters))
        await consume(platform, log, Handler())
        assert await platform.effects() == [(c, n) for n in range(1, 4) for c in counters]

    async def test_a_repeated_event_has_no_second_effect(self, platform: Platform) -> None:
        log, counter = MemoryLog(), uuid4()
        message = grew(counter, 1)
        log.add(message, message, grew(counter, 2))
        log.add(message)
        await consume(platform, log, Handler())
        log.committed = 0
        await consume(platform, log, Handler())
        assert await platform.effects() == [(counter, 1), (counter, 2)]

    async def test_events_of_one_system_that_follow_each_other_share_a_transaction(
        self, platform: Platform
    ) -> None:
        log, handler = MemoryLog(), Handler()
        log.add(*(grew() for _ in range(5)), *(grew(ics=QKK) for _ in range(5)), grew())
        await consume(platform, log, handler)
        assert len(handler.transactions) == 3
        systems = await rows(platform, "SELECT ics, count(*) FROM insights.effects GROUP BY ics")
        assert {row["ics"]: row["count"] for row in systems} == {QE1: 6, QKK: 5}

    async def test_a_run_is_bounded(self, platform: Platform) -> None:
        log, handler = MemoryLog(), Handler()
        log.add(*(grew() for _ in range(10)))
        await consume(platform, log, handler, Limits(together=4, wait=0.01))
        assert len(handler.transactions) == 3

    async def test_no_more_is_fetched_than_may_be_in_flight(self, platform: Platform) -> None:
        class Counting(MemoryLog):
            most = 0

            async def fetch(self, limit: int, wait: float) -> Sequence[Delivered]:
                self.most = max(self.most, limit)
                return await super().fetch(limit, wait)

        log = Counting()
        log.add(*(grew() for _ in range(30)))
        await consume(platform, log, Handler(), Limits(in_flight=7, wait=0.01))
        assert log.most == 7

    async def test_an_event_of_no_concern_is_skipped(self, platform: Platform) -> None:
        log = MemoryLog()
        named = CounterNamed(counter_id=uuid4())
        for kind in (named.event_type, "panel.counter.unheard_of.v7"):
            headers = {**grew().headers, "ce_type": kind}
            log.add(Message(named.topic, named.subject, headers, b"{}"))
        await consume(platform, log, Handler())
        assert await parked(platform) == []
        assert await rows(platform, "SELECT * FROM insights.inbox") == []

    async def test_a_handler_continues_the_trace_of_the_event(self, platform: Platform) -> None:
        traces: list[str | None] = []

        class Tracing(Handler):
            async def __call__(self, event: Event[CounterGrew], session: WriteSession) -> None:
                traces.append(current_traceparent())

        log = MemoryLog()
        message = grew()
        trace = "0af7651916cd43dd8448eb211c80319c"
        headers = {**message.headers, "ce_traceparent": f"00-{trace}-b7ad6b7169203331-01"}
        log.add(Message(message.topic, message.key, headers, message.payload))
        await consume(platform, log, Tracing())
        assert traces[0] is not None
        assert trace in traces[0]

    async def test_a_member_that_lost_its_share_goes_on(self, platform: Platform) -> None:
        class Losing(MemoryLog):
            lost = 0

            async def commit(self, handled: Sequence[Delivered]) -> None:
                self.lost += 1
                if self.lost == 1:
                    raise OwnershipLost("moved")
                await super().commit(handled)

        log, counter = Losing(), uuid4()
        log.add(grew(counter, 1))
        await consume(platform, log, Handler())
        assert await platform.effects() == [(counter, 1)]

    async def test_an_outage_of_the_database_parks_nothing(self, platform: Platform) -> None:
        log, handler, counters = MemoryLog(), Handler(), [uuid4() for _ in range(6)]
        database = platform.consumer()
        consumer = Consumer(
            Subscriptions("insights").on(CounterGrew, handler), log, database, limits=QUICK
        )
        log.add(grew(counters[0]))
        async with running(consumer.run()):
            await until(lambda: log.committed == 1)
            for counter in counters[1:]:
                admin = await asyncpg.connect(platform.url("postgres"))
                await admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE usename = 'insights_app'"
                )
                await admin.close()
                log.add(grew(counter))
                await until(lambda: log.committed == len(log.messages))
        await database.dispose()
        assert await platform.effects() == [(c, 1) for c in counters]
        assert await parked(platform) == []


class TestRetrying:
    async def test_a_handler_that_asks_is_tried_again(self, platform: Platform) -> None:
        class Recovering(Handler):
            async def __call__(self, event: Event[CounterGrew], session: WriteSession) -> None:
                if len(self.attempts) >= 3:
                    self.poison.clear()
                await super().__call__(event, session)

        log, handler, counter = MemoryLog(), Recovering(), uuid4()
        handler.poison[counter] = Retryable("the mail server is busy")
        log.add(grew(counter))
        await consume(platform, log, handler)
        assert await platform.effects() == [(counter, 1)]
        assert await parked(platform) == []

    async def test_attempts_are_bounded_then_the_key_is_parked(self, platform: Platform) -> None:
        log, handler, counter = MemoryLog(), Handler(), uuid4()
        handler.poison[counter] = Retryable("the mail server is busy")
        log.add(grew(counter))
        await consume(platform, log, handler)
        [letter] = await parked(platform)
        assert letter["reason"] == "gave up after 5 attempts: the mail server is busy"
        assert len(handler.attempts) == 5
        assert await platform.effects() == []


class TestParking:
    async def test_a_poison_event_parks_its_key_and_others_flow(self, platform: Platform) -> None:
        log, handler = MemoryLog(), Handler()
        bad, good = uuid4(), uuid4()
        handler.poison[bad] = KeyError("secret value")
        log.add(grew(good, 1), grew(bad, 1), grew(good, 2), grew(bad, 2), grew(good, 3))
        await consume(platform, log, handler)
        assert await platform.effects() == [(good, 1), (good, 2), (good, 3)]
        letters = await parked(platform)
        assert [letter["key"] for letter in letters] == [str(bad)] * 2
        assert letters[0]["reason"].startswith("KeyError at __call__")
        assert letters[1]["reason"] == BEHIND
        assert "secret" not in letters[0]["reason"]

    async def test_events_of_a_parked_key_wait_even_if_they_could_be_handled(
        self, platform: Platform
    ) -> None:
        log, handler, counter = MemoryLog(), Handler(), uuid4()
        handler.poison[counter] = ValueError()
        log.add(grew(counter, 1))
        await consume(platform, log, handler)
        handler.poison.clear()
        log.add(grew(counter, 2))
        await consume(platform, log, handler)
        assert await platform.effects() == []
        assert len(await parked(platform)) == 2

    async def test_a_rule_that_refuses_is_told_in_its_own_words(self, platform: Platform) -> None:
        log, handler, counter = MemoryLog(), Handler(), uuid4()
        handler.poison[counter] = Conflict("the activity is closed")
        log.add(grew(counter))
        await consume(platform, log, handler)
        [letter] = await parked(platform)
        assert letter["reason"].endswith("the activity is closed")

    @pytest.mark.parametrize(
        ("headers", "payload", "fault"),
        [
            ({"ce_id": "no id"}, None, "ValueError"),
            ({"ce_time": "yesterday"}, None, "ValueError"),
            ({}, b"not json at all", "ValidationError"),
            ({}, b'{"counter_id": "person@example.org", "value": 1}', "ValidationError"),
            ({"ce_ics": "q'; --"}, None, "ce_ics"),
            ({"ce_ics": ""}, None, "ce_ics"),
        ],
    )
    async def test_what_cannot_be_read_is_parked_without_repeating_it(
        self, platform: Platform, headers: dict[str, str], payload: bytes | None, fault: str
    ) -> None:
        log, good, sound = MemoryLog(), uuid4(), grew()
        broken = Message(
            sound.topic, sound.key, {**sound.headers, **headers}, payload or sound.payload
        )
        log.add(broken, grew(good))
        await consume(platform, log, Handler())
        [letter] = await parked(platform)
        assert fault in letter["reason"]
        assert "person@" not in letter["reason"]
        assert letter["payload"] == broken.payload
        assert await platform.effects() == [(good, 1)]

    async def test_a_message_without_any_header_is_parked_once(self, platform: Platform) -> None:
        log = MemoryLog()
        log.add(Message("panel.counters", "k", {}, b"\x00"))
        await consume(platform, log, Handler())
        log.committed = 0
        await consume(platform, log, Handler())
        [letter] = await parked(platform)
        assert letter["ics"] == NO_SYSTEM
        assert "ce_type" in letter["reason"]

    async def test_a_repeated_poison_event_is_parked_once(self, platform: Platform) -> None:
        log, handler, counter = MemoryLog(), Handler(), uuid4()
        handler.poison[counter] = ValueError()
        message = grew(counter)
        log.add(message, message)
        await consume(platform, log, handler)
        assert len(await parked(platform)) == 1

    async def test_nothing_but_poison_stops_the_consumer(self, platform: Platform) -> None:
        log, handler = MemoryLog(), Handler()
        counters = [uuid4() for _ in range(10)]
        handler.poison = {c: ValueError() for c in counters}
        log.add(*(grew(c) for c in counters))
        with pytest.raises(TooManyDeadLetters, match="4 keys parked one after another"):
            await consume(platform, log, handler, Limits(poisoned_in_a_row=4, wait=0.01))
        assert len(await parked(platform)) == 4

    async def test_poison_among_sound_events_does_not_stop_it(self, platform: Platform) -> None:
        log, handler = MemoryLog(), Handler()
        for _ in range(6):
            bad = uuid4()
            handler.poison[bad] = ValueError()
            log.add(grew(bad), grew())
        await consume(platform, log, handler, Limits(poisoned_in_a_row=2, wait=0.01))
        assert len(await parked(platform)) == 6


class TestStopping:
    async def test_a_consumer_stopped_amid_an_event_commits_nothing(
        self, platform: Platform
    ) -> None:
        reached = asyncio.Event()

        class Slow(Handler):
            async def __call__(self, event: Event[CounterGrew], session: WriteSession) -> None:
                await write_effect(event, session)
                reached.set()
                await asyncio.Event().wait()

        log, database = MemoryLog(), platform.consumer()
        log.add(grew())
        consumer = Consumer(
            Subscriptions("insights").on(CounterGrew, Slow()), log, database, limits=QUICK
        )
        async with running(consumer.run()):
            await reached.wait()
        await database.dispose()
        assert await platform.effects() == []
        assert log.committed == 0
