"""Meetings to come, for what is sent to them beforehand."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from governance.meetings import repository, service
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.schemas import ItemIn


async def of_body(session: ReadSession, body_id: UUID, from_day: date) -> list[Meeting]:
    """List a body's scheduled meetings from a day on, the earliest first."""
    return await repository.scheduled(session, body_id, from_day)


async def standing_item(session: WriteSession, meeting: Meeting, data: ItemIn) -> AgendaItem:
    """Give the item of a meeting with a title, added at the end where it is not there yet. The
    meeting must be locked."""
    for item in await repository.items(session, meeting.id):
        if item.title == data.title:
            return item
    [added] = await service.add_items(session, meeting, [data])
    return added
