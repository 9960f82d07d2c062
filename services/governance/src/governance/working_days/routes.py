"""A system's exceptions to working days over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.working_days import service
from governance.working_days.models import ChangedDayEntry
from governance.working_days.schemas import ChangedDayIn, ChangedDayOut, ChangedDaysOut

router = Router(prefix="/api/v1/{ics}/governance/changed-days", tags=["meetings"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("", response_model=ChangedDaysOut)
async def list_changed_days(session: Reading, _: Reader) -> dict[str, Any]:
    """List the days that are not as the calendar of England's working days has them."""
    return {"items": await service.entries(session)}


@router.post("", response_model=ChangedDayOut, status_code=201)
async def change_day(
    session: Writing, ics: System, manager: Manager, data: ChangedDayIn
) -> ChangedDayEntry:
    """Close a working day of the system, or open a day that is none; the last entry stands."""
    return await service.change(session, ics, data, recorded_by=manager.subject, now=utc_now())
