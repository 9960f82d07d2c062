"""Bringing an item of the plan to the next meeting, without anybody placing it."""

from __future__ import annotations

from datetime import date

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.meetings import coming
from governance.plans import repository, service
from governance.plans.models import Placement, PlanItem


async def bring(
    session: WriteSession, ics: SystemCode, item: PlanItem, from_day: date
) -> Placement | None:
    """Let an item that waits come to the first meeting that is scheduled from a day on.

    Where it is placed at a meeting that was cancelled, or went by without it, it moves on. The item
    must be locked. None where no meeting is scheduled: it waits, and can be brought again.
    """
    ahead = await coming.of_body(session, item.body_id, from_day)
    placed = {one.meeting_id: one for one in await repository.placements(session, [item.id])}
    known = next((placed[one.id] for one in ahead if one.id in placed), None)
    if known is not None or not ahead or item.state != "waiting":
        return known
    return await service.place(session, ics, item, ahead[0].id)
