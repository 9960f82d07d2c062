"""Gatherings as they are shown: to anybody, to a member, to staff."""

from __future__ import annotations

from collections.abc import Sequence

from panel.gatherings.models import Booking, Gathering
from panel.gatherings.places import Mine
from panel.gatherings.schemas import (
    BookingOut,
    ExpenseOut,
    GatheringForStaff,
    GatheringOut,
    MyBookingOut,
    NeedsIn,
)
from panel.rewards.models import RewardKind


def gathering_out(gathering: Gathering, *, full: bool) -> GatheringOut:
    """Give a gathering as anybody may see it."""
    fields = {
        name: getattr(gathering, name) for name in GatheringOut.model_fields if name != "full"
    }
    return GatheringOut.model_validate({**fields, "full": full})


def for_staff(gathering: Gathering, *, full: bool) -> GatheringForStaff:
    """Give a gathering as staff see it."""
    fields = {
        name: getattr(gathering, name) for name in GatheringForStaff.model_fields if name != "full"
    }
    return GatheringForStaff.model_validate({**fields, "full": full})


def mine_out(mine: Mine, expenses: Sequence[RewardKind]) -> MyBookingOut:
    """Give a gathering as a member sees it who may come."""
    booking = mine.booking
    return MyBookingOut(
        gathering=gathering_out(mine.gathering, full=mine.full),
        state=booking.state if booking else None,
        offered_until=booking.offered_until if booking else None,
        ahead=mine.ahead,
        needs=mine.needs,
        online_link=mine.gathering.online_link if mine.has_place else None,
        may_ask=mine.may_ask,
        expenses=[
            ExpenseOut(kind=one.code, label=one.label, rate_pence=one.rate_pence, unit=one.unit)
            for one in expenses
        ],
    )


def booking_out(booking: Booking, needs: NeedsIn | None) -> BookingOut:
    """Give a booking as staff see it who may see personal data."""
    return BookingOut(
        member_id=booking.member_id,
        number=booking.number,
        state=booking.state,
        offered_until=booking.offered_until,
        needs=needs,
        attended=booking.attended,
        means=booking.means,
        witness=booking.witness,
        entered_by=booking.entered_by,
    )
