"""The feed of stories that anybody may read: a title and a link each, and a tombstone for each that
is gone (RFC 6721).

It holds no word of a story, asks the database each time, and is kept by nobody: whoever reads it
after a withdrawal is told of it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import PageRequest, decode_cursor, encode_cursor
from common.db.tenancy import SystemCode
from common.errors import NotFound
from insights.feeds.schemas import Entry, FeedPage, Tombstone
from insights.feeds.service import NOTHING_YET, Address
from insights.stories import feed_repository as repository
from insights.stories.feed_repository import Row
from insights.stories.models import REMOVED, SHOWN, StoryFeedEntry
from insights.stories.repository import Use
from insights.stories.schemas import PUBLIC_PAGE
from insights.vocabularies import service as vocabularies

NAME = "stories.atom"
_SUMMARY = "A story in a person's own words. Read it at its page, as long as they share it."


async def note(
    session: WriteSession, ics: SystemCode, story_id: UUID, *, shown: bool, now: datetime
) -> None:
    """Note that a story came before the public, or that it left it.

    One that never was before the public leaves no trace.
    """
    last = await repository.last_kind(session, story_id)
    kind = SHOWN if shown else REMOVED
    if last == kind or (last is None and not shown):
        return
    position = await repository.next_position(session, ics)
    entry = StoryFeedEntry(
        ics=ics, position=position, story_id=story_id, kind=kind, recorded_at=now
    )
    await repository.add(session, entry)


async def was_shown(session: ReadSession, story_id: UUID) -> bool:
    """Tell whether a story ever was before the public."""
    return await repository.last_kind(session, story_id) is not None


async def page(
    session: ReadSession, address: Address, request: PageRequest, *, now: datetime
) -> FeedPage:
    """Give a page of the feed, newest first.

    Raises:
        NotFound: if there is no such system.
        Invalid: if the cursor isn't one of this feed.
    """
    system = await vocabularies.system(session)
    if system is None:
        raise NotFound("There is no such system, or it was not loaded yet.")
    before = None if request.after is None else decode_cursor(request.after, (int,))[0]
    use = Use(PUBLIC_PAGE, None, day_in_england(now))
    rows = await repository.page(session, use, before=before, limit=request.limit + 1)
    more = len(rows) > request.limit
    rows = rows[: request.limit]
    after = encode_cursor([rows[-1].entry.position]) if more else None
    home = f"{address.public_url}/{system.slug}/"
    return FeedPage(
        title=f"Stories: {system.name}",
        author=system.name,
        updated_at=await repository.newest_at(session) or NOTHING_YET,
        self_url=address.of(request, request.after),
        home_url=f"{home}stories",
        next_url=address.of(request, after) if after else None,
        items=[_item(row, home, system.name, now) for row in rows],
    )


def _item(row: Row, home: str, system: str, now: datetime) -> Entry | Tombstone:
    story, entry = row.story, row.entry
    if entry.kind == REMOVED or not row.covered:
        removed_at = entry.recorded_at if entry.kind == REMOVED else now
        return Tombstone(story.id, story.reference, removed_at, "is no longer shared")
    return Entry(
        finding_id=story.id,
        reference=story.reference,
        version=story.consent_version,
        title=story.title or "",
        summary=_SUMMARY,
        themes=story.themes,
        licence=None,
        author=system,
        published_at=story.published_at or entry.recorded_at,
        updated_at=entry.recorded_at,
        address=f"{home}stories/{story.id}",
    )
