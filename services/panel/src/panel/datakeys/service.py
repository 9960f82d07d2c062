"""Making, finding and destroying the data keys of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from common.crypto.sealing import UnknownKey
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.observability.logging import get_logger
from panel.datakeys import repository
from panel.datakeys.errors import DataKeyMissing, KeyEncryptionKeyUnknown
from panel.datakeys.models import DataKey
from panel.datakeys.personal import PersonKey
from panel.keys import PanelKeys
from panel.wrapping import Wrapped

_log = get_logger(__name__)


def place_of(ics: SystemCode, member_id: UUID) -> bytes:
    """Say whose a wrapped key is."""
    return f"{ics}:panel.data_keys:{member_id}".encode()


async def keep(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, fresh: Sequence[PersonKey]
) -> None:
    """Write the fresh keys of members whose rows are written, wrapped."""
    places = [place_of(ics, key.member_id) for key in fresh]
    wrapped = await keys.wrapping.wrap([key.secret for key in fresh], places)
    ids = [key.member_id for key in fresh]
    await repository.write(session, ics, list(zip(ids, wrapped, strict=True)))


async def opened(
    ics: SystemCode, keys: PanelKeys, rows: Iterable[tuple[UUID, DataKey | None]]
) -> Mapping[UUID, PersonKey]:
    """Unwrap the keys that were read together with somebody's sealed rows.

    Raises:
        DataKeyMissing: if there is none for one of them.
        KeyEncryptionKeyUnknown: if the settings have not the key that wraps one.
    """
    found: dict[UUID, DataKey] = {}
    for member_id, row in rows:
        if row is None:
            raise DataKeyMissing
        found[member_id] = row
    wrapped = [Wrapped(row.kek, row.wrapped) for row in found.values()]
    places = [place_of(ics, member_id) for member_id in found]
    try:
        secrets = await keys.wrapping.unwrap(wrapped, places)
    except UnknownKey as error:
        unknown = KeyEncryptionKeyUnknown(error.key_id)
        _log.error("data keys cannot be unwrapped", kek=unknown.kek, remedy=unknown.remedy)
        raise unknown from None
    return {
        member_id: PersonKey(ics, member_id, secret)
        for member_id, secret in zip(found, secrets, strict=True)
    }


async def of_members(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_ids: Sequence[UUID]
) -> Mapping[UUID, PersonKey]:
    """Give the keys of members who cannot leave meanwhile, since their rows are held.

    Raises:
        DataKeyMissing, KeyEncryptionKeyUnknown
    """
    rows = {row.member_id: row for row in await repository.of_members(session, ics, member_ids)}
    return await opened(ics, keys, ((one, rows.get(one)) for one in member_ids))


async def of_member(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> PersonKey:
    """Give the key of a member whose row is held.

    Raises:
        DataKeyMissing, KeyEncryptionKeyUnknown
    """
    return (await of_members(session, ics, keys, [member_id]))[member_id]


async def destroy(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's key: what was sealed with it, and a copy of that too, is lost for ever."""
    await repository.delete_of_member(session, ics, member_id)
