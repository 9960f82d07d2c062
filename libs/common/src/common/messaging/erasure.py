"""Erasing a member in a service that hears of it, and keeping them erased.

    SUBSCRIPTIONS.on(MemberErased, erases_members(InsightsErasureAcknowledged, forget_quotes))

The handler deletes what the service holds by the member's id (each `Eraser` a part of it, and the
dead letters of the member's key), leaves a tombstone, and records the acknowledgement, all in the
transaction of the inbox. A handler that would keep something of a member is wrapped in
`unless_erased`: however late or often its event arrives, it brings nobody back.

A tombstone is a SHA-256 of the system and the member's id. An id has 74 random bits, so that no
key is needed to keep it from being guessed; whoever has the id already learns that it was erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode, system_code
from common.events.envelope import Event
from common.events.erasures import ErasureAcknowledged
from common.events.panel import MemberErased, MemberJoined, MemberLeft
from common.messaging.outbox import record
from common.messaging.subscriptions import Handler

Eraser = Callable[[WriteSession, SystemCode, UUID], Awaitable[int]]
"""Deletes a part of what a service holds of a member, and gives the number of rows."""

MemberEvent = TypeVar("MemberEvent", MemberJoined, MemberLeft)

ERASED = MemberErased
"""What `erases_members` handles, for a service that knows no other's events by name."""

_DEAD_LETTERS = "DELETE FROM dead_letters WHERE ics = $1 AND topic = $2 AND key = $3"
_BURY = """
INSERT INTO tombstones (ics, member_hash, erased_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
"""
_IS_ERASED = "SELECT EXISTS (SELECT FROM tombstones WHERE ics = $1 AND member_hash = $2)"


def erases_members(
    acknowledgement: type[ErasureAcknowledged], *erasers: Eraser
) -> Handler[MemberErased]:
    """Make the handler by which a service erases a member and says so."""

    async def erase(event: Event[MemberErased], session: WriteSession) -> None:
        ics, said = system_code(event.ics), event.data
        erased = 0
        for eraser in (forget_dead_letters, *erasers):
            erased += await eraser(session, ics, said.member_id)
        await bury(session, ics, said.member_id, event.time)
        if said.erasure_id is not None:
            await record(session, ics, acknowledgement(erasure_id=said.erasure_id, erased=erased))

    return erase


def unless_erased(handler: Handler[MemberEvent]) -> Handler[MemberEvent]:
    """Make a handler of a member's events do nothing once the member is erased."""

    async def handle(event: Event[MemberEvent], session: WriteSession) -> None:
        if not await is_erased(session, system_code(event.ics), event.data.member_id):
            await handler(event, session)

    return handle


async def is_erased(session: ReadSession, ics: SystemCode, member_id: UUID) -> bool:
    """Say whether a member was erased here."""
    connection = await raw_connection(session)
    found: bool = await connection.fetchval(_IS_ERASED, ics, tombstone(ics, member_id))
    return found


async def bury(session: WriteSession, ics: SystemCode, member_id: UUID, now: datetime) -> None:
    """Leave a tombstone; one that stands already stays as it is."""
    await session.flush()
    connection = await raw_connection(session)
    await connection.execute(_BURY, ics, tombstone(ics, member_id), now)


async def forget_dead_letters(session: WriteSession, ics: SystemCode, member_id: UUID) -> int:
    """Delete the parked events of a member's key."""
    connection: Any = await raw_connection(session)
    status: str = await connection.execute(_DEAD_LETTERS, ics, MemberErased.topic, str(member_id))
    return int(status.rpartition(" ")[2])


def tombstone(ics: SystemCode, member_id: UUID) -> bytes:
    """Give the hash by which an erased member is known again."""
    return hashlib.sha256(f"golden-thread/tombstone:{ics}:{member_id}".encode()).digest()
