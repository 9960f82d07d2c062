"""Offering free places to those who wait, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.gatherings import notices, repository
from panel.gatherings.models import Booking, Gathering
from panel.keys import PanelKeys
from panel.mail.kinds import MailKind
from panel.segments import service as segments

PURPOSE = "events"
"""The purpose of consent of those who are told of gatherings and may come."""


async def offer_free(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, gathering: Gathering, now: datetime
) -> None:
    """Offer each free place to the next who waits; who does not answer in time makes way.

    Who has moved, or told something else since they asked, so that they may not come any more, is
    passed over, and so is who does not agree to be told of gatherings: an offer to them would keep
    the place from others. They wait on, and are offered one once they may come again.

    Args:
        gathering: whose row is held.
    """
    await lapse(session, ics, gathering, now)
    if not takes_bookings(gathering, now):
        return
    counted = await repository.taken(session, ics, [gathering.id])
    free = max(gathering.capacity - counted.get(gathering.id, 0), 0)
    queue = await repository.bookings(session, ics, gathering.id, ["waiting"]) if free else []
    chosen = await _next(session, ics, keys, gathering, queue=queue, number=free, now=now)
    there = set(await repository.share_members(session, ics, [one.member_id for one in chosen]))
    until = min(now + timedelta(hours=gathering.offer_hours), gathering.sign_up_until)
    for booking in chosen:
        if booking.member_id in there:
            booking.state, booking.offered_until = "offered", until
            await session.flush()
            await notices.tell_one(session, ics, MailKind.GATHERING_OFFER, gathering, booking)


async def is_for(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    gathering: Gathering,
    *,
    member_id: UUID,
    now: datetime,
) -> bool:
    """Say whether a gathering is for a member, by where they live and what they told, as it is
    now."""
    return await segments.fits(
        session,
        ics,
        keys=keys,
        segment_id=gathering.segment_id,
        places=gathering.places,
        member_id=member_id,
        now=now,
    )


def takes_bookings(gathering: Gathering, now: datetime) -> bool:
    """Say whether places can be asked for and accepted."""
    return gathering.state == "open" and now < gathering.sign_up_until


async def lapse(
    session: WriteSession, ics: SystemCode, gathering: Gathering, now: datetime
) -> None:
    """End the offers whose deadline is over."""
    for booking in await repository.bookings(session, ics, gathering.id, ["offered"]):
        if booking.offered_until is not None and booking.offered_until <= now:
            end(booking, "lapsed")
    await session.flush()


def end(booking: Booking, state: str) -> None:
    """End a booking; what was needed there is deleted."""
    booking.state, booking.offered_until, booking.needs_sealed = state, None, None


async def _next(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    gathering: Gathering,
    *,
    queue: Sequence[Booking],
    number: int,
    now: datetime,
) -> list[Booking]:
    """Give the first of those who wait who may come, so many at most."""
    found: list[Booking] = []
    for booking in queue:
        if len(found) == number:
            break
        member_id = booking.member_id
        if await repository.agrees(session, ics, member_id, PURPOSE) and await is_for(
            session, ics, keys, gathering, member_id=member_id, now=now
        ):
            found.append(booking)
    return found
