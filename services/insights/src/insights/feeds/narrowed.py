"""SQL of the feed of a search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession
from insights.audience import ANYONE
from insights.feeds.models import REMOVED, SHOWN, FeedEntry
from insights.feeds.repository import Row, entries
from insights.search.matching import matching
from insights.search.schemas import FindingQuery


async def page(
    session: ReadSession, query: FindingQuery, *, as_of: int, before: int | None, limit: int
) -> Sequence[Row]:
    """Give the newest entries as of a position of what a search finds, or may have found.

    Two statements, so that each has its index: what is found now; what left the public, or was
    revised and is not found now (`ix_feed_entries_gone`, migration 0019).
    """
    newest = entries(as_of=as_of, before=before).limit(limit)
    found = newest.where(FeedEntry.kind == SHOWN, matching(ANYONE, query)).add_columns(
        literal(True)
    )
    rows = [Row(*row) for row in await session.execute(found)]
    rows += [Row(*row) for row in await session.execute(_gone(newest, query))]
    rows.sort(key=lambda row: row.entry.position, reverse=True)
    return rows[:limit]


def _gone(newest: Select[Any], query: FindingQuery) -> Select[Any]:
    earlier = aliased(FeedEntry)
    revised = (
        select(earlier.position)
        .where(
            earlier.finding_id == FeedEntry.finding_id,
            earlier.position < FeedEntry.position,
            earlier.version < FeedEntry.version,
            earlier.kind == SHOWN,
        )
        .exists()
    )
    return newest.where(
        or_(FeedEntry.kind == REMOVED, FeedEntry.version > 1),
        or_(FeedEntry.kind == REMOVED, revised & ~matching(ANYONE, query)),
    ).add_columns(literal(False))
