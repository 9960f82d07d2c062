"""Finding members by what staff and letters know of them: an id, a contact by post or telephone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.keys import PanelKeys
from panel.members import repository
from panel.members.contacts import ContactIndexes, contact_of
from panel.members.models import Member
from panel.members.schemas import Contact


async def by_contact(session: ReadSession, ics: SystemCode, indexes: ContactIndexes) -> UUID | None:
    """Find a member by the blind indexes of a contact."""
    return await repository.by_contact(session, ics, indexes.telephone, indexes.post)


async def contact_by_id(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> Contact | None:
    """Give the contact by post or telephone of a member who has not left."""
    for member, row in await repository.present_with_keys(session, ics, [member_id]):
        opened = await datakeys.opened(ics, keys, [(member_id, row)])
        return contact_of(opened[member_id], member)
    return None


async def present_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> Member | None:
    """Give a member who has not left, locked."""
    return await repository.by_id(session, ics, member_id)


async def share_members(session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID]) -> None:
    """Let none of some members leave or change until this transaction ends."""
    if member_ids:
        await repository.share_members(session, ics, member_ids)
