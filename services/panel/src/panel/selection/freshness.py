"""Whether the pool of a selection still says what its panels were calculated from.

What the calculation took is kept as one keyed hash: of whom, with which values and whose household.
It tells nobody anything, and does not depend on when something was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.households import service as households
from panel.keys import PanelKeys
from panel.segments import service as segments
from panel.selection import preparing, repository
from panel.selection.document import quotas_of
from panel.selection.models import Selection
from panel.selection.problem import Candidate
from panel.selection.verify import canonical
from panel.vocabularies.codebook import codebook


async def gather(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, selection: Selection, now: datetime
) -> tuple[preparing.Pool, dict[UUID, Candidate]]:
    """Give the pool of a selection as it stands now, and each in it as the calculation takes them:
    by pseudonym, with their values and household."""
    ids = None
    if selection.segment_id is not None:
        fitting = await segments.fitting(
            session, ics, keys=keys, segment_id=selection.segment_id, places=(), now=now
        )
        ids = fitting.member_ids
    answers = await codebook(session, ics, keys)
    people = await repository.people(
        session, ics, answers, ids, preparing.POOL_PURPOSE, on=day_in_england(now)
    )
    pool = preparing.gathered(people, quotas_of(selection))
    tokens = await households.tokens_of(session, ics, keys, list(pool.values))
    return pool, {
        member_id: Candidate(
            keys.selection_pseudonym(ics, selection.id, member_id),
            values,
            keys.selection_household(ics, selection.id, tokens[member_id])
            if member_id in tokens
            else None,
        )
        for member_id, values in pool.values.items()
    }


def inputs_of(
    ics: SystemCode, keys: PanelKeys, selection: Selection, people: Mapping[UUID, Candidate]
) -> str:
    """Give the keyed hash of what a calculation takes: quotas, seats, and everybody's values and
    household."""
    said: dict[str, Any] = {
        "quotas": selection.quotas,
        "seats": selection.seats,
        "people": sorted(
            ([one.pseudonym, dict(one.values), one.household] for one in people.values()),
            key=lambda row: row[0],
        ),
    }
    return keys.selection_inputs(ics, selection.id, canonical(said))


async def is_as_calculated(
    session: WriteSession,
    ics: SystemCode,
    selection: Selection,
    member_ids: Sequence[UUID],
    *,
    keys: PanelKeys,
    now: datetime,
) -> bool:
    """Say whether everybody of a pool stands as when it was calculated: fits the segment, agrees,
    lives in that place, has told what the quotas ask, and that household. Who could have come in
    since is not looked at."""
    _, people = await gather(session, ics, keys, selection, now)
    there = {one: people[one] for one in member_ids if one in people}
    return selection.inputs == inputs_of(ics, keys, selection, there)
