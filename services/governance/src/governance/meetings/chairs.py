"""Who was in the chair of a meeting (LSC ICP terms of reference: the deputy chairs in the chair's
absence): who opened it, who took the chair over and under which item, and who took it again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from governance.meetings import repository, service
from governance.meetings.errors import ChairNotFound, MeetingNotFound, OpenedByAnother
from governance.meetings.models import Meeting, MeetingChair
from governance.meetings.schemas import ChairIn, ChairsPublishedOut, PublishedChair


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[MeetingChair]:
    """List who was in the chair, in order.

    Raises:
        MeetingNotFound: if this system has no such meeting.
    """
    await service.get(session, meeting_id)
    return await repository.chairs(session, meeting_id)


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
                items=None if withheld else chair.items,
            )
        )
    return ChairsPublishedOut(chairs=chairs)


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
