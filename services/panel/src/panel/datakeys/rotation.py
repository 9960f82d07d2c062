"""Wrapping data keys anew, and sealing anew what the service's own keys seal.

Both go through a system in batches, each a transaction of its own that holds the rows of the batch
alone. What is done is written in the rows themselves, so either can be stopped at any moment and
run again, and the service runs on meanwhile: whoever reads a row has the old wrapping or the new.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from common.crypto.sealing import CannotOpen, UnknownKey
from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from panel.ballots import service as ballots
from panel.datakeys import own_repository, repository
from panel.datakeys.service import place_of
from panel.keys import PanelKeys
from panel.systems import service as systems
from panel.wrapping import Wrapped

BATCH = 500
_FIRST = UUID(int=0)


@dataclass
class Rotated:
    """What a rotation did in one system."""

    ics: SystemCode
    done: int = 0
    """Rows that were wrapped, or sealed, anew."""
    left: dict[str, int] = field(default_factory=dict)
    """Id of an unknown key → rows that only it opens."""
    damaged: int = 0
    """Rows that their own key does not open."""

    def count(self, error: CannotOpen) -> None:
        """Count a row that stays as it is."""
        if isinstance(error, UnknownKey):
            self.left[error.key_id] = self.left.get(error.key_id, 0) + 1
        else:
            self.damaged += 1


async def rotate(database: Database, keys: PanelKeys, *, batch: int = BATCH) -> list[Rotated]:
    """Wrap every data key of a member, and every key of an anonymous survey, that is not under the
    current key-encryption key under it.

    One that cannot be unwrapped is left as it is, and counted.
    """
    found = []
    for ics in await all_systems(database):
        rotated, after = Rotated(ics), _FIRST
        while True:
            async with database.transaction(ics) as session:
                rows = await repository.not_under(session, ics, keys.wrapping.current, after, batch)
                await _rewrap(session, keys, rows, rotated)
            if len(rows) < batch:
                break
            after = rows[-1][0]
        async with database.transaction(ics) as session:
            surveys = await ballots.rewrap(session, ics, keys)
        rotated.done += surveys.done
        for error in surveys.left:
            rotated.count(error)
        found.append(rotated)
    return found


async def _rewrap(
    session: WriteSession,
    keys: PanelKeys,
    rows: list[tuple[UUID, Wrapped]],
    rotated: Rotated,
) -> None:
    secrets: dict[UUID, bytes] = {}
    for member_id, wrapped in rows:
        try:
            place = place_of(rotated.ics, member_id)
            (secrets[member_id],) = await keys.wrapping.unwrap([wrapped], [place])
        except CannotOpen as error:
            rotated.count(error)
    places = [place_of(rotated.ics, member_id) for member_id in secrets]
    anew = await keys.wrapping.wrap(list(secrets.values()), places)
    await repository.rewrap(session, rotated.ics, list(zip(secrets, anew, strict=True)))
    rotated.done += len(anew)


async def wrapped_under(database: Database) -> dict[SystemCode, dict[str, int]]:
    """Count the keys of every system, of members and of anonymous surveys, by the key-encryption
    key that wraps them."""
    counted = {}
    for ics in await all_systems(database):
        async with database.reading(ics) as session:
            by_kek = Counter(await repository.counts(session, ics))
            by_kek.update(await ballots.keks(session, ics))
        counted[ics] = dict(by_kek)
    return counted


async def reseal(database: Database, keys: PanelKeys, *, batch: int = BATCH) -> list[Rotated]:
    """Seal anew, with the first of the service's own keys, whatever another of them sealed."""
    found = []
    for ics in await all_systems(database):
        rotated = Rotated(ics)
        for table in own_repository.TABLES:
            after = _FIRST
            while True:
                async with database.transaction(ics) as session:
                    rows = await own_repository.not_under(
                        session, ics, table, kid=keys.sealing_key, after=after, limit=batch
                    )
                    await _reseal(session, keys, table, rows, rotated)
                if len(rows) < batch:
                    break
                after = rows[-1].id
        found.append(rotated)
    return found


async def _reseal(
    session: WriteSession,
    keys: PanelKeys,
    table: own_repository.Own,
    rows: list[own_repository.Sealed],
    rotated: Rotated,
) -> None:
    anew: list[tuple[UUID, bytes]] = []
    for row in rows:
        try:
            plain = keys.open(row.sealed, rotated.ics, table.bound_to, row.bound_id)
        except CannotOpen as error:
            rotated.count(error)
        else:
            anew.append((row.id, keys.seal(plain, rotated.ics, table.bound_to, row.bound_id)))
    await own_repository.write(session, rotated.ics, table, anew)
    rotated.done += len(anew)


async def all_systems(database: Database) -> list[SystemCode]:
    """Give the codes of all systems."""
    async with database.reading(None) as session:
        return list(await systems.system_codes(session))
