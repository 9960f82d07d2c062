from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import orjson
import pytest
from sqlalchemy.exc import DBAPIError

from common.db.tenancy import SystemCode
from common.messaging import outbox
from common.messaging.errors import EventTooLarge
from common.observability.tracing import continue_trace
from faults.platform import QE1, CounterGrew, Platform
from faults.tools import rows

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class TestRecord:
    async def test_a_fact_is_recorded_with_its_envelope(self, platform: Platform) -> None:
        database = platform.producer()
        counter, now = uuid4(), datetime(2026, 11, 21, 12, tzinfo=UTC)
        with continue_trace(TRACE):
            async with database.transaction(QE1) as session:
                data = CounterGrew(counter_id=counter, value=3)
                event = await outbox.record(session, QE1, data, now=now)
        await database.dispose()
        [row] = await rows(platform, "SELECT * FROM panel.outbox")
        headers = orjson.loads(row["headers"])
        assert headers["ce_id"] == str(event.id) == str(row["event_id"])
        assert headers["ce_source"] == "/panel"
        assert headers["ce_type"] == "panel.counter.grew.v1"
        assert headers["ce_time"] == now.isoformat()
        assert headers["ce_ics"] == row["ics"] == QE1
        assert headers["ce_traceparent"].startswith("00-0af7651916cd43dd8448eb211c80319c-")
        assert (row["topic"], row["key"]) == ("panel.counters", str(counter))
        assert orjson.loads(row["payload"]) == {"counter_id": str(counter), "value": 3}
        assert row["published_at"] is None

    async def test_a_transaction_that_fails_records_nothing(self, platform: Platform) -> None:
        database = platform.producer()
        with pytest.raises(RuntimeError, match="regrets"):
            async with database.transaction(QE1) as session:
                await outbox.record(session, QE1, CounterGrew(counter_id=uuid4(), value=1))
                raise RuntimeError("regrets")
        await database.dispose()
        assert await rows(platform, "SELECT * FROM panel.outbox") == []

    async def test_a_fact_of_another_system_is_refused(self, platform: Platform) -> None:
        database = platform.producer()
        with pytest.raises((asyncpg.InsufficientPrivilegeError, DBAPIError)):
            async with database.transaction(QE1) as session:
                data = CounterGrew(counter_id=uuid4(), value=1)
                await outbox.record(session, SystemCode("QKK"), data)
        await database.dispose()

    async def test_a_fact_that_no_log_carries_is_refused_at_once(self, platform: Platform) -> None:
        class Long(CounterGrew):
            text: str

        database = platform.producer()
        with pytest.raises(EventTooLarge, match="at most 921600"):
            async with database.transaction(QE1) as session:
                data = Long(counter_id=uuid4(), value=1, text="x" * outbox.MAX_PAYLOAD)
                await outbox.record(session, QE1, data)
        await database.dispose()
