"""Sealing what an earlier version kept in clear, or under the service's own keys.

It runs between two migrations: one makes room, the other refuses until all is sealed and then drops
the clear column. A member is done in one transaction, under a lock of their row: their key is made
and everything of theirs is sealed with it, or nothing. So it can be stopped and run again. What an
older process writes behind it, the next run seals: until then the second migration refuses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from panel.access.service import sealed_needs
from panel.datakeys import earlier_repository as earlier
from panel.datakeys import repository, service
from panel.datakeys.earlier_repository import EarlierMember, EarlierRow
from panel.datakeys.personal import PersonKey
from panel.datakeys.rotation import all_systems
from panel.keys import PanelKeys
from panel.members.contacts import CONTACT, EMAIL
from panel.members.told import Told, sealed_answers
from panel.selection.document import Opening
from panel.selection.sealing import sealed_opening

BATCH = 200
MAKES_ROOM = "0014"
"""The migration after which this is run, and before the next."""
_FIRST = UUID(int=0)
_SERVICES_OWN = 1
"""First byte of what the service's own keys seal."""


class NoRoom(Exception):
    """The database has not the revision yet that makes room for what is sealed."""


@dataclass
class SealedUp:
    """What was sealed in one system."""

    ics: SystemCode
    members: int = 0
    answers: int = 0


async def seal_up(database: Database, keys: PanelKeys, *, batch: int = BATCH) -> list[SealedUp]:
    """Seal everything of every member with their own key; nothing where that is done already.

    Raises:
        NoRoom: if the database has to be migrated first.
        CannotOpen: if something cannot be opened with ``GT_SEALING_KEYS``; its member stays as
            they are.
    """
    async with database.reading(None) as session:
        clear, room = await earlier.state(session)
    if not room:
        raise NoRoom
    done = []
    for ics in await all_systems(database) if clear else []:
        sealed = SealedUp(ics)
        after: UUID | None = _FIRST
        while after is not None:
            after = await _batch(database, keys, sealed, after, batch)
        done.append(sealed)
    return done


async def _batch(
    database: Database, keys: PanelKeys, sealed: SealedUp, after: UUID, batch: int
) -> UUID | None:
    """Seal what is of the next members; gives the last of them, None if there are none."""
    ics = sealed.ics
    async with database.transaction(ics) as session:
        members = await earlier.members(session, ics, after, batch)
        if not members:
            return None
        own = await _keys_of(session, ics, keys, [member.id for member in members])
        for member in members:
            anew = _member(keys, own[member.id], member)
            if anew != member:
                await earlier.set_member(session, ics, anew)
        answers = await _answers(session, keys, own)
        await _needs(session, ics, keys, own)
        await _entries(session, ics, keys, own)
    sealed.members += len(members)
    sealed.answers += answers
    return members[-1].id


async def _keys_of(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, ids: Sequence[UUID]
) -> Mapping[UUID, PersonKey]:
    have = {row.member_id for row in await repository.of_members(session, ics, ids)}
    fresh = [PersonKey.fresh(ics, one) for one in ids if one not in have]
    await service.keep(session, ics, keys, fresh)
    return await service.of_members(session, ics, keys, ids)


def _member(keys: PanelKeys, key: PersonKey, member: EarlierMember) -> EarlierMember:
    anew = member
    if _is_services_own(member.email_sealed):
        email = keys.open(member.email_sealed or b"", key.ics, "members", key.member_id)
        anew = replace(anew, email_sealed=key.seal(email, EMAIL))
    if _is_services_own(member.contact_sealed):
        said = keys.open(member.contact_sealed or b"", key.ics, "members.contact", key.member_id)
        anew = replace(anew, contact_sealed=key.seal(said, CONTACT))
    return anew


async def _answers(session: WriteSession, keys: PanelKeys, own: Mapping[UUID, PersonKey]) -> int:
    ics = next(iter(own.values())).ics
    rows = []
    for row in await earlier.answers(session, ics, list(own)):
        told = Told(row.dimension, row.term, row.vocabulary_version, row.answered_at)
        (anew,) = sealed_answers(keys, own[row.member_id], [told])
        rows.append((row.member_id, row.dimension, anew.token, anew.sealed))
    await earlier.set_answers(session, ics, rows)
    return len(rows)


async def _needs(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, own: Mapping[UUID, PersonKey]
) -> None:
    def anew(row: EarlierRow) -> bytes:
        said = keys.open(row.sealed, ics, "access_needs", row.member_id)
        return sealed_needs(own[row.member_id], said.rstrip())

    rows = await earlier.needs(session, ics, list(own))
    await earlier.set_needs(session, ics, [(row.member_id, anew(row)) for row in rows])


async def _entries(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, own: Mapping[UUID, PersonKey]
) -> None:
    def anew(row: EarlierRow) -> bytes:
        said = json.loads(keys.open(row.sealed, ics, "selection_entries", row.id))
        opening = Opening("", said["salt"], said["values"])
        return sealed_opening(own[row.member_id], row.id, opening)

    rows = await earlier.entries(session, ics, list(own))
    await earlier.set_entries(session, ics, [(row.id, anew(row)) for row in rows])


def _is_services_own(sealed: bytes | None) -> bool:
    return sealed is not None and sealed[0] == _SERVICES_OWN
