"""Meetings over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body as JsonBody
from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import (
    Paging,
    Principal,
    Reading,
    System,
    Writing,
    anonymous,
    requires,
)
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.meetings import agenda, chairs, changing, order, service
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.schemas import (
    AttendanceIn,
    AttendancesOut,
    ChairIn,
    ChairsOut,
    ChairsPublishedOut,
    ItemIn,
    ItemOut,
    ItemPatch,
    ItemsOut,
    MeetingIn,
    MeetingOut,
    MeetingPatch,
    OrderIn,
)
from governance.plans import telling
from governance.withholding import service as withholding

router = Router(prefix="/api/v1/{ics}/governance", tags=["meetings"])
public = Router(
    prefix="/api/v1/{ics}/governance/published-meetings", tags=["meetings"],
    dependencies=[anonymous()],
)  # fmt: skip
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/meetings", response_model=PageOut[MeetingOut])
async def list_meetings(
    *,
    session: Reading,
    _: Reader,
    page: Paging,
    request: Request,
    response: Response,
    body_id: Annotated[UUID | None, Query(description="Only meetings of this body.")] = None,
) -> dict[str, Any]:
    """List meetings, those entered last first."""
    return page_response(await service.list_page(session, page, body_id), request, response)


@router.post("/meetings", response_model=MeetingOut, status_code=201)
async def schedule_meeting(
    session: Writing, ics: System, _: Manager, data: MeetingIn, response: Response
) -> Meeting:
    """Schedule a meeting."""
    meeting = await service.schedule(session, ics, data)
    response.headers["ETag"] = etag(meeting.version)
    return meeting


@router.get("/meetings/{meeting_id}", response_model=MeetingOut)
async def get_meeting(session: Reading, _: Reader, meeting_id: UUID, response: Response) -> Meeting:
    """Give a meeting."""
    meeting = await service.get(session, meeting_id)
    response.headers["ETag"] = etag(meeting.version)
    return meeting


@router.patch("/meetings/{meeting_id}", response_model=MeetingOut)
async def change_meeting(
    *,
    session: Writing, _: Manager, meeting_id: UUID, patch: MeetingPatch, expected: IfMatch,
    response: Response,
) -> Meeting:  # fmt: skip
    """Change a meeting's date, place, notice or status."""
    meeting = await service.get_for_change(session, meeting_id)
    check_version(meeting.version, expected)
    before = (meeting.status, meeting.held_on)
    await changing.change(session, meeting, patch, day_in_england(utc_now()))
    if before != (meeting.status, meeting.held_on):
        await telling.meeting_changed(session, meeting.id)
    response.headers["ETag"] = etag(meeting.version)
    return meeting


@router.post("/meetings/{meeting_id}/publish", response_model=MeetingOut)
async def publish_meeting(
    session: Writing, ics: System, _: Manager, meeting_id: UUID, response: Response
) -> Meeting:
    """Publish a meeting as it stands now."""
    meeting = await service.get_for_change(session, meeting_id)
    await service.publish(session, ics, meeting, now=utc_now())
    response.headers["ETag"] = etag(meeting.version)
    return meeting


@router.get("/meetings/{meeting_id}/items", response_model=ItemsOut)
async def list_items(session: Reading, reader: Reader, meeting_id: UUID) -> ItemsOut:
    """List a meeting's agenda. Who does not keep the record is told of an item that is withheld
    that it is there, and why."""
    found = [ItemOut.model_validate(one) for one in await service.items(session, meeting_id)]
    if "governance:manage" not in reader.scopes:
        withheld = {"title": None, "first_line": None, "last_line": None}
        found = [
            one if one.withheld_reason is None else one.model_copy(update=withheld) for one in found
        ]
    return ItemsOut(items=found)


@router.post("/meetings/{meeting_id}/items", response_model=ItemsOut, status_code=201)
async def add_items(
    session: Writing,
    _: Manager,
    meeting_id: UUID,
    data: Annotated[list[ItemIn], JsonBody(min_length=1, max_length=200)],
) -> dict[str, Any]:
    """Add items at the end of a meeting's agenda."""
    meeting = await service.get_for_change(session, meeting_id)
    return {"items": await service.add_items(session, meeting, data)}


@router.put("/meetings/{meeting_id}/items/order", response_model=ItemsOut)
async def put_items_in_order(
    *,
    session: Writing, manager: Manager, meeting_id: UUID, data: OrderIn, expected: IfMatch,
    response: Response,
) -> dict[str, Any]:  # fmt: skip
    """Put the whole agenda in another order; printed numbers stay in their places. `If-Match` takes
    the meeting's ETag. Once the agenda was published it needs a reason."""
    meeting = await service.get_for_change(session, meeting_id)
    check_version(meeting.version, expected)
    found = await order.put(session, meeting, data, by=manager.subject, now=utc_now())
    response.headers["ETag"] = etag(meeting.version)
    return {"items": found}


@router.get("/meetings/{meeting_id}/items/{item_id}", response_model=ItemOut)
async def get_item(
    session: Reading, _: Manager, meeting_id: UUID, item_id: UUID, response: Response
) -> AgendaItem:
    """Give an item as those who keep the record see it."""
    await service.get(session, meeting_id)
    item = await service.require_item(session, meeting_id, item_id)
    response.headers["ETag"] = etag(item.version)
    return item


@router.patch("/meetings/{meeting_id}/items/{item_id}", response_model=ItemOut)
async def change_item(
    *,
    session: Writing, _: Manager, meeting_id: UUID, item_id: UUID, patch: ItemPatch,
    expected: IfMatch, response: Response,
) -> AgendaItem:  # fmt: skip
    """Correct an item, withhold it from the public, or open it again. Publish the meeting again to
    tell of it. An item is withheld once its published papers and its decisions are."""
    meeting = await service.get_for_change(session, meeting_id)
    item = await agenda.get_for_change(session, meeting, item_id)
    check_version(item.version, expected)
    was_open = item.withheld_reason is None
    if patch.withheld_reason is not None and was_open:
        await withholding.require_nothing_open(session, item_id)
    changed = await agenda.change(session, meeting, item, patch)
    if was_open != (changed.withheld_reason is None):
        await withholding.tell(session, item_id)
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.delete("/meetings/{meeting_id}/items/{item_id}", status_code=204)
async def take_item_off(session: Writing, _: Manager, meeting_id: UUID, item_id: UUID) -> Response:
    """Take an item on which nothing hangs off the agenda of a meeting to come."""
    meeting = await service.get_for_change(session, meeting_id)
    await agenda.take_off(session, meeting, item_id)
    return Response(status_code=204)


@router.get("/meetings/{meeting_id}/attendance", response_model=AttendancesOut)
async def list_attendance(session: Reading, _: Reader, meeting_id: UUID) -> dict[str, Any]:
    """List who came, and who sent apologies."""
    return {"items": await service.attendances(session, meeting_id)}


@router.post("/meetings/{meeting_id}/attendance", response_model=AttendancesOut, status_code=201)
async def add_attendance(
    session: Writing,
    _: Manager,
    meeting_id: UUID,
    data: Annotated[list[AttendanceIn], JsonBody(min_length=1, max_length=500)],
) -> dict[str, Any]:
    """Add people to a meeting's attendance."""
    meeting = await service.get_for_change(session, meeting_id)
    return {"items": await service.add_attendances(session, meeting, data)}


@router.delete("/meetings/{meeting_id}/attendance/{attendance_id}", status_code=204)
async def remove_attendance(
    session: Writing, _: Manager, meeting_id: UUID, attendance_id: UUID
) -> Response:
    """Take an entry out that was wrong, until the minutes are approved."""
    meeting = await service.get_for_change(session, meeting_id)
    await service.remove_attendance(session, meeting, attendance_id)
    return Response(status_code=204)


@router.get("/meetings/{meeting_id}/chairs", response_model=ChairsOut)
async def list_chairs(session: Reading, reader: Reader, meeting_id: UUID) -> ChairsOut:
    """List who was in the chair, in order. Who does not keep the record is not told in the words of
    the minutes for which items, where one is withheld and they say more than numbers."""
    return ChairsOut(items=await chairs.of_meeting(session, meeting_id, reader.scopes))


@router.post("/meetings/{meeting_id}/chairs", response_model=ChairsOut, status_code=201)
async def add_chairs(
    session: Writing,
    _: Manager,
    meeting_id: UUID,
    data: Annotated[list[ChairIn], JsonBody(min_length=1, max_length=50)],
) -> dict[str, Any]:
    """Add who was in the chair: who opened, and each hand-over, in order."""
    meeting = await service.get_for_change(session, meeting_id)
    return {"items": await chairs.add(session, meeting, data)}


@router.delete("/meetings/{meeting_id}/chairs/{chair_id}", status_code=204)
async def remove_chair(session: Writing, _: Manager, meeting_id: UUID, chair_id: UUID) -> Response:
    """Take an entry out that was wrong, until the minutes are approved."""
    await chairs.remove(session, await service.get_for_change(session, meeting_id), chair_id)
    return Response(status_code=204)


@public.get("/{meeting_id}/chairs", response_model=ChairsPublishedOut)
async def read_published_chairs(
    session: Reading, ics: System, meeting_id: UUID
) -> ChairsPublishedOut:
    """Give who was in the chair of a published meeting."""
    return await chairs.published(session, meeting_id)
