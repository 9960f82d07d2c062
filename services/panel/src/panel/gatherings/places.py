"""Asking for a place, waiting for one, accepting it, giving it up.

The gathering's row is held by whoever does any of it, so they come one after the other: a place is
given to nobody else meanwhile, and whoever asks while others wait goes to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.gatherings import needs, notices, offering, repository
from panel.gatherings.errors import (
    GatheringNotFound,
    NoBooking,
    NotForThisMember,
    PlaceLinkNotValid,
    SignUpIsOver,
)
from panel.gatherings.models import Booking, Gathering
from panel.gatherings.schemas import NeedsIn
from panel.keys import PanelKeys
from panel.mail.kinds import MailKind


@dataclass(frozen=True)
class Mine:
    """A gathering, and a member's part in it."""

    gathering: Gathering
    booking: Booking | None
    needs: NeedsIn | None
    ahead: int | None
    full: bool
    may_ask: bool

    @property
    def has_place(self) -> bool:
        """Say whether they have a place; who waits or was offered one has none yet."""
        return self.booking is not None and self.booking.state == "placed"


async def see(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    gathering_id: UUID,
    token: str,
    now: datetime,
) -> Mine:
    """Give a gathering as the member sees it who holds a personal link.

    Raises:
        PlaceLinkNotValid: if the link is forged, or the member is gone.
    """
    member_id = holder(keys, ics, gathering_id, token)
    gathering = await repository.find(session, ics, gathering_id)
    agrees = await repository.agrees(session, ics, member_id, offering.PURPOSE)
    if gathering is None or gathering.state == "draft" or agrees is None:
        raise PlaceLinkNotValid
    booking = await repository.booking_of(session, ics, gathering_id, member_id)
    return Mine(
        gathering,
        booking,
        (await needs.opened(session, ics, keys, [booking])).get(booking.id) if booking else None,
        await repository.ahead(session, ics, booking)
        if booking is not None and booking.state == "waiting"
        else None,
        full=await _is_full(session, ics, gathering),
        may_ask=offering.takes_bookings(gathering, now)
        and agrees
        and await offering.is_for(session, ics, keys, gathering, member_id=member_id, now=now),
    )


async def book(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    gathering_id: UUID,
    member_id: UUID,
    said: NeedsIn,
    now: datetime,
    new_id: NewId = new_id,
) -> Booking:
    """Give a member a place, or have them wait; who was offered one accepts it by this, and who has
    one changes what they need.

    Raises:
        PlaceLinkNotValid: if the member is gone.
        GatheringNotFound, SignUpIsOver, NotForThisMember
        Invalid: if an arrangement is not one in force.
    """
    gathering = await locked(session, ics, gathering_id)
    agrees = await repository.share_member(session, ics, member_id, offering.PURPOSE)
    if agrees is None:
        raise PlaceLinkNotValid
    await needs.refuse_unknown(
        session, ics, said.arrangements, day_in_england(now), "body.needs.arrangements"
    )
    key = await datakeys.of_member(session, ics, keys, member_id)
    booking = await repository.booking_of(session, ics, gathering_id, member_id)
    if booking is not None:
        booking.means = booking.witness = booking.entered_by = None
    on = gathering.state == "open" and gathering.starts_at > now
    if booking is not None and booking.state == "placed" and on:
        booking.needs_sealed = needs.sealed(key, booking, said)
        await session.flush()
        return booking
    if not offering.takes_bookings(gathering, now):
        raise SignUpIsOver
    if not agrees or not await offering.is_for(
        session, ics, keys, gathering, member_id=member_id, now=now
    ):
        raise NotForThisMember
    await offering.lapse(session, ics, gathering, now)
    if booking is None:
        booking = Booking(
            ics=ics, id=new_id(), gathering_id=gathering_id, member_id=member_id, number=0,
            state="given_up", offered_until=None, needs_sealed=None, attended=None,
            means=None, witness=None, entered_by=None,
        )  # fmt: skip
    await _take_or_wait(session, ics, gathering, booking)
    booking.needs_sealed = needs.sealed(key, booking, said)
    session.add(booking)
    await session.flush()
    placed = booking.state == "placed"
    kind = MailKind.GATHERING_PLACE if placed else MailKind.GATHERING_WAITING
    await notices.tell_one(session, ics, kind, gathering, booking)
    await offering.offer_free(session, ics, keys, gathering, now)
    return booking


async def give_up(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    gathering_id: UUID,
    member_id: UUID,
    now: datetime,
) -> None:
    """Give a member's place up, or stop waiting; a freed place is offered to the next.

    Raises:
        PlaceLinkNotValid: if the member is gone.
        GatheringNotFound, SignUpIsOver, NoBooking
    """
    gathering = await locked(session, ics, gathering_id)
    if await repository.share_member(session, ics, member_id, offering.PURPOSE) is None:
        raise PlaceLinkNotValid
    if gathering.state != "open" or gathering.starts_at <= now:
        raise SignUpIsOver
    booking = await repository.booking_of(session, ics, gathering_id, member_id)
    if booking is None or booking.state not in repository.COMING:
        raise NoBooking
    offering.end(booking, "given_up")
    await session.flush()
    await offering.offer_free(session, ics, keys, gathering, now)


async def invited_to(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID, now: datetime
) -> Sequence[tuple[Gathering, Booking | None]]:
    """Give the open gatherings that a member may come to, with their booking."""
    agrees = await repository.agrees(session, ics, member_id, offering.PURPOSE)
    held = {
        gathering.id: booking
        for booking, gathering in await repository.bookings_of_member(session, ics, member_id)
    }
    return [
        (one, held.get(one.id))
        for one in await repository.coming(session, ics, now)
        if one.id in held
        or (agrees and await offering.is_for(session, ics, keys, one, member_id=member_id, now=now))
    ]


async def _take_or_wait(
    session: WriteSession, ics: SystemCode, gathering: Gathering, booking: Booking
) -> None:
    if booking.state == "offered":
        booking.state, booking.offered_until = "placed", None
    elif booking.state != "waiting":
        full = await _is_full(session, ics, gathering)
        booking.number = await repository.next_number(session, ics, gathering.id)
        booking.state = "waiting" if full else "placed"


async def _is_full(session: ReadSession, ics: SystemCode, gathering: Gathering) -> bool:
    counted = await repository.taken(session, ics, [gathering.id])
    queued = await repository.waiting(session, ics, [gathering.id])
    return bool(queued) or counted.get(gathering.id, 0) >= gathering.capacity


async def locked(session: WriteSession, ics: SystemCode, gathering_id: UUID) -> Gathering:
    """Give a gathering, its row held.

    Raises:
        GatheringNotFound
    """
    gathering = await repository.lock(session, ics, gathering_id)
    if gathering is None:
        raise GatheringNotFound
    return gathering


def holder(keys: PanelKeys, ics: SystemCode, gathering_id: UUID, token: str) -> UUID:
    """Give the member who holds a personal link.

    Raises:
        PlaceLinkNotValid: if it is forged.
    """
    member_id = keys.place_holder(ics, gathering_id, token)
    if member_id is None:
        raise PlaceLinkNotValid
    return member_id
