"""SQL of pre-election periods."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from governance.elections.models import PreElectionPeriod


async def touching(session: ReadSession, first: date, last: date) -> list[PreElectionPeriod]:
    """List the periods that have a day among others, oldest first."""
    query = select(PreElectionPeriod).where(
        PreElectionPeriod.begins_on <= last, PreElectionPeriod.ends_on >= first
    )
    order = (PreElectionPeriod.begins_on, PreElectionPeriod.code)
    return list(await session.scalars(query.order_by(*order)))


async def upsert(session: WriteSession, row: dict[str, object]) -> None:
    """Write a period over the one with its code."""
    statement = insert(PreElectionPeriod).values(row)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "code"],
            set_={name: statement.excluded[name] for name in row if name not in {"ics", "code"}},
        )
    )
