"""Tombstones: an event that comes after a member's erasure keeps nothing of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import asyncpg
import pytest

from common.clock import new_id
from common.db.engine import Database, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.events.erasures import InsightsErasureAcknowledged
from common.events.panel import MemberErased, MemberJoined
from common.messaging.erasure import bury, erases_members, is_erased, unless_erased

QE1, QKK = SystemCode("QE1"), SystemCode("QKK")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


async def test_a_handler_of_member_events_does_nothing_once_the_member_is_erased(
    insights_database: Database,
) -> None:
    heard = []

    async def keep(event: Event[MemberJoined], session: WriteSession) -> None:
        assert session
        heard.append(event.data.member_id)

    gone, here = new_id(), new_id()
    guarded = unless_erased(keep)
    async with insights_database.transaction(QE1) as session:
        await bury(session, QE1, gone, NOW)
        for member in (gone, here):
            data = MemberJoined(member_id=member, joined_on=date(2026, 11, 1))
            await guarded(Event(new_id(), "/panel", QE1, NOW, data), session)
    assert heard == [here]


async def test_erasing_calls_every_part_and_acknowledges_the_sum_once(
    insights_database: Database,
) -> None:
    async def two(*_: object) -> int:
        return 2

    async def one(*_: object) -> int:
        return 1

    member, erasure = new_id(), new_id()
    handler = erases_members(InsightsErasureAcknowledged, two, one)
    async with insights_database.transaction(QE1) as session:
        said = MemberErased(member_id=member, erasure_id=erasure)
        await handler(Event(new_id(), "/panel", QE1, NOW, said), session)
        old = MemberErased(member_id=new_id())
        await handler(Event(new_id(), "/panel", QE1, NOW, old), session)
        rows = await (await raw_connection(session)).fetch("SELECT key, payload FROM outbox")
    assert [(r["key"], b'"erased":3' in r["payload"]) for r in rows] == [(str(erasure), True)]


async def test_tombstones_are_the_systems_own_and_stay(insights_database: Database) -> None:
    member = new_id()
    async with insights_database.transaction(QE1) as session:
        await bury(session, QE1, member, NOW)
        await bury(session, QE1, member, NOW)
        assert await is_erased(session, QE1, member)
    async with insights_database.reading(QKK) as session:
        assert not await is_erased(session, QKK, member)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with insights_database.transaction(QE1) as session:
            await (await raw_connection(session)).execute("DELETE FROM tombstones")
