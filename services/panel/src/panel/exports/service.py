"""Gathering what is held of a member.

Answers are found as they are kept: by the pseudonym that the panel's keys derive for this member
and each survey they were asked. Nothing else joins them to the person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.answers import service as answers
from panel.answers.held import Held
from panel.assisted import letters
from panel.assisted.models import Enrolment, LetterCode
from panel.bounces import service as bounces
from panel.bounces.models import Bounce
from panel.burden import service as burden
from panel.burden.models import Contact
from panel.corrections import service as corrections
from panel.corrections.models import AddressChange, ContactCorrection
from panel.gatherings import held as gatherings
from panel.gatherings.schemas import BookingHeld
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.models import Mail
from panel.members import service as members
from panel.members.service import Me
from panel.offline import service as offline
from panel.offline.models import OfflineEntry
from panel.postcodes import service as postcodes
from panel.rewards import held as rewards
from panel.rewards.held import RewardsHeld
from panel.segments import service as segments
from panel.selection import service as selections
from panel.selection.service import Held as PoolHeld
from panel.signups import service as signups
from panel.signups.models import Signup


@dataclass(frozen=True)
class Export:
    """Everything that the panel holds of a member."""

    me: Me
    surveys: Sequence[Held]
    mails: Sequence[Mail]
    bounces: Sequence[Bounce]
    """Mails that came back."""
    contacts: Sequence[Contact]
    segments: Sequence[str]
    """Names of the segments that the member is in at present."""
    signups: Sequence[Signup]
    """Requests to join that were made with the member's address, and have not expired."""
    rewards: RewardsHeld
    voucher_codes: Mapping[UUID, str]
    """Of the vouchers whose code they were shown."""
    pools: Sequence[PoolHeld]
    """Rows of the pools from which assemblies are drawn, opened."""
    gatherings: Sequence[BookingHeld]
    area: dict[str, Any] | None
    """LSOA, decile and release, of who gave a postcode."""
    enrolment: Enrolment | None
    letter_codes: Sequence[LetterCode]
    address_changes: Sequence[AddressChange]
    contact_corrections: Sequence[ContactCorrection]
    offline_entries: Sequence[OfflineEntry]
    """That staff entered their answers."""


async def gather(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, token: str, now: datetime
) -> Export:
    """Give everything that is held of the member whom a manage token opens.

    Raises:
        LinkNotValid: if the token opens nothing.
    """
    me = await members.me(session, ics, keys, token, now)
    rewarded = await rewards.held_of(session, ics, keys, me.member.id)
    return Export(
        me,
        await answers.held_of(session, ics, keys, me.member.id),
        await mail.held_of(session, ics, me.member.id),
        await bounces.held_of(session, ics, me.member.id),
        await burden.held_of(session, ics, me.member.id),
        await segments.names_of(session, ics, keys, me.member.id, now),
        await signups.held_of(session, ics, keys.email_index(ics, me.email)) if me.email else [],
        rewarded,
        await rewards.shown_codes(session, ics, keys, rewarded),
        await selections.held_of(session, ics, keys, me.member.id),
        await gatherings.held_of(session, ics, keys, me.member.id),
        await postcodes.held_of(session, ics, keys, me.member.id),
        *await letters.held_of(session, ics, me.member.id),
        *await corrections.held_of(session, ics, me.member.id),
        await offline.held_of(session, ics, me.member.id),
    )
