"""Margins to weight to: a dimension's groups with their people, folded until each has answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNSAID = None
"""Stands for whoever did not say, said "prefer not to say", or said what the margin lacks."""


@dataclass(frozen=True)
class Margin:
    """A dimension of the population."""

    dimension: str
    people: Mapping[str, int]
    """Group → people in the population, in the vocabulary's order: neighbours are alike."""


@dataclass(frozen=True)
class Folded:
    """A margin that can be raked to, and who is in which of its groups."""

    dimension: str
    groups: list[tuple[str, ...]]
    """Each group as the population's groups that were joined in it."""
    placed: NDArray[np.intp]
    """The number of each person's group; those who did not say are in one more, the last."""
    targets: NDArray[np.float64]
    """The share of each group, and last that of those who did not say, if there are any."""

    @property
    def joined(self) -> list[tuple[str, ...]]:
        """Groups that were made of several, since too few of one answered."""
        return [group for group in self.groups if len(group) > 1]


def fold(margin: Margin, said: Sequence[str | None], fewest: int) -> Folded | None:
    """Prepare a margin for raking to it, or give None if it tells nothing.

    A group of the population in which fewer than ``fewest`` people answered is joined to the
    neighbour in which fewer did, until every group has enough. People who did not say keep, as a
    group of their own, the share that they have among those who answered: nothing is guessed of
    them. A margin of one group only tells nothing.

    Args:
        margin: the population.
        said: each person's group, or `UNSAID`.
        fewest: how many people a group must have, at least 1.
    """
    known = [group for group, people in margin.people.items() if people > 0]
    answered = Counter(group for group in said if group in known)
    groups: list[tuple[str, ...]] = [(group,) for group in known]
    while len(groups) > 1:
        sizes = [sum(answered[part] for part in group) for group in groups]
        smallest = min(range(len(groups)), key=lambda i: sizes[i])
        if sizes[smallest] >= fewest:
            break
        sides = [i for i in (smallest - 1, smallest + 1) if 0 <= i < len(groups)]
        other = min(sides, key=lambda i: sizes[i])
        first, second = sorted((smallest, other))
        groups[first : second + 1] = [groups[first] + groups[second]]
    if len(groups) < 2:
        return None
    return _placed(margin, groups, said)


def _placed(margin: Margin, groups: list[tuple[str, ...]], said: Sequence[str | None]) -> Folded:
    number = {part: i for i, group in enumerate(groups) for part in group}
    placed = np.array([number.get(group or "", len(groups)) for group in said], dtype=np.intp)
    unsaid = int(np.count_nonzero(placed == len(groups)))
    people = np.array([sum(margin.people[part] for part in group) for group in groups], dtype=float)
    targets = people / people.sum() * (1 - unsaid / len(said))
    if unsaid:
        targets = np.append(targets, unsaid / len(said))
    return Folded(margin.dimension, groups, placed, targets)
