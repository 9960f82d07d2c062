"""What is held of a member's bookings, for the member's own eyes; and forgetting it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.gatherings import needs, repository
from panel.gatherings.models import Gathering
from panel.gatherings.schemas import BookingHeld
from panel.keys import PanelKeys


async def held_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> list[BookingHeld]:
    """Give a member's bookings, opened."""
    rows = await repository.bookings_of_member(session, ics, member_id)
    said = await needs.opened(session, ics, keys, [booking for booking, _ in rows])
    return [
        BookingHeld(
            title=gathering.title,
            starts_at=gathering.starts_at,
            state=booking.state,
            attended=booking.attended,
            needs=said.get(booking.id),
            means=booking.means,
            witness=booking.witness,
            entered_by=booking.entered_by,
        )
        for booking, gathering in rows
    ]


async def attended_by(session: ReadSession, ics: SystemCode, member_id: UUID) -> list[Gathering]:
    """Give the gatherings that a member came to."""
    held = await repository.bookings_of_member(session, ics, member_id)
    return [gathering for booking, gathering in held if booking.attended]


async def came_to(
    session: ReadSession, ics: SystemCode, activity_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the members who came to the gatherings that are part of some activities."""
    return await repository.came_to(session, ics, activity_ids)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's bookings; the worker offers the places that this frees."""
    await repository.delete_of_member(session, ics, member_id)
