"""Bringing an item of the plan to the next meeting, without anybody placing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.meetings import coming
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.plans import repository, service
from governance.plans.models import Placement


async def bring(
    session: WriteSession, ics: SystemCode, item_id: UUID, body_id: UUID, from_day: date
) -> Placement | None:
    """Let an item of a body that waits come to the first meeting that is scheduled from a day on.

    Where it is placed at a meeting that was cancelled, or went by without it, it moves on. None
    where no meeting is scheduled: it waits, and can be brought again. The meeting is locked before
    the item, as in all that changes both; where there is nothing to do, neither is.
    """
    ahead = await coming.of_body(session, body_id, from_day)
    known = await _placed(session, item_id, ahead)
    if known is not None or not ahead:
        return known
    await meetings.get_for_change(session, ahead[0].id)
    item = await service.get_for_change(session, item_id)
    known = await _placed(session, item_id, ahead)
    if known is not None or item.state != "waiting":
        return known
    return await service.place(session, ics, item, ahead[0].id)


async def _placed(
    session: WriteSession, item_id: UUID, ahead: Sequence[Meeting]
) -> Placement | None:
    """Give where an item is placed at the earliest of these meetings."""
    placed = {one.meeting_id: one for one in await repository.placements(session, [item_id])}
    return next((placed[one.id] for one in ahead if one.id in placed), None)
