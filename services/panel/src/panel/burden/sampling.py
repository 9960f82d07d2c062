"""Who may be asked, within the budget, and who of them is drawn. Pure: no database, no clock."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

Days = tuple[date, date]
"""The first day and the last one."""


@dataclass(frozen=True)
class Limit:
    """So many contacts in any so many days."""

    contacts: int
    days: int


@dataclass(frozen=True)
class Standing:
    """What the budget needs to know of a member who fits."""

    member_id: UUID
    place: str | None
    groups: frozenset[str]
    """Terms that they told about themselves, and the headings of those."""
    reachable: bool
    contacted: int
    """How often they were written to in the days of the person's limit."""
    usable: bool = True
    """Whether a format of the message is of use to them."""


@dataclass(frozen=True)
class Asking:
    """A survey or a partner's activity: what it asks of whom."""

    on: date
    places: frozenset[str]
    """Empty means all places."""
    groups: frozenset[str]
    """Empty means everybody there."""
    until: date | None = None
    """Its last day; None where it is one day's."""

    @property
    def days(self) -> Days:
        """Give its first and its last day."""
        return self.on, self.until or self.on


@dataclass(frozen=True)
class Budget:
    """The limits in force, None where there is none, and what has been asked of communities."""

    person: Limit | None
    community: Limit | None
    askings: Sequence[Asking]


@dataclass(frozen=True)
class Drawn:
    """The members who are asked, and how many others fit."""

    asked: Sequence[UUID]
    unreachable: int
    no_usable_format: int
    rested: int
    spare: int


def draw(
    standings: Sequence[Standing], new: Asking, budget: Budget, *, size: int | None, seed: int
) -> Drawn:
    """Draw a sample among those who can be reached and whose budget is not spent.

    The sample is random by the seed, and each place has its share of those who may be asked
    (largest remainders).
    """
    agreeing = [one for one in standings if one.reachable]
    reachable = [one for one in agreeing if one.usable]
    full = _Communities(new, budget)
    available = [one for one in reachable if not _spent(one, budget) and not full.any_of(one)]
    asked = _sample(available, size, seed)
    return Drawn(
        asked=asked,
        unreachable=len(standings) - len(agreeing),
        no_usable_format=len(agreeing) - len(reachable),
        rested=len(reachable) - len(available),
        spare=len(available) - len(asked),
    )


def _spent(one: Standing, budget: Budget) -> bool:
    return budget.person is not None and one.contacted >= budget.person.contacts


class _Communities:
    """Which communities a new asking may not be put to, each worked out once."""

    def __init__(self, new: Asking, budget: Budget) -> None:
        self._new, self._budget = new, budget
        self._full: dict[tuple[str | None, str | None], bool] = {}

    def any_of(self, one: Standing) -> bool:
        """Say whether the budget of a community that the member is in is spent."""
        if self._budget.community is None:
            return False
        touched: set[str | None] = set(one.groups & self._new.groups)
        if not self._new.groups:
            touched = {None, *one.groups}
        return any(self._is_full(one.place, group) for group in touched)

    def _is_full(self, place: str | None, group: str | None) -> bool:
        key = place, group
        if key not in self._full:
            self._full[key] = self._count(place, group)
        return self._full[key]

    def _count(self, place: str | None, group: str | None) -> bool:
        limit = self._budget.community
        days = [
            asking.days
            for asking in self._budget.askings
            if (not asking.places or place in asking.places)
            and (not asking.groups or group in asking.groups)
        ]
        return limit is not None and most_around(days, self._new.on, limit.days) >= limit.contacts


def most_around(spans: Iterable[Days], today: date, length: int) -> int:
    """Give the most of some spans, each a first and a last day, that touch one period of so many
    days that holds today."""
    known = list(spans)
    ends = {today} | {day for day, _ in known if today < day < today + timedelta(days=length)}
    return max(
        sum(first <= end and last > end - timedelta(days=length) for first, last in known)
        for end in ends
    )


def _sample(available: Sequence[Standing], size: int | None, seed: int) -> list[UUID]:
    if size is None or size >= len(available):
        return sorted(one.member_id for one in available)
    strata: dict[str, list[UUID]] = defaultdict(list)
    for one in available:
        strata[one.place or ""].append(one.member_id)
    chance = random.Random(seed)
    shares = _shares({place: len(ids) for place, ids in strata.items()}, size)
    return sorted(
        member
        for place in sorted(strata)
        for member in chance.sample(sorted(strata[place]), shares[place])
    )


def _shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    total = sum(sizes.values())
    exact = {place: Fraction(count * size, total) for place, count in sizes.items()}
    shares = {place: int(share) for place, share in exact.items()}
    by_remainder = sorted(sizes, key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: size - sum(shares.values())]:
        shares[place] += 1
    return shares
