"""Gatherings over HTTP, for staff."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from common.clock import utc_now
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Keys, Manager, PersonalManager, PersonalReader, Reader
from panel.gatherings import afterwards, helped, needs, service
from panel.gatherings.models import Gathering
from panel.gatherings.schemas import (
    AttendanceIn,
    BookingOut,
    FeedbackIn,
    GatheringForStaff,
    GatheringIn,
    GatheringPatch,
    HelpedIn,
)
from panel.gatherings.shown import booking_out, for_staff

router = Router(prefix="/api/v1/{ics}/panel/gatherings", tags=["panel: gatherings"])


@router.post("", status_code=201)
async def draft(
    *, ics: System, session: Writing, body: GatheringIn, request: Request, response: Response,
    _: Manager,
) -> GatheringForStaff:  # fmt: skip
    """Write a new draft of a session that members may come to."""
    gathering = await service.draft(session, ics, body, utc_now())
    response.headers["Location"] = f"{request.url.path}/{gathering.id}"
    return await _out(session, ics, gathering, response)


@router.get("")
async def list_gatherings(
    *, ics: System, session: Reading, paging: Paging, request: Request, response: Response,
    _: Reader,
) -> PageOut[GatheringForStaff]:  # fmt: skip
    """List gatherings, the newest first."""
    page = await service.list_gatherings(session, ics, paging)
    full = await service.which_are_full(session, ics, page.items)
    shown = page.map(lambda one: for_staff(one, full=one.id in full))
    return PageOut[GatheringForStaff].model_validate(page_response(shown, request, response))


@router.get("/{gathering_id}")
async def read_gathering(
    ics: System, session: Reading, gathering_id: UUID, response: Response, _: Reader
) -> GatheringForStaff:
    """Give a gathering."""
    found = await service.the_gathering(session, ics, gathering_id)
    return await _out(session, ics, found, response)


@router.patch("/{gathering_id}")
async def change(
    *, ics: System, session: Writing, keys: Keys, gathering_id: UUID, body: GatheringPatch,
    version: IfMatch, response: Response, principal: Manager,
) -> GatheringForStaff:  # fmt: skip
    """Change a gathering that is not over; everybody who signed up is told of a new time or
    place. To lower the capacity of an open one needs `panel:personal` too, since what is refused
    tells how many have a place."""
    changed = await service.change(
        session, ics, keys=keys, gathering_id=gathering_id, patch=body, expected_version=version,
        counts="panel:personal" in principal.scopes, now=utc_now(),
    )  # fmt: skip
    return await _out(session, ics, changed, response)


@router.post("/{gathering_id}/open")
async def open_gathering(
    *, ics: System, session: Writing, keys: Keys, gathering_id: UUID, response: Response, _: Manager
) -> GatheringForStaff:
    """Open a draft, and mail a personal link to each member who may come, agrees to be told of
    events, and need not rest by the burden budget."""
    opened = await service.open_gathering(session, ics, keys, gathering_id, utc_now())
    return await _out(session, ics, opened, response)


@router.post("/{gathering_id}/cancel")
async def cancel(
    *, ics: System, session: Writing, gathering_id: UUID, response: Response, _: Manager
) -> GatheringForStaff:
    """Call an open gathering off, and tell everybody who wanted to come."""
    called_off = await service.cancel(session, ics, gathering_id, utc_now())
    return await _out(session, ics, called_off, response)


@router.get("/{gathering_id}/bookings")
async def list_bookings(
    ics: System, session: Reading, keys: Keys, gathering_id: UUID, _: PersonalReader
) -> list[BookingOut]:
    """List who asked for a place, in the order of asking, with what they need there."""
    found = await service.bookings(session, ics, gathering_id)
    said = await needs.opened(session, ics, keys, found)
    return [booking_out(one, said.get(one.id)) for one in found]


@router.put("/{gathering_id}/bookings/{member_id}")
async def book_for(
    *, ics: System, session: Writing, keys: Keys, gathering_id: UUID, member_id: UUID,
    body: HelpedIn, principal: PersonalManager,
) -> BookingOut:  # fmt: skip
    """Sign up a member who said by telephone, on paper or face to face that they come: give them a
    place, or have them wait, or accept for them what was offered."""
    booking = await helped.book(
        session,
        ics,
        keys=keys,
        gathering_id=gathering_id,
        member_id=member_id,
        said=body,
        by=principal.subject,
        now=utc_now(),
    )
    return booking_out(booking, body.needs)


@router.delete("/{gathering_id}/bookings/{member_id}", status_code=204)
async def give_up_for(
    *, ics: System, session: Writing, keys: Keys, gathering_id: UUID, member_id: UUID,
    _: PersonalManager,
) -> None:  # fmt: skip
    """Give up the place of a member who said that they do not come, or their place in the queue; a
    freed place is offered to the next."""
    await helped.give_up(
        session, ics, keys=keys, gathering_id=gathering_id, member_id=member_id, now=utc_now()
    )


@router.put("/{gathering_id}/attendance")
async def note_attendance(
    *, ics: System, session: Writing, gathering_id: UUID, body: AttendanceIn, response: Response,
    _: PersonalManager,
) -> GatheringForStaff:  # fmt: skip
    """Note who came. The first note closes the gathering and publishes how many came; a later one
    corrects who, and not that figure."""
    noted = await afterwards.note_attendance(session, ics, gathering_id, body.came, utc_now())
    return await _out(session, ics, noted, response)


@router.post("/{gathering_id}/feedback")
async def ask_how_it_was(
    *, ics: System, session: Writing, keys: Keys, gathering_id: UUID, body: FeedbackIn,
    response: Response, _: Manager,
) -> GatheringForStaff:  # fmt: skip
    """Open a draft survey to those who came, once: anonymous, its results under disclosure control
    as those of any survey."""
    asked = await afterwards.ask_how_it_was(
        session, ics, keys=keys, gathering_id=gathering_id, survey_id=body.survey_id, now=utc_now()
    )
    return await _out(session, ics, asked, response)


async def _out(
    session: ReadSession, ics: SystemCode, gathering: Gathering, response: Response
) -> GatheringForStaff:
    response.headers["ETag"] = etag(gathering.version)
    full = await service.which_are_full(session, ics, [gathering])
    return for_staff(gathering, full=bool(full))
