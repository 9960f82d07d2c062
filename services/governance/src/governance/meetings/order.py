"""Putting an agenda in another order. Its printed numbers stay in their places: the item that comes
third bears the number that the third bore before."""

from __future__ import annotations

from datetime import datetime

from common.clock import NewId, new_id
from common.db.engine import WriteSession
from common.errors import FieldError, Invalid
from governance.meetings import repository, service
from governance.meetings.models import AgendaItem, AgendaOrder, Meeting
from governance.meetings.schemas import OrderIn


async def put(
    session: WriteSession, meeting: Meeting, data: OrderIn, *, by: str, now: datetime,
    ids: NewId = new_id,
) -> list[AgendaItem]:  # fmt: skip
    """Put a meeting's items in another order; the meeting must be locked.

    An agenda that was published changes for a reason, which is told once the meeting is published
    again. The order in which it stands already changes nothing.

    Raises:
        MeetingState: if the meeting was cancelled, or its minutes stand.
        Invalid: if an item is missing, named twice or of another meeting; or the reason is wanting.
    """
    service.require_open(meeting)
    items = await repository.items(session, meeting.id)
    before = [one.id for one in items]
    if sorted(data.item_ids) != sorted(before):
        raise Invalid(
            "Name every item of the agenda once. GET /meetings/{id}/items lists them.",
            fields=(FieldError("body.item_ids", "is not the whole agenda, each item once"),),
        )
    if data.item_ids == before:
        return items
    if meeting.published_version is not None:
        if data.reason is None:
            raise Invalid(
                "An agenda that was published is put in another order for a reason.",
                fields=(FieldError("body.reason", "is needed, since the agenda was published"),),
            )
        session.add(
            AgendaOrder(ics=meeting.ics, id=ids(), meeting_id=meeting.id, reason=data.reason,
                        before=[str(one) for one in before], ordered_at=now, ordered_by=by)
        )  # fmt: skip
    slots = [(one.position, one.number) for one in items]
    moved = {
        item_id: slot
        for item_id, slot, was in zip(data.item_ids, slots, before, strict=True)
        if item_id != was
    }
    meeting.version += 1
    await session.flush()
    return await repository.put_in_order(session, meeting.id, moved)
