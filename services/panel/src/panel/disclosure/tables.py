"""Counts that add up: what is published together, and the sums that a reader knows."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[K]):
    """``total`` is the sum of ``parts``: everyone in it is in exactly one of them."""

    total: K
    parts: tuple[K, ...]


@dataclass(frozen=True)
class Linked(Generic[K]):
    """A set of counts that are published together, with every sum that links them.

    A count that follows from others although it isn't published ("answered, but did not choose
    this") has a key too, and stands in a sum: it is *implied*.

    Raises:
        ValueError: if the counts are negative or do not add up, or a key has no count.
    """

    counts: Mapping[K, int]
    sums: Sequence[Sum[K]]
    published: frozenset[K]
    """Keys that are to be published; the others are implied."""
    sensitive: frozenset[K] = field(default=frozenset())
    """Implied keys that are counts of people, and must not be pinned down when they are small."""
    alike: bool = True
    """Whether a count that is hidden for another's sake must look like a small one itself. In a
    table with two margins that would hide the margins: there it only has to stay in doubt."""
    at_most: Mapping[K, int] = field(default_factory=dict)
    """What a reader knows from elsewhere that a count does not exceed, such as a published quota;
    more than any count that is small."""

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.counts.values()):
            raise ValueError("a count of people is not negative")
        if not self.published | self.sensitive <= self.counts.keys():
            raise ValueError("every key has a count")
        if any(self.counts[key] > most for key, most in self.at_most.items()):
            raise ValueError("no count is more than it is known to be at most")
        for one in self.sums:
            if self.counts[one.total] != sum(self.counts[part] for part in one.parts):
                raise ValueError("the parts of a sum add up to its total")
