"""SQL of arrivals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from common.db import due
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.arrivals.models import Arrival


async def systems(session: ReadSession) -> Sequence[SystemCode]:
    """Give the systems in which something waits, due or not."""
    rows = await session.scalars(select(func.insights.systems_with_arrivals()))
    return [SystemCode(code) for code in rows.all()]


async def add(session: WriteSession, arrival: Arrival) -> None:
    """Add an arrival."""
    session.add(arrival)
    await session.flush()


async def take(
    session: WriteSession, ics: SystemCode, *, now: datetime, lease: timedelta, limit: int
) -> Sequence[Arrival]:
    """Take what is due for a while (`common.db.due`)."""
    return await due.take(session, Arrival, ics, now=now, lease=lease, limit=limit)


async def remove(session: WriteSession, ids: Collection[UUID]) -> None:
    """Take away what was handled, in the transaction that handled it."""
    await session.execute(delete(Arrival).where(Arrival.id.in_(ids)))


async def try_later(
    session: WriteSession, ics: SystemCode, arrival_id: UUID, *, due_at: datetime, why: str
) -> None:
    """Put an arrival back."""
    await due.try_later(session, Arrival, ics, arrival_id, due_at=due_at, why=why)


async def give_up(session: WriteSession, arrival_id: UUID, why: str) -> None:
    """Keep an arrival as one that could not be handled, for somebody to look at."""
    values = {"state": "failed", "failure": why}
    await session.execute(update(Arrival).where(Arrival.id == arrival_id).values(**values))
