"""Places for members who use no link: staff enter what they say (rules 5 and 6 of the panel).

Who has no email, or can use none, says by telephone, on paper or face to face that they come, or
that they do not. By what means, who was there and which key entered it are kept with the booking;
the member reads them in their export, and is told of the place like everybody.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.assisted.errors import NoSuchMember
from panel.gatherings import places
from panel.gatherings.models import Booking
from panel.gatherings.schemas import HelpedIn
from panel.keys import PanelKeys
from panel.members import finding


async def book(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    gathering_id: UUID,
    member_id: UUID,
    said: HelpedIn,
    by: str,
    now: datetime,
) -> Booking:
    """Give a member the place that they ask for, or have them wait; see `places.book`.

    Args:
        by: the key that enters it.

    Raises:
        GatheringNotFound, NoSuchMember, SignUpIsOver, NotForThisMember
        Invalid: if an arrangement is not one in force.
    """
    await _refuse_unknown(session, ics, gathering_id, member_id)
    booking = await places.book(
        session,
        ics,
        keys=keys,
        gathering_id=gathering_id,
        member_id=member_id,
        said=said.needs,
        now=now,
    )
    booking.means, booking.witness, booking.entered_by = said.means, said.witness, by
    await session.flush()
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
    """Give up the place of a member who says that they do not come.

    Raises:
        GatheringNotFound, NoSuchMember, SignUpIsOver, NoBooking
    """
    await _refuse_unknown(session, ics, gathering_id, member_id)
    await places.give_up(
        session, ics, keys=keys, gathering_id=gathering_id, member_id=member_id, now=now
    )


async def _refuse_unknown(
    session: WriteSession, ics: SystemCode, gathering_id: UUID, member_id: UUID
) -> None:
    # The gathering is held first, as by everybody who changes bookings.
    await places.locked(session, ics, gathering_id)
    if await finding.present_member(session, ics, member_id) is None:
        raise NoSuchMember
