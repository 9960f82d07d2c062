"""SQL of the feed of stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.stories.models import Consent, Story, StoryFeedEntry, StoryFeedPosition
from insights.stories.repository import Use, covered


@dataclass(frozen=True)
class Row:
    """A story's newest entry, and whether its consent covers the public page today."""

    entry: StoryFeedEntry
    story: Story
    covered: bool


async def next_position(session: WriteSession, ics: SystemCode) -> int:
    """Give the system's next position; whoever asks next waits until this one has committed."""
    statement = (
        insert(StoryFeedPosition)
        .values(ics=ics, last=1)
        .on_conflict_do_update(index_elements=["ics"], set_={"last": StoryFeedPosition.last + 1})
        .returning(StoryFeedPosition.last)
    )
    return (await session.execute(statement)).scalar_one()


async def add(session: WriteSession, entry: StoryFeedEntry) -> None:
    """Add an entry at its position."""
    session.add(entry)
    await session.flush()


async def last_kind(session: ReadSession, story_id: UUID) -> str | None:
    """Give the kind of a story's newest entry."""
    query = (
        select(StoryFeedEntry.kind)
        .where(StoryFeedEntry.story_id == story_id)
        .order_by(StoryFeedEntry.position.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def newest_at(session: ReadSession) -> datetime | None:
    """Give when the newest entry was recorded."""
    query = select(func.max(StoryFeedEntry.recorded_at))
    return (await session.scalars(query)).one()


async def page(session: ReadSession, use: Use, *, before: int | None, limit: int) -> Sequence[Row]:
    """Give each story's newest entry, newest first."""
    newer = aliased(StoryFeedEntry)
    superseded = (
        select(newer.position)
        .where(newer.story_id == StoryFeedEntry.story_id, newer.position > StoryFeedEntry.position)
        .exists()
    )
    query = (
        select(StoryFeedEntry, Story, covered(use))
        .join(Story, Story.id == StoryFeedEntry.story_id)
        .join(Consent, (Consent.story_id == Story.id) & (Consent.version == Story.consent_version))
        .where(~superseded)
        .order_by(StoryFeedEntry.position.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(StoryFeedEntry.position < before)
    return [Row(*row) for row in await session.execute(query)]
