"""Filling a system's panel with made-up members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from common.clock import day_in_england, new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey
from panel.keys import PanelKeys, token_hash
from panel.members.contacts import EMAIL
from panel.members.told import sealed_term
from panel.representation import service as representation
from panel.representation.service import Ground
from panel.samples import repository
from panel.samples.drawing import Bias, Drawn, Source, draw
from panel.vocabularies import service as vocabularies
from panel.vocabularies.dimensions import DECILE

DAYS_BACK = 730
"""They joined on some day of the last two years."""
_BATCH = 5000


@dataclass(frozen=True)
class Filled:
    """The members that were written, with what they told of themselves.

    Attributes:
        own: their keys, in the order of what was drawn.
        first: the number of the first of them among all of the seed.
    """

    own: list[PersonKey]
    drawn: Drawn
    first: int

    @property
    def ids(self) -> list[UUID]:
        """Give their ids."""
        return [key.member_id for key in self.own]


def sources(ground: Ground) -> list[Source]:
    """Give what each place's members are drawn from."""
    return [
        Source(
            place,
            {name: margin for name, margin in ground.margins(place).items() if name != DECILE},
            {
                figure.category: figure.people
                for figure in ground.figures
                if figure.place == place and figure.dimension == DECILE
            },
        )
        for place in ground.names
    ]


def address(seed: int, number: int) -> str:
    """Give the address of a made-up member."""
    return f"sample-{seed}-{number}@example.org"


async def fill(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    size: int,
    seed: int,
    now: datetime,
    bias: Bias | None = None,
    joined: tuple[date, date] | None = None,
) -> Filled:
    """Write ``size`` made-up members, with addresses under example.org and no consents.

    They are data: nobody is mailed, and no events tell that they joined. The same seed makes the
    same people, who cannot be written twice.

    Args:
        joined: write only those who joined after the first of two days, on the second at latest.

    Raises:
        SystemNotLoaded
        ValueError: if the system has no population to draw from.
        UniqueViolationError: if they are there already.
    """
    ground = await representation.ground(session, ics, day_in_england(now))
    versions = await vocabularies.in_force(
        session, ics, day_in_england(now), [*ground.dimensions, DECILE]
    )
    rng = np.random.default_rng(seed)
    drawn = draw(sources(ground), size, bias or Bias(), rng)
    days = rng.integers(0, DAYS_BACK, size=size).tolist()
    first, last = joined or (date.min, date.max)
    numbers = [
        n for n in range(size) if first < day_in_england(now) - timedelta(days=days[n]) <= last
    ]
    drawn, days, size = drawn.some(numbers), [days[n] for n in numbers], len(numbers)
    own = [PersonKey.fresh(ics, new_id()) for _ in range(size)]
    for begin in range(0, size, _BATCH):
        rows = []
        for number in range(begin, min(begin + _BATCH, size)):
            key, email = own[number], address(seed, numbers[number])
            rows.append(
                (
                    key.member_id,
                    keys.email_index(ics, email),
                    key.seal(email, EMAIL),
                    drawn.places[number],
                    day_in_england(now) - timedelta(days=days[number]),
                    token_hash(keys.manage_token(ics, key.member_id)),
                )
            )
        await repository.insert_members(session, ics, ground.system.minimum_age, rows)
        await datakeys.keep(session, ics, keys, own[begin : begin + _BATCH])
    for dimension, column in drawn.terms.items():
        if dimension not in versions:
            continue
        version = versions[dimension].version
        tokens = {term: keys.term_token(ics, dimension, term) for term in set(column) if term}
        said = [
            (
                key.member_id,
                tokens[term],
                sealed_term(key, dimension, term, version),
            )
            for key, term in zip(own, column, strict=True)
            if term is not None
        ]
        await repository.insert_answers(session, ics, (dimension, version), said, now)
    return Filled(own, drawn, numbers[0] if numbers else 0)
