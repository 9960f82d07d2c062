"""Keys of anonymous surveys, and opening ballots when one closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from common.crypto.sealing import CannotOpen, UnknownKey
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.observability.logging import get_logger
from panel.ballots import repository
from panel.ballots.errors import BallotKeyMissing
from panel.ballots.sealing import SurveyKey
from panel.datakeys.errors import KeyEncryptionKeyUnknown
from panel.keys import PanelKeys

BATCH = 500
"""Ballots that are read, opened or deleted at once."""

_log = get_logger(__name__)


async def key_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID
) -> SurveyKey | None:
    """Give the key of an anonymous survey; None while nothing was sealed, and once it has closed.

    Raises:
        KeyEncryptionKeyUnknown: if the settings have not the key that wraps it.
    """
    wrapped = await repository.key_of(session, ics, survey_id)
    if wrapped is None:
        return None
    try:
        (secret,) = await keys.wrapping.unwrap([wrapped], [_place(ics, survey_id)])
    except UnknownKey as error:
        unknown = KeyEncryptionKeyUnknown(error.key_id)
        _log.error("a survey's key cannot be unwrapped", kek=unknown.kek, remedy=unknown.remedy)
        raise unknown from None
    return SurveyKey(ics, survey_id, secret)


async def key_to_seal(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID
) -> SurveyKey:
    """Give the key of an anonymous survey that is open; the first who seals makes it.

    Raises:
        KeyEncryptionKeyUnknown
        BallotKeyMissing: if there are ballots, and no key.
    """
    found = await key_of(session, ics, keys, survey_id)
    if found is None:
        fresh = SurveyKey.fresh(ics, survey_id)
        (wrapped,) = await keys.wrapping.wrap([fresh.secret], [_place(ics, survey_id)])
        await repository.keep_key(session, ics, survey_id, wrapped)
        found = await key_of(session, ics, keys, survey_id)
    if found is None and await repository.any_of(session, ics, survey_id):
        raise BallotKeyMissing
    # It has closed meanwhile: what is sealed with a key that is kept nowhere is refused anyway.
    return found or SurveyKey.fresh(ics, survey_id)


async def ids_of(session: ReadSession, ics: SystemCode, survey_id: UUID) -> list[UUID]:
    """Give the ids of all ballots of a survey, which are random, in the order in which they lie.

    Each ballot is read whole: what Postgres notes on a page at the first reading is noted in this
    order, which is not the one in which ballots are opened.
    """
    ids = await repository.all_of(session, ics, survey_id)
    for some in _batches(ids):
        await repository.read_whole(session, ics, survey_id, some)
    return ids


async def opened(
    session: ReadSession, ics: SystemCode, key: SurveyKey, survey_id: UUID, ids: Sequence[UUID]
) -> list[dict[str, Any]]:
    """Open some ballots: question id → answer of each; those that were altered are left out."""
    rows = await repository.some_of(session, ics, survey_id, ids)
    found: list[dict[str, Any]] = []
    for ballot_id, sealed in rows:
        try:
            found.append(key.answers(ballot_id, sealed))
        except CannotOpen:
            continue
    return found


async def destroy(
    session: WriteSession, ics: SystemCode, survey_id: UUID, ids: Sequence[UUID]
) -> None:
    """Delete the ballots of a survey, and take out its key.

    Args:
        ids: all of them, in an order that is not the one in which they were opened.
    """
    for some in _batches(ids):
        await repository.delete(session, ics, survey_id, some)
    await repository.spend_key(session, ics, survey_id)


@dataclass
class Rewrapped:
    """What exchanging a key-encryption key did to the keys of surveys."""

    done: int = 0
    left: list[CannotOpen] = field(default_factory=list)
    """Why keys stay as they are, one for each."""


async def rewrap(session: WriteSession, ics: SystemCode, keys: PanelKeys) -> Rewrapped:
    """Wrap every key of a survey under the current key-encryption key; what cannot be unwrapped
    stays."""
    rewrapped = Rewrapped()
    rows = await repository.keys_not_under(session, ics, keys.wrapping.current)
    for survey_id, wrapped in rows:
        place = [_place(ics, survey_id)]
        try:
            secrets = await keys.wrapping.unwrap([wrapped], place)
        except CannotOpen as error:
            rewrapped.left.append(error)
            continue
        (anew,) = await keys.wrapping.wrap(secrets, place)
        await repository.rewrap(session, ics, survey_id, anew)
        rewrapped.done += 1
    return rewrapped


async def keks(session: ReadSession, ics: SystemCode) -> Sequence[str]:
    """Give the id of the key-encryption key of every survey's key."""
    return await repository.keks(session, ics)


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Part ballots, so that no statement takes longer than one may, however many there are."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _place(ics: SystemCode, survey_id: UUID) -> bytes:
    return f"{ics}:panel.ballot_keys:{survey_id}".encode()
