"""Who was in the chair of a meeting (LSC ICP terms of reference: the deputy chairs in the chair's
absence): who opened it, who took the chair over and under which item, and who took it again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from governance.meetings import repository, service
from governance.meetings.errors import ChairNotFound, MeetingNotFound, OpenedByAnother
from governance.meetings.models import AgendaItem, Meeting, MeetingChair
from governance.meetings.schemas import ChairIn, ChairOut, ChairsPublishedOut, PublishedChair

_NUMBERS = re.compile(r"(?:\b(?:agenda|items?|to|and)\b|[\d.,/()\s–-])+", re.IGNORECASE)
"""Words that tell of items by their numbers alone: items 1 to 4, 7 and 9."""


async def of_meeting(
    session: ReadSession, meeting_id: UUID, scopes: Collection[str]
) -> list[ChairOut]:
    """List who was in the chair, in order, as a caller with these scopes may read it.

    Raises:
        MeetingNotFound: if this system has no such meeting.
    """
    items = await service.items(session, meeting_id)
    found = [ChairOut.model_validate(one) for one in await repository.chairs(session, meeting_id)]
    if "governance:manage" in scopes:
        return found
    return [one.model_copy(update={"items": _told(one.items, items)}) for one in found]


async def published(session: ReadSession, meeting_id: UUID) -> ChairsPublishedOut:
    """Give who was in the chair of a published meeting, for everybody; of an item that is withheld
    its number alone.

    Raises:
        MeetingNotFound: if there is none, or it was never published.
    """
    meeting = await service.get(session, meeting_id)
    if meeting.published_version is None:
        raise MeetingNotFound
    items = {item.id: item for item in await repository.items(session, meeting_id)}
    chairs = []
    for chair in await repository.chairs(session, meeting_id):
        item = items.get(chair.item_id) if chair.item_id else None
        withheld = item is not None and item.withheld_reason is not None
        chairs.append(
            PublishedChair(
                kind=chair.kind,
                name=chair.name,
                item_number=item.number if item else None,
                item_title=item.title if item and not withheld else None,
                items=None if withheld else _told(chair.items, items.values()),
            )
        )
    return ChairsPublishedOut(chairs=chairs)


def _told(words: str | None, items: Iterable[AgendaItem]) -> str | None:
    """Give for which items somebody was in the chair, as who does not keep the record may read it:
    the minutes' own words may name an item that is withheld, its number may be told."""
    withheld = any(one.withheld_reason is not None for one in items)
    if words is None or (withheld and not _NUMBERS.fullmatch(words)):
        return None
    return words


async def add(
    session: WriteSession, meeting: Meeting, data: Sequence[ChairIn], *, ids: NewId = new_id
) -> list[MeetingChair]:
    """Add who was in the chair, in order; the meeting must be locked.

    Raises:
        MeetingState: if the meeting was cancelled, or its minutes are approved.
        ItemNotFound: if an item is of another meeting.
        OpenedByAnother: if it is said already who opened the meeting.
    """
    service.require_open(meeting)
    for one in data:
        if one.item_id is not None:
            await service.require_item(session, meeting.id, one.item_id)
    position = await repository.next_position(session, MeetingChair, meeting.id)
    added = [
        MeetingChair(ics=meeting.ics, id=ids(), meeting_id=meeting.id, position=position + index,
                     **one.model_dump())
        for index, one in enumerate(data)
    ]  # fmt: skip
    session.add_all(added)
    try:
        await session.flush()
    except IntegrityError:
        raise OpenedByAnother from None
    return added


async def remove(session: WriteSession, meeting: Meeting, chair_id: UUID) -> None:
    """Take an entry out that was wrong; the meeting must be locked.

    Raises:
        MeetingState: if the meeting was cancelled, or its minutes are approved.
        ChairNotFound: if the meeting has no such entry.
    """
    service.require_open(meeting)
    for chair in await repository.chairs(session, meeting.id):
        if chair.id == chair_id:
            await session.delete(chair)
            await session.flush()
            return
    raise ChairNotFound
