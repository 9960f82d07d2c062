"""A system's own exceptions to working days: a local closure, or a day that is worked (rule 3).

Days that are stored with a question, a petition or a decision stay as they were told; what is
counted when it is read knows the day, for meetings that are past too.
"""

from __future__ import annotations

from datetime import date, datetime

from common.clock import NewId, day_in_england, new_id
from common.db import locks
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.working_days import repository
from governance.working_days.calendar import ChangedDay, WorkingCalendar
from governance.working_days.errors import DayHasPassed, DayIsThat
from governance.working_days.models import ChangedDayEntry
from governance.working_days.schemas import ChangedDayIn


async def calendar(session: ReadSession) -> WorkingCalendar:
    """Give the working days of the transaction's system."""
    found = await repository.entries(session)
    return WorkingCalendar.of(ChangedDay(one.day, one.working, one.reason) for one in found)


async def entries(session: ReadSession) -> list[ChangedDayEntry]:
    """List the changed days, in the order of their recording."""
    return await repository.entries(session)


async def _was_worked(session: ReadSession, day: date) -> bool:
    """Say whether a day is a working day of England, or was made one: then a closure is undone."""
    if WorkingCalendar().is_working(day):
        return True
    return any(one.day == day and one.working for one in await repository.entries(session))


async def change(
    session: WriteSession, ics: SystemCode, data: ChangedDayIn, *, recorded_by: str, now: datetime,
    ids: NewId = new_id,
) -> ChangedDayEntry:  # fmt: skip
    """Close a day, open one, or undo what was entered of it.

    Raises:
        DayIsThat: if nothing would change.
        DayHasPassed: if a day that has passed would become a working day that was never one: that
            would make late what came in time, or in time what came late.
    """
    await locks.hold(session, "changed_days", "governance", ics)
    known = await calendar(session)
    if known.is_working(data.day) == data.working:
        raise DayIsThat(working=data.working)
    if data.working and data.day < day_in_england(now) and not await _was_worked(session, data.day):
        raise DayHasPassed
    entry = ChangedDayEntry(
        ics=ics, id=ids(), recorded_at=now, recorded_by=recorded_by, **data.model_dump()
    )
    session.add(entry)
    await session.flush()
    return entry
