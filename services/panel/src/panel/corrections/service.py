"""Correcting a contact by post or telephone, and what is on record of corrections."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.assisted.errors import NoSuchMember
from panel.corrections import repository
from panel.corrections.addresses import Noted
from panel.corrections.errors import NoContact
from panel.corrections.models import AddressChange, ContactCorrection
from panel.datakeys import service as datakeys
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.members import finding
from panel.members.contacts import ContactIndexes, indexes_of, sealed_contact
from panel.members.models import Member
from panel.members.schemas import Contact

_INDEX_BYTES = 32


async def assisted_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> Member:
    """Give a member who joined with somebody's help, locked.

    Raises:
        NoSuchMember: if there is none of that id.
        NoContact: if they joined by email.
    """
    member = await finding.present_member(session, ics, member_id)
    if member is None:
        raise NoSuchMember
    if member.contact_sealed is None:
        raise NoContact
    return member


async def correct_contact(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member: Member,
    contact: Contact,
    noted: Noted,
    now: datetime,
) -> None:
    """Correct a member's name, telephone number and postal address, all of them anew.

    Where another member has the same name and number, or the same name and address, the index is
    one that fits nobody: the contact is kept, and nobody learns of the other.

    Args:
        member: whose row is locked.

    Raises:
        NoContact: if the member is reached by email alone.
    """
    if member.contact_sealed is None:
        raise NoContact
    key = await datakeys.of_member(session, ics, keys, member.id)
    indexes = await _free(session, ics, member.id, indexes_of(keys, ics, contact))
    member.contact_sealed = sealed_contact(key, contact)
    member.telephone_index, member.post_index = indexes.telephone, indexes.post
    member.version += 1
    session.add(
        ContactCorrection(
            ics=ics,
            id=new_id(),
            member_id=member.id,
            means=noted.means,
            witness=noted.witness,
            corrected_by=noted.by,
            corrected_at=now,
        )
    )
    await session.flush()
    await mail.look_again(session, ics, member.id, now)


async def held_of(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> tuple[Sequence[AddressChange], Sequence[ContactCorrection]]:
    """Give what is on record of a member's corrections."""
    return (
        await repository.changes_of(session, ics, member_id),
        await repository.corrections_of(session, ics, member_id),
    )


async def _free(
    session: ReadSession, ics: SystemCode, member_id: UUID, wanted: ContactIndexes
) -> ContactIndexes:
    telephone, post = await repository.contact_is_anothers(
        session, ics, member_id, wanted.telephone, wanted.post
    )
    return ContactIndexes(
        secrets.token_bytes(_INDEX_BYTES) if telephone else wanted.telephone,
        secrets.token_bytes(_INDEX_BYTES) if post else wanted.post,
    )
