"""SQL of the ledger of what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from insights.files.models import File
from insights.findings.models import Finding
from insights.ledger.entries import ConsentEnded, Entry, FileRemoved, FindingWithdrawn, StoryGone
from insights.stories.models import Consent, Story
from insights.stories.schemas import State

Extent = tuple[tuple[int, datetime | None], ...]

_MOMENTS: tuple[InstrumentedAttribute[datetime | None], ...] = (
    Story.gone_at, Consent.ended_at, Finding.withdrawn_at, File.removed_at,
)  # fmt: skip
"""When each was taken back; each has an index of those that were."""


async def extent(session: ReadSession) -> Extent:
    """Tell of each kind how many were taken back, and when the last: other after any change."""
    found = []
    for moment in _MOMENTS:
        query = select(func.count(), func.max(moment)).where(moment.is_not(None))
        number, last = (await session.execute(query)).one()
        found.append((number, last))
    return tuple(found)


async def entries(session: ReadSession, ics: SystemCode) -> list[Entry]:
    """Give all that was taken back in a system: kind by kind, each in a lasting order."""
    return [
        *(StoryGone(ics, one, State(state), at)
          for one, state, at in await _rows(session, Story.gone_at, Story.id, Story.state)),
        *(ConsentEnded(ics, story, version, at)
          for story, version, at
          in await _rows(session, Consent.ended_at, Consent.story_id, Consent.version)),
        *(FindingWithdrawn(ics, one, reason or "", at)
          for one, reason, at
          in await _rows(session, Finding.withdrawn_at, Finding.id, Finding.withdrawn_reason)),
        *(FileRemoved(ics, one, at)
          for one, at in await _rows(session, File.removed_at, File.id)),
    ]  # fmt: skip


async def _rows(
    session: ReadSession, moment: InstrumentedAttribute[datetime | None], *columns: Any
) -> Sequence[Any]:
    query = select(*columns, moment).where(moment.is_not(None)).order_by(*columns)
    return (await session.execute(query)).all()
