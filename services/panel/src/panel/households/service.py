"""Keeping a household as a token, and reading those of a pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey
from panel.households import repository
from panel.households.errors import NotInTheDraw
from panel.households.schemas import HouseholdIn
from panel.households.spelling import one_spelling
from panel.keys import PanelKeys

PURPOSE = "assembly_pool"
"""The purpose of consent that it is asked for."""
_FIELD = "households.sealed"


async def keep(
    session: WriteSession,
    *,
    keys: PanelKeys,
    key: PersonKey,
    said: HouseholdIn | None,
    purposes: frozenset[str],
    now: datetime,
) -> None:
    """Keep the token of what a member said of their household, in place of an earlier one. Who does
    not agree to the draw has none: an earlier one is deleted.

    Args:
        said: None where they said nothing now.
        purposes: what they agree to.

    Raises:
        NotInTheDraw: if they say it and do not agree to the draw.
    """
    if PURPOSE not in purposes:
        if said is not None:
            raise NotInTheDraw
        await repository.delete_of_member(session, key.ics, key.member_id)
    elif said is not None:
        token = keys.household_token(key.ics, one_spelling(said.home, said.postcode))
        sealed = key.seal(token.hex(), _FIELD)
        await repository.write(session, key.ics, key.member_id, sealed, now)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's household."""
    await repository.delete_of_member(session, ics, member_id)


async def told_at(session: ReadSession, ics: SystemCode, member_id: UUID) -> datetime | None:
    """Say when a member told their household; None of who did not."""
    return await repository.told_at(session, ics, member_id)


async def tokens_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_ids: Sequence[UUID]
) -> Mapping[UUID, bytes]:
    """Give the tokens of those of some members who told their household, for the draw of an
    assembly: opened, since the database is not to tell who lives together."""
    rows = await repository.of_members(session, ics, member_ids)
    own = await datakeys.opened(ics, keys, ((row.member_id, key) for row, key in rows))
    return {
        row.member_id: bytes.fromhex(own[row.member_id].open(row.sealed, _FIELD)) for row, _ in rows
    }
