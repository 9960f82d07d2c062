"""Rows that wait to be carried out: taken for a while by one worker, and tried again later.

A row is due from its ``due_at`` on. Whoever takes it moves that forward, as a lease: nobody else
takes it meanwhile, and when the worker dies, it is due again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped

from common.db.base import Identified
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode


class Waiting(Identified):
    """Columns of a row that waits: ``state`` is `waiting` until it is carried out or given up."""

    state: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    failure: Mapped[str | None]


W = TypeVar("W", bound=Waiting)


async def take(
    session: WriteSession, table: type[W], ics: SystemCode, *, now: datetime, lease: timedelta,
    limit: int,
) -> Sequence[W]:  # fmt: skip
    """Take rows that are due, the longest due first; nobody else takes them during the lease.

    They come in the order of their ids.
    """
    due = (
        select(table.id)
        .where(table.ics == ics, table.state == "waiting", table.due_at <= now)
        .order_by(table.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(table)
        .where(table.ics == ics, table.id.in_(due.scalar_subquery()))
        .values(attempts=table.attempts + 1, due_at=now + lease)
        .returning(table)
        .execution_options(synchronize_session=False)
    )
    return sorted((await session.scalars(taken)).all(), key=lambda row: row.id)


async def try_later(
    session: WriteSession, table: type[Waiting], ics: SystemCode, row_id: UUID, *,
    due_at: datetime, why: str,
) -> None:  # fmt: skip
    """Put a row back, to be tried again."""
    put_back = update(table).where(table.ics == ics, table.id == row_id)
    await session.execute(put_back.values(due_at=due_at, failure=why))


def pause(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts: 30 s, doubled each time, an hour at most."""
    return timedelta(seconds=min(30 << (attempts - 1), 3_600))
