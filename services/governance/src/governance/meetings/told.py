"""What everybody is told of a meeting when it is published."""

from __future__ import annotations

from typing import Any

from common.clock import day_in_england
from common.db.engine import ReadSession
from governance.meetings import days, repository
from governance.meetings.models import Meeting
from governance.meetings.schemas import OrderChange, Published, PublishedItem


async def of(session: ReadSession, meeting: Meeting) -> dict[str, Any]:
    """Give what there is to tell now: of an item that is withheld, its number and why."""
    agenda = [
        PublishedItem(
            id=one.id,
            number=one.number,
            title=one.title if one.withheld_reason is None else None,
            withheld_reason=one.withheld_reason,
        )
        for one in await repository.items(session, meeting.id)
    ]
    changes = [
        OrderChange(changed_on=day_in_england(one.ordered_at), reason=one.reason)
        for one in await repository.orders(session, meeting.id)
    ]
    approved_at = meeting.approved_at_meeting_id
    found = None if approved_at is None else await repository.get(session, approved_at)
    more = {
        "order_changes": changes,
        "also_on": await days.further(session, meeting),
        "approved_on": None if found is None else found.held_on,
    }
    told = Published.model_validate(meeting).model_copy(update={"agenda": agenda, **more})
    # A meeting of which there is nothing more to tell says the same as before there were these.
    return told.model_dump(mode="json", exclude={name for name, said in more.items() if not said})
