"""How many more people of each group to recruit, for a panel of a wanted size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from panel.representation.groups import Margin
from panel.representation.measures import Floats, Ints


@dataclass(frozen=True)
class Target:
    """How many members of a group a panel in proportion would have, and how many it has."""

    groups: Mapping[str, str]
    """Dimension → group; of two dimensions, those who are in both groups."""
    wanted: int
    members: int

    @property
    def short(self) -> int:
        """How many more to recruit; nought where there are enough."""
        return max(0, self.wanted - self.members)


def shared_out(total: int, weights: Ints | Floats) -> Ints:
    """Share a whole number out in proportion, by largest remainders: the parts add up to it.

    Of equal remainders the earlier goes first.

    Raises:
        ValueError: if there is nothing to share it out by.
    """
    if weights.sum() <= 0:
        raise ValueError("nothing to share out by")
    exact: Floats = total * weights / weights.sum()
    parts: Ints = np.floor(exact + 1e-9).astype(np.int64)
    left = total - int(parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:left]] += 1
    return parts


def of_groups(margin: Margin, counted: Mapping[str, int], size: int) -> Iterator[Target]:
    """Give the target of each group of a dimension, for ``size`` members in the place."""
    groups = list(margin.people)
    wanted = shared_out(size, np.array([margin.people[group] for group in groups]))
    for group, number in zip(groups, wanted.tolist(), strict=True):
        yield Target({margin.dimension: group}, number, counted[group])


def of_pairs(
    first: Margin, second: Margin, counted: Mapping[tuple[str, str], int], size: int
) -> Iterator[Target]:
    """Give the target of each pair of groups of two dimensions, such as ages by sex.

    The population has no figures for pairs. What is wanted is estimated as if the groups of one
    dimension were spread alike over those of the other, so it is a guide and not a count.
    """
    pairs = [(one, other) for one in first.people for other in second.people]
    expected = np.outer(
        np.array(list(first.people.values()), dtype=float), list(second.people.values())
    ).ravel()
    for pair, number in zip(pairs, shared_out(size, expected).tolist(), strict=True):
        names = {first.dimension: pair[0], second.dimension: pair[1]}
        yield Target(names, number, counted.get(pair, 0))


def most_wanted(targets: Iterable[Target]) -> list[Target]:
    """Give the targets that are not met, the furthest from it first."""
    return sorted((t for t in targets if t.short > 0), key=lambda t: -t.short)
