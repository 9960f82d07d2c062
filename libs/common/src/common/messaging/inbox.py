"""The inbox and the dead letters, as SQL: which events are new, which wait behind a parked one.

An event of a parked key must not pass the parked one, so it is parked behind it. While a replay
empties a key, the two meet at a row lock: whoever comes second sees what the first has left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import orjson

from common.db.tenancy import SystemCode, system_code
from common.events.envelope import Event, EventData
from common.messaging.log import Delivered

NO_SYSTEM = SystemCode("UNKNOWN")
"""Stands for the system of a message that doesn't say whose it is."""

_NAMELESS = UUID("6c1f4f6e-6d1b-5a55-9c77-1f2f8a1d7c10")
"""Namespace of ids for messages without one, made of their place in the log."""

_CLAIM = """
WITH batch AS (
    SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[]) AS b(event_id, topic, key)
), parked AS (
    SELECT p.topic, p.key FROM (SELECT DISTINCT topic, key FROM batch) b
    CROSS JOIN LATERAL (
        SELECT d.topic, d.key FROM dead_letters d
        WHERE d.consumer = $2 AND d.topic = b.topic AND d.key = b.key
        ORDER BY d.position DESC LIMIT 1 FOR SHARE
    ) p
), fresh AS (
    INSERT INTO inbox (ics, consumer, event_id)
    SELECT $1, $2, event_id FROM batch b
    WHERE NOT EXISTS (SELECT FROM parked p WHERE p.topic = b.topic AND p.key = b.key)
    ON CONFLICT DO NOTHING RETURNING event_id
)
SELECT event_id, true AS fresh FROM fresh
UNION ALL
SELECT b.event_id, false FROM batch b JOIN parked p USING (topic, key)
"""

_PARK = """
INSERT INTO dead_letters
    (ics, consumer, topic, key, event_id, position, headers, payload, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)
ON CONFLICT (consumer, topic, event_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that concerns the consumer: read as an event, or why it can't be."""

    message: Delivered
    ics: SystemCode
    id: UUID
    event: Event[EventData] | None = None
    fault: str | None = None


@dataclass(slots=True)
class Claim:
    """Which of some arrivals to handle now, and which wait behind a parked event of their key."""

    fresh: set[UUID] = field(default_factory=set)
    behind: set[UUID] = field(default_factory=set)


def system_of(message: Delivered) -> SystemCode:
    """Give the system that a message names, or `NO_SYSTEM`."""
    try:
        return system_code(message.headers.get("ce_ics", ""))
    except ValueError:
        return NO_SYSTEM


def id_of(message: Delivered) -> UUID:
    """Give the event's id; for a message without one, an id made of its place in the log."""
    try:
        return UUID(message.headers.get("ce_id", ""))
    except ValueError:
        return uuid5(_NAMELESS, f"{message.topic}/{message.partition}/{message.offset}")


async def claim(
    connection: Any, consumer: str, ics: SystemCode, arrivals: Sequence[Arrival]
) -> Claim:
    """Enter events of one system into the inbox, in its transaction, and say which are new."""
    rows = await connection.fetch(
        _CLAIM,
        ics,
        consumer,
        [a.id for a in arrivals],
        [a.message.topic for a in arrivals],
        [a.message.key for a in arrivals],
    )
    claimed = Claim()
    for event_id, fresh in rows:
        (claimed.fresh if fresh else claimed.behind).add(event_id)
    return claimed


async def park(connection: Any, consumer: str, arrival: Arrival, reason: str) -> None:
    """Keep a message as a dead letter, in the transaction of its system; once, if repeated."""
    message = arrival.message
    await connection.execute(
        _PARK,
        arrival.ics,
        consumer,
        message.topic,
        message.key,
        arrival.id,
        message.offset,
        orjson.dumps(dict(message.headers)).decode(),
        message.payload,
        reason,
    )
