"""Replacing those who drop out, so that the panel keeps its quotas and the household rule.

First come the reserves that were committed to with the panel, in their order: the earliest of them
with whom every quota holds. Where they can't fill the seats, the vacant seats are a selection of
their own: what the quotas still ask for, of those who can still come and share no household with
anybody who stays. Its lottery is the fairest there is (leximin), and chance, which is passed in,
draws once from it.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from panel.selection.dealing import deal
from panel.selection.errors import QuotasUnmeetable
from panel.selection.leximin import find_lottery
from panel.selection.problem import Candidate, Quota, pose
from panel.selection.relaxing import Change

_STEPS = 20_000
"""How many ways of filling seats from the reserves are tried before the lottery fills them."""


@dataclass(frozen=True)
class Vacancies:
    """Seats to fill.

    Attributes:
        pool: everybody in the pool of the selection.
        quotas: those of the whole panel.
        seats: how many the whole panel has.
        staying: pseudonyms of those on the panel who have not dropped out.
        able: pseudonyms of those who may be asked; whoever stays is not asked again.
        reserves: pseudonyms of the reserves, in the order in which they are asked.
    """

    pool: Sequence[Candidate]
    quotas: Sequence[Quota]
    seats: int
    staying: Collection[str]
    able: Collection[str]
    reserves: Sequence[str] = ()


@dataclass(frozen=True)
class Replacement:
    """Who fills the vacant seats, and the quotas of the panel that had to give way."""

    people: tuple[str, ...]
    changes: tuple[Change, ...] = ()


def replace(
    vacancies: Vacancies, chance: random.Random, seconds: float, *, ease: bool = False
) -> Replacement:
    """Draw who fills the vacant seats.

    Args:
        ease: where quotas can't be kept, let them give way by the smallest changes.

    Raises:
        QuotasUnmeetable: naming the quotas that can't be kept, and what the panel would have of
            each; it names none where too few people are left to ask.
        SelectionInvalid, OutOfTime, SolverFailed
    """
    vacant = vacancies.seats - len(set(vacancies.staying))
    if vacant < 1:
        return Replacement(())
    staying = [one for one in vacancies.pool if one.pseudonym in vacancies.staying]
    homes = {one.household for one in staying} - {None}
    able = [
        one
        for one in vacancies.pool
        if one.pseudonym in vacancies.able
        and one.pseudonym not in vacancies.staying
        and one.household not in homes
    ]
    have = {quota: _number(staying, quota) for quota in vacancies.quotas}
    rest = {_rest(quota, count): quota for quota, count in have.items()}
    by_name = {one.pseudonym: one for one in able}
    in_order = [by_name[one] for one in vacancies.reserves if one in by_name]
    if (earliest := _earliest(in_order, list(rest), vacant)) is not None:
        return Replacement(tuple(sorted(one.pseudonym for one in earliest)))
    try:
        return Replacement(_drawn(able, list(rest), vacant, chance, seconds))
    except QuotasUnmeetable as unmeetable:
        changes = tuple(
            _of_the_panel(rest[one.quota], one, have[rest[one.quota]]) for one in unmeetable.changes
        )
        if not ease or not changes:
            raise QuotasUnmeetable(changes) from unmeetable
        wider = {
            one.quota: Quota(one.quota.category, one.quota.value, one.minimum, one.maximum)
            for one in unmeetable.changes
        }
        eased = [wider.get(quota, quota) for quota in rest]
        return Replacement(_drawn(able, eased, vacant, chance, seconds), changes)


def _earliest(
    reserves: Sequence[Candidate], quotas: Sequence[Quota], seats: int
) -> list[Candidate] | None:
    """Give the first reserves who fill the seats within the quotas: as many from the front as can
    be. None if none do, or if that was not found out in so many steps."""
    steps = _STEPS
    chosen: list[Candidate] = []

    def fill(begin: int) -> bool:
        nonlocal steps
        if len(chosen) == seats:
            return all(quota.minimum <= _number(chosen, quota) for quota in quotas)
        for at in range(begin, len(reserves) - (seats - len(chosen)) + 1):
            steps -= 1
            if steps < 0:
                return False
            one = reserves[at]
            if one.household is not None and one.household in {each.household for each in chosen}:
                continue
            chosen.append(one)
            if all(_number(chosen, quota) <= quota.maximum for quota in quotas) and fill(at + 1):
                return True
            chosen.pop()
        return False

    return list(chosen) if fill(0) else None


def _drawn(
    able: Sequence[Candidate],
    quotas: Sequence[Quota],
    seats: int,
    chance: random.Random,
    seconds: float,
) -> tuple[str, ...]:
    problem = pose(able, quotas, seats)
    lottery = find_lottery(problem, seconds)
    at = chance.choices(range(len(lottery.panels)), [float(one) for one in lottery.weights])[0]
    return deal(problem, [lottery.panels[at]], chance)[0]


def _number(people: Sequence[Candidate], quota: Quota) -> int:
    return sum(one.values[quota.category] == quota.value for one in people)


def _rest(quota: Quota, have: int) -> Quota:
    """Give what a quota still asks of the vacant seats."""
    least, most = max(0, quota.minimum - have), max(0, quota.maximum - have)
    return Quota(quota.category, quota.value, least, most)


def _of_the_panel(quota: Quota, change: Change, have: int) -> Change:
    """Tell a change to what the vacant seats need as one to the quota of the whole panel."""
    lower, higher = change.minimum < change.quota.minimum, change.maximum > change.quota.maximum
    return Change(
        quota,
        change.minimum + have if lower else quota.minimum,
        change.maximum + have if higher else quota.maximum,
    )
