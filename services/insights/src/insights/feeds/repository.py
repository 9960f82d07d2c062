"""SQL of the feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.feeds.models import SHOWN, FeedEntry, FeedPosition
from insights.findings.models import Finding, FindingVersion

_HOLD = text("SELECT pg_advisory_xact_lock(hashtext('feed:' || :ics))")


@dataclass(frozen=True)
class Row:
    """One entry as of a position, with whether it is still before the public now."""

    entry: FeedEntry
    reference: str
    content: dict[str, Any]
    shown_now: bool
    found: bool = True
    """Whether the search that the feed is narrowed to finds it now."""


async def next_position(session: WriteSession, ics: SystemCode) -> tuple[int, datetime]:
    """Give the system's next position, and a moment that is no earlier than any given before.

    Whoever asks next, and whoever begins a harvest, waits until this one has committed. The moment
    is the database's, since it must be taken while nobody else can take one.
    """
    await session.execute(_HOLD, {"ics": ics})
    now = func.clock_timestamp()
    stamped_at = func.greatest(FeedPosition.stamped_at, now)
    statement = (
        insert(FeedPosition)
        .values(ics=ics, last=1, stamped_at=now)
        .on_conflict_do_update(
            index_elements=["ics"],
            set_={"last": FeedPosition.last + 1, "stamped_at": stamped_at},
        )
        .returning(FeedPosition.last, FeedPosition.stamped_at)
    )
    position, moment = (await session.execute(statement)).one()
    return position, moment


async def add(session: WriteSession, entry: FeedEntry) -> None:
    """Add an entry at its position."""
    session.add(entry)
    await session.flush()


async def last_kind(session: ReadSession, finding_id: UUID) -> str | None:
    """Give the kind of a finding's newest entry."""
    query = (
        select(FeedEntry.kind)
        .where(FeedEntry.finding_id == finding_id)
        .order_by(FeedEntry.position.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def newest(session: ReadSession) -> tuple[int, datetime] | None:
    """Give the last position and when it was recorded."""
    query = (
        select(FeedEntry.position, FeedEntry.recorded_at)
        .order_by(FeedEntry.position.desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row.position, row.recorded_at)


async def page(
    session: ReadSession, *, as_of: int, before: int | None, limit: int
) -> Sequence[Row]:
    """Give each finding's newest entry as of a position, newest first."""
    query = entries(as_of=as_of, before=before).limit(limit)
    return [Row(*row) for row in await session.execute(query)]


def entries(*, as_of: int, before: int | None) -> Select[Any]:
    """Select the columns of rows: each finding's newest entry as of a position, newest first."""
    newer, later = aliased(FeedEntry), aliased(FeedEntry)
    superseded = (
        select(newer.position)
        .where(
            newer.finding_id == FeedEntry.finding_id,
            newer.position > FeedEntry.position,
            newer.position <= as_of,
        )
        .exists()
    )
    kind_now = (
        select(later.kind)
        .where(later.finding_id == FeedEntry.finding_id)
        .order_by(later.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(FeedEntry, Finding.reference, FindingVersion.content, (kind_now == SHOWN))
        .join(Finding, Finding.id == FeedEntry.finding_id)
        .join(
            FindingVersion,
            (FindingVersion.finding_id == FeedEntry.finding_id)
            & (FindingVersion.version == FeedEntry.version),
        )
        .where(FeedEntry.position <= as_of, ~superseded)
        .order_by(FeedEntry.position.desc())
    )
    return query if before is None else query.where(FeedEntry.position < before)
