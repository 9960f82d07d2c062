"""Gatherings over HTTP, for residents: what is on, and one's own place."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Header, Response

from common.clock import utc_now
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from panel.dependencies import Joiner, Keys, ManageToken, Settings
from panel.gatherings import links, places, service
from panel.gatherings.feed_routes import named as calendar_named
from panel.gatherings.schemas import (
    BookingIn,
    GatheringOut,
    InvitedTo,
    InvitedToOut,
    LinkIn,
    ListedOut,
    MyBookingOut,
    PlaceCalendarOut,
)
from panel.gatherings.shown import gathering_out, mine_out
from panel.members import service as members
from panel.rewards import service as rewards
from panel.signups.schemas import SignupOut

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: gatherings"])

PlaceToken = Annotated[
    str,
    Header(
        alias="X-Place-Token",
        min_length=20,
        max_length=100,
        description="The token of a member's personal link to this gathering.",
    ),
]
_SENT = SignupOut(message="Thank you. We have sent an email to that address. Use the link in it.")


@router.get("/public-gatherings")
async def list_public(ics: System, session: Reading, _: Joiner) -> ListedOut:
    """List the public gatherings that are open and not over, by their start."""
    coming = await service.coming(session, ics, utc_now())
    full = await service.which_are_full(session, ics, coming)
    return ListedOut(items=[gathering_out(one, full=one.id in full) for one in coming])


@router.get("/public-gatherings/{gathering_id}")
async def read_public(ics: System, session: Reading, gathering_id: UUID, _: Joiner) -> GatheringOut:
    """Give a public gathering; one that was held or called off too."""
    found = await service.public_gathering(session, ics, gathering_id)
    full = await service.which_are_full(session, ics, [found])
    return gathering_out(found, full=bool(full))


@router.post("/public-gatherings/{gathering_id}/links", status_code=202)
async def send_link(
    *, ics: System, session: Writing, keys: Keys, gathering_id: UUID, body: LinkIn, _: Joiner
) -> SignupOut:
    """Send a personal link to an address, if it is a member's; else the mail that asks to join. The
    answer is the same whether or not the address is known."""
    await links.send(
        session, ics, keys=keys, gathering_id=gathering_id, email=body.email, now=utc_now()
    )
    return _SENT


@router.get("/gatherings/{gathering_id}/place")
async def read_place(
    *, ics: System, session: Reading, keys: Keys, gathering_id: UUID, token: PlaceToken,
    response: Response, _: Joiner,
) -> MyBookingOut:  # fmt: skip
    """Give a gathering as the member sees it who holds this link, and their place at it."""
    mine = await places.see(
        session, ics, keys=keys, gathering_id=gathering_id, token=token, now=utc_now()
    )
    response.headers["Cache-Control"] = "no-store"
    return mine_out(mine, await rewards.offered_for(session, ics, gathering_id))


@router.get("/gatherings/{gathering_id}/place/calendar")
async def read_place_calendar(
    *, ics: System, session: Reading, keys: Keys, settings: Settings, gathering_id: UUID,
    token: PlaceToken, response: Response, _: Joiner,
) -> PlaceCalendarOut:  # fmt: skip
    """Give a gathering for the calendar of the member who holds this link, one that is not public
    too; with where to join online, if they have a place."""
    mine = await places.see(
        session, ics, keys=keys, gathering_id=gathering_id, token=token, now=utc_now()
    )
    response.headers["Cache-Control"] = "no-store"
    from panel.gatherings.calendars import write_place  # noqa: PLC0415 (3 MB few requests need)

    join = mine.gathering.online_link if mine.has_place else None
    name, pages = await calendar_named(session, ics, settings.public_url)
    return PlaceCalendarOut(calendar=write_place(name, pages, mine.gathering, join).decode())


@router.post("/gatherings/{gathering_id}/place", status_code=204)
async def take_place(
    *, ics: System, session: Writing, keys: Keys, gathering_id: UUID, token: PlaceToken,
    body: BookingIn, _: Joiner,
) -> None:  # fmt: skip
    """Ask for a place, accept the one that was offered, or change what one needs there. Where no
    place is free the member waits, in the order of asking."""
    member_id = places.holder(keys, ics, gathering_id, token)
    await places.book(
        session, ics, keys=keys, gathering_id=gathering_id, member_id=member_id, said=body.needs,
        now=utc_now(),
    )  # fmt: skip


@router.delete("/gatherings/{gathering_id}/place", status_code=204)
async def give_place_up(
    *, ics: System, session: Writing, keys: Keys, gathering_id: UUID, token: PlaceToken, _: Joiner
) -> None:
    """Give one's place up, or stop waiting; the place goes to the next who waits."""
    member_id = places.holder(keys, ics, gathering_id, token)
    await places.give_up(
        session, ics, keys=keys, gathering_id=gathering_id, member_id=member_id, now=utc_now()
    )


@router.get("/me/gatherings")
async def list_mine(
    *, ics: System, session: Reading, keys: Keys, token: ManageToken, response: Response, _: Joiner
) -> InvitedToOut:
    """List the gatherings that a member may come to, each with the token of their link to it."""
    member_id = (await members.me(session, ics, keys, token, utc_now())).member.id
    found = await places.invited_to(session, ics, keys, member_id, utc_now())
    full = await service.which_are_full(session, ics, [one for one, _ in found])
    response.headers["Cache-Control"] = "no-store"
    return InvitedToOut(
        items=[
            InvitedTo(
                gathering=gathering_out(one, full=one.id in full),
                state=booking.state if booking else None,
                token=keys.place_token(ics, one.id, member_id),
            )
            for one, booking in found
        ]
    )
