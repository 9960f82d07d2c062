"""The outbox: a fact is recorded in the very transaction that makes it true.

Write, and so lock, the aggregate's rows first, then record. Two transactions that change one
aggregate then take their outbox numbers in the order of their commits, which is what keeps order
per key; the relay (`common.messaging.relay`) relies on it.
"""

from __future__ import annotations

from datetime import datetime

import orjson

from common.clock import new_id, utc_now
from common.db import rows
from common.db.engine import WriteSession, raw_connection
from common.db.tenancy import SystemCode
from common.events.envelope import Event, EventData
from common.messaging.errors import EventTooLarge
from common.observability.tracing import current_traceparent

MAX_PAYLOAD = 900 * 1024
"""Bytes of data that one event may have: a Kafka broker's usual 1 MiB less headers and framing."""

_INSERT = (
    "INSERT INTO outbox (ics, event_id, topic, key, headers, payload) "
    "VALUES ($1, $2, $3, $4, $5::jsonb, $6)"
)


async def record(
    session: WriteSession, ics: SystemCode, data: EventData, *, now: datetime | None = None
) -> Event[EventData]:
    """Record a fact, to be published once the session's transaction has committed.

    What the session holds of the aggregate is flushed first, see above. The source is the service
    that the type names, and the trace is the present one.

    Args:
        now: when it happened, aware; the present moment if not given.

    Raises:
        EventTooLarge: if the data exceed `MAX_PAYLOAD` bytes.
    """
    await rows.flush(session)
    event = Event(
        id=new_id(),
        source="/" + data.event_type.partition(".")[0],
        ics=ics,
        time=now or utc_now(),
        data=data,
        traceparent=current_traceparent(),
    )
    payload = event.payload()
    if len(payload) > MAX_PAYLOAD:
        raise EventTooLarge(f"{event.type}: {len(payload)} bytes, at most {MAX_PAYLOAD}")
    connection = await raw_connection(session)
    headers = orjson.dumps(event.headers()).decode()
    await connection.execute(
        _INSERT, ics, event.id, data.topic, event.subject, headers, payload, timeout=30
    )
    return event
