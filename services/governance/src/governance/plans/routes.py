"""Plans over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from common.clock import day_in_england, utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.plans import service
from governance.plans.models import Placement, PlanItem
from governance.plans.schemas import (
    AgendaIn,
    AppraisalIn,
    AppraisalOut,
    AppraisalsOut,
    PlacementIn,
    PlacementOut,
    PlanItemIn,
    PlanItemOut,
    PlanItemPatch,
    ProgrammeIn,
    ProgrammeMeetingOut,
    ProgrammeOut,
)
from governance.words import Day

router = Router(prefix="/api/v1/{ics}/governance", tags=["forward plan"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]
First = Annotated[Day, Query(description="First day.")]
Last = Annotated[Day, Query(description="Last day.")]


@router.get("/bodies/{body_id}/work-programme", response_model=ProgrammeOut)
async def read_programme(
    *, session: Reading, reader: Reader, body_id: UUID, since: First, until: Last
) -> ProgrammeOut:
    """Give what comes to which meeting of a body, and what waits for a date. Who does not keep the
    record is not told the title of what is withheld on an agenda."""
    found = await service.programme(session, body_id, since, until)
    return _programme(found, frozenset() if _keeps(reader) else found.withheld)


@router.post("/bodies/{body_id}/work-programme", response_model=ProgrammeOut, status_code=201)
async def place_programme(
    session: Writing, ics: System, _: Manager, body_id: UUID, data: ProgrammeIn
) -> ProgrammeOut:
    """Draft standing items and place updates onto the meetings to come; safe to repeat."""
    await service.place_repeating(session, ics, body_id, data.until)
    today = min(day_in_england(utc_now()), data.until)
    return _programme(await service.programme(session, body_id, today, data.until))


@router.post("/bodies/{body_id}/plan-items", response_model=PlanItemOut, status_code=201)
async def plan_item(
    *, session: Writing, ics: System, _: Manager, body_id: UUID, data: PlanItemIn,
    response: Response,
) -> PlanItem:  # fmt: skip
    """Enter an item into a body's plan: standing, on rotation, or waiting for a date."""
    item = await service.plan(session, ics, body_id, data)
    response.headers["ETag"] = etag(item.version)
    return item


@router.patch("/plan-items/{item_id}", response_model=PlanItemOut)
async def change_plan_item(
    *, session: Writing, _: Manager, item_id: UUID, patch: PlanItemPatch, expected: IfMatch,
    response: Response,
) -> PlanItem:  # fmt: skip
    """Change an item of the plan, or drop it with a reason."""
    item = await service.get_for_change(session, item_id)
    check_version(item.version, expected)
    await service.change(session, item, patch)
    response.headers["ETag"] = etag(item.version)
    return item


@router.post("/plan-items/{item_id}/placements", response_model=PlacementOut, status_code=201)
async def place_item(
    session: Writing, ics: System, _: Manager, item_id: UUID, data: PlacementIn
) -> PlacementOut:
    """Let an item that waits come to a meeting, as a draft."""
    return _placement(*await service.come_to(session, ics, item_id, data.meeting_id))


@router.post("/plan-placements/{placement_id}/agenda", response_model=PlacementOut, status_code=201)
async def put_on_agenda(
    session: Writing, _: Manager, placement_id: UUID, data: AgendaIn
) -> PlacementOut:
    """Put a draft on the agenda of its meeting, where it stays."""
    return _placement(*await service.put_on_agenda(session, placement_id, data.number))


@router.get("/plan-items/{item_id}/appraisals", response_model=AppraisalsOut)
async def list_appraisals(session: Reading, reader: Reader, item_id: UUID) -> AppraisalsOut:
    """List how an item was scored by the priorities test, newest first. Who does not keep the
    record is told nothing of what is withheld on an agenda."""
    found = await service.appraisals(session, item_id, withheld_too=_keeps(reader))
    return AppraisalsOut(items=[AppraisalOut.model_validate(one) for one in found])


@router.post("/plan-items/{item_id}/appraisals", response_model=AppraisalOut, status_code=201)
async def appraise_item(
    session: Writing, manager: Manager, item_id: UUID, data: AppraisalIn
) -> AppraisalOut:
    """Score an item by the priorities test of the day; earlier appraisals are kept."""
    item = await service.get_for_change(session, item_id)
    row = await service.appraise(session, item, data, recorded_by=manager.subject, now=utc_now())
    return AppraisalOut.model_validate(row)


def _keeps(reader: Principal) -> bool:
    return "governance:manage" in reader.scopes


def _programme(found: service.Programme, hidden: frozenset[UUID] = frozenset()) -> ProgrammeOut:
    return ProgrammeOut(
        meetings=[
            ProgrammeMeetingOut(
                meeting_id=meeting.id,
                held_on=meeting.held_on,
                status=meeting.status,
                placements=[_placement(*one, hidden) for one in placed],
            )
            for meeting, placed in found.meetings
        ],
        waiting=[PlanItemOut.model_validate(one) for one in found.waiting if one.id not in hidden],
    )


def _placement(
    one: Placement, item: PlanItem, hidden: frozenset[UUID] = frozenset()
) -> PlacementOut:  # fmt: skip
    own = ("id", "plan_item_id", "meeting_id", "place", "by_hand", "item_id")
    title = None if item.id in hidden else item.title
    return PlacementOut(kind=item.kind, title=title, **{name: getattr(one, name) for name in own})
