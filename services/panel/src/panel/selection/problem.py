"""What is to be selected: the pool, the quotas, and people of one profile grouped into types.

A panel is told by how many people of each type it has. Two people are of one type when every
category has the same value for both and, with the household rule, when the others of their
household in the pool have the same profiles too: such people are interchangeable, so a fair lottery
gives them one probability, and a panel of counts can always be dealt out to people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from panel.selection.errors import SelectionInvalid

Counts = NDArray[np.int64]
"""How many people of each type, in the order of the problem's types."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """Someone in the pool. `values` has the value of each category; `household` an opaque id."""

    pseudonym: str
    values: Mapping[str, str]
    household: str | None = None


@dataclass(frozen=True, order=True)
class Quota:
    """How many people of a panel have this value of this category, at least and at most."""

    category: str
    value: str
    minimum: int
    maximum: int


Profile = tuple[str, ...]
"""A value per category, in the order of the problem's categories."""


@dataclass(frozen=True)
class Type:
    """Interchangeable people. `home` tells the profiles of their household; None if they are alone.

    `most` is how many of them a panel may have: with the household rule one of each household.
    """

    profile: Profile
    home: tuple[Profile, ...] | None
    members: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class Limit:
    """At least `least` and at most `most` people of a panel are of these types."""

    types: tuple[int, ...]
    least: int
    most: int
    quota: Quota | None = None


@dataclass(frozen=True)
class Problem:
    """What the lottery is over: every panel of `seats` people that keeps each limit."""

    seats: int
    categories: tuple[str, ...]
    quotas: tuple[Quota, ...]
    types: tuple[Type, ...]
    limits: tuple[Limit, ...]
    households: Mapping[str, str]

    @cached_property
    def sizes(self) -> Floats:
        """How many people each type has."""
        return np.array([len(one.members) for one in self.types], dtype=float)

    @cached_property
    def most(self) -> Floats:
        """How many of each type a panel may have."""
        return np.array([one.most for one in self.types], dtype=float)

    @cached_property
    def matrix(self) -> Floats:
        """A row for each limit, 1 where a type counts towards it."""
        rows = np.zeros((len(self.limits), len(self.types)))
        for row, limit in enumerate(self.limits):
            rows[row, list(limit.types)] = 1
        return rows

    def admits(self, counts: Counts) -> bool:
        """Say whether a panel of so many of each type keeps every quota and the household rule."""
        whole = counts.astype(np.int64)
        if (whole < 0).any() or (whole > self.most).any():
            return False
        return all(
            limit.least <= sum(int(whole[one]) for one in limit.types) <= limit.most
            for limit in self.limits
        )


def pose(candidates: Sequence[Candidate], quotas: Sequence[Quota], seats: int) -> Problem:
    """Group the pool into types and write down every limit.

    A value that the pool has and no quota names may have any number of people. Candidates come in
    any order: the problem does not depend on it.

    Raises:
        SelectionInvalid: if a pseudonym or a quota comes twice, a candidate has no value for a
            category, or numbers make no sense. Quotas that merely can't be met are no error here.
    """
    _check(candidates, quotas, seats)
    categories = tuple(sorted({one.category for one in quotas}))
    profiles = {
        one.pseudonym: tuple(one.values[category] for category in categories) for one in candidates
    }
    homes: dict[str, list[str]] = defaultdict(list)
    for one in candidates:
        if one.household is not None:
            homes[one.household].append(one.pseudonym)
    shared = {home: members for home, members in homes.items() if len(members) > 1}
    signature = {home: tuple(sorted(profiles[m] for m in shared[home])) for home in shared}
    alike = Counter(signature.values())
    grouped: dict[tuple[Profile, tuple[Profile, ...] | None], list[str]] = defaultdict(list)
    for one in candidates:
        grouped[profiles[one.pseudonym], signature.get(one.household or "")].append(one.pseudonym)
    types = tuple(
        Type(profile, home, tuple(sorted(members)), len(members) if home is None else alike[home])
        for (profile, home), members in sorted(
            grouped.items(), key=lambda item: (item[0][0], item[0][1] or ())
        )
    )
    households = {member: home for home, members in shared.items() for member in members}
    ordered = tuple(sorted(quotas))
    return Problem(
        seats,
        categories,
        ordered,
        types,
        tuple(_limits(types, categories, ordered, seats, alike)),
        households,
    )


def _limits(
    types: Sequence[Type],
    categories: Sequence[str],
    quotas: Sequence[Quota],
    seats: int,
    alike: Mapping[tuple[Profile, ...], int],
) -> list[Limit]:
    limits = [Limit(tuple(range(len(types))), seats, seats)]
    for quota in quotas:
        column = categories.index(quota.category)
        fitting = tuple(at for at, one in enumerate(types) if one.profile[column] == quota.value)
        limits.append(Limit(fitting, quota.minimum, min(quota.maximum, seats), quota))
    for home, count in sorted(alike.items()):
        within = tuple(at for at, one in enumerate(types) if one.home == home)
        if len(within) > 1:
            limits.append(Limit(within, 0, count))
    return limits


def _check(candidates: Sequence[Candidate], quotas: Sequence[Quota], seats: int) -> None:
    if seats < 1:
        raise SelectionInvalid("a panel has at least one seat")
    if not quotas:
        raise SelectionInvalid("a selection has at least one quota")
    if len({one.pseudonym for one in candidates}) != len(candidates):
        raise SelectionInvalid("a pseudonym comes twice in the pool")
    if len({(one.category, one.value) for one in quotas}) != len(quotas):
        raise SelectionInvalid("a category's value has two quotas")
    if any(not 0 <= one.minimum <= one.maximum for one in quotas):
        raise SelectionInvalid("a quota is from 0 up, its maximum not below its minimum")
    needed = {one.category for one in quotas}
    if any(needed - one.values.keys() for one in candidates):
        raise SelectionInvalid("someone in the pool has no value for a category with quotas")
