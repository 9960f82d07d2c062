"""SQL of the ledger of stories that went and of consents that ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from common.db.engine import ReadSession
from insights.stories.models import Consent, Story

Extent = tuple[int, datetime | None, int, datetime | None]


async def extent(session: ReadSession) -> Extent:
    """Tell how many stories went and consents ended, and when the last: other after any change."""
    gone = select(func.count(), func.max(Story.gone_at)).where(Story.gone_at.is_not(None))
    ended = select(func.count(), func.max(Consent.ended_at)).where(Consent.ended_at.is_not(None))
    first, second = (await session.execute(gone)).one(), (await session.execute(ended)).one()
    return (first[0], first[1], second[0], second[1])


async def gone(session: ReadSession) -> Sequence[tuple[UUID, str, datetime]]:
    """Give the stories that went, in which state, and when."""
    query = (
        select(Story.id, Story.state, Story.gone_at)
        .where(Story.gone_at.is_not(None))
        .order_by(Story.id)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query) if row[2]]


async def ended(session: ReadSession) -> Sequence[tuple[UUID, int, datetime]]:
    """Give the consents that ended: the story, the version, and when."""
    query = (
        select(Consent.story_id, Consent.version, Consent.ended_at)
        .where(Consent.ended_at.is_not(None))
        .order_by(Consent.story_id, Consent.version)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query) if row[2]]
