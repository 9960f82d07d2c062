"""What people need at a gathering: sealed with their own keys, since it tells of a disability, and
padded to one length, so that the row shows no more than that there is something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey, padded
from panel.gatherings import repository
from panel.gatherings.models import Booking
from panel.gatherings.schemas import NeedsIn
from panel.keys import PanelKeys
from panel.vocabularies import service as vocabularies

ARRANGEMENTS = "access_arrangement"
"""Vocabulary of what can be arranged: step-free access, a hearing loop, an interpreter."""

_SEALED_BYTES = 8192


def sealed(key: PersonKey, booking: Booking, needs: NeedsIn) -> bytes | None:
    """Seal what somebody needs with their own key; None where they need nothing."""
    if not needs.arrangements and not needs.note:
        return None
    return key.seal(padded(needs.model_dump_json(), _SEALED_BYTES), _field(booking))


async def opened(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, bookings: Sequence[Booking]
) -> Mapping[UUID, NeedsIn]:
    """Open what some people need, as booking → needs; who needs nothing, or whose needs were
    deleted, is not among them."""
    rows = await repository.with_keys(session, ics, [booking.id for booking in bookings])
    own = await datakeys.opened(ics, keys, ((row.member_id, key) for row, key in rows))
    return {
        row.id: NeedsIn.model_validate_json(
            own[row.member_id].open(row.needs_sealed or b"", _field(row))
        )
        for row, _ in rows
    }


def _field(booking: Booking) -> str:
    return f"gathering_bookings.needs_sealed:{booking.id}"


async def refuse_unknown(
    session: ReadSession, ics: SystemCode, codes: list[str], on: date, field: str
) -> None:
    """Refuse arrangements that are not in force.

    Raises:
        Invalid: naming ``field``.
    """
    if not codes:
        return
    known = (await vocabularies.in_force(session, ics, on, [ARRANGEMENTS])).get(ARRANGEMENTS)
    if known is None or any(known.choice(code) is None for code in codes):
        raise Invalid(
            f"Choose from the vocabulary {ARRANGEMENTS}: GET /vocabularies lists it.",
            fields=(FieldError(field, "has an arrangement that is not in force"),),
        )
