"""The decile of deprivation of where a member is, as their postcode tells it.

It is held as an answer about oneself is: sealed with the member's own key, with a token beside it
by which it is counted (ADR 9). It is of the index that the vocabulary ``imd_decile`` in force is
the version of; a decile of another index is not compared with the population, so none is held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey
from panel.keys import PanelKeys
from panel.members import repository
from panel.members.told import Told, sealed_answers
from panel.postcodes import service as postcodes
from panel.postcodes.service import Area
from panel.systems import service as systems
from panel.vocabularies import service as vocabularies
from panel.vocabularies.dimensions import DECILE

_BATCH = 500


@dataclass(frozen=True)
class Derived:
    """What deriving deciles anew did."""

    members: int
    """Of whom an area is kept."""
    known: int
    """Whose decile is known now."""


async def hold(
    session: WriteSession, keys: PanelKeys, key: PersonKey, area: Area | None, now: datetime
) -> bool:
    """Hold the decile that an area tells, in place of what was held; nothing, if it tells none.

    Gives whether a decile is held.
    """
    await repository.delete_demographics(session, key.ics, key.member_id, [DECILE])
    if area is None or area.decile is None:
        return False
    in_force = await vocabularies.in_force(session, key.ics, day_in_england(now), [DECILE])
    vocabulary, term = in_force.get(DECILE), str(area.decile)
    if vocabulary is None or vocabulary.version != area.index or vocabulary.choice(term) is None:
        return False
    told = Told(DECILE, term, vocabulary.version, now)
    await repository.write_demographics(session, sealed_answers(keys, key, [told]))
    return True


async def derive_anew(
    database: Database, keys: PanelKeys, *, clock: Clock = utc_now
) -> dict[SystemCode, Derived]:
    """Derive the decile of every member of whom an area is kept, by the list in force; some at a
    time, each batch in a transaction of its own, so that it can be run again."""
    async with database.reading(None) as session:
        codes = await systems.system_codes(session)
    return {ics: await _derive_in(database, keys, ics, clock) for ics in codes}


async def _derive_in(database: Database, keys: PanelKeys, ics: SystemCode, clock: Clock) -> Derived:
    members = known = 0
    last: UUID | None = None
    while True:
        async with database.transaction(ics) as session:
            ids = await postcodes.members_after(session, ics, last, _BATCH)
            if not ids:
                return Derived(members, known)
            # Held, so that nobody who leaves meanwhile, or moves, is written again.
            there = await repository.hold_present(session, ics, ids)
            kept = await postcodes.areas_of(session, ics, there)
            own = await datakeys.of_members(session, ics, keys, [one.member_id for one in kept])
            for one in kept:
                key = own[one.member_id]
                area = await postcodes.area_now(session, key, one)
                await postcodes.keep(session, key, area, clock())
                known += await hold(session, keys, key, area, clock())
        members, last = members + len(kept), ids[-1]
