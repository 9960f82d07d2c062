"""What a reader can infer: the least and greatest value that each count may have.

The reader knows every published figure, the rule (threshold and base), which keys are hidden, and
every sum. Each count then lies in a range, and each sum narrows the ranges of its members until
nothing changes (bounds propagation). Where the sums share no cycle, as in a tree of totals and
parts with any number of partitions of one total, the ranges are exact: each value in them occurs
in some set of counts that is consistent with all that was published. Where they do share one, the
ranges may be too wide, never too narrow; the tests compare them with a linear-programming solver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from panel.disclosure.rule import Rule
from panel.disclosure.tables import K, Sum

UNBOUNDED = 10**12
"""More people than there are."""


@dataclass(frozen=True)
class Range:
    """The least and the greatest value that a count may have."""

    least: int
    greatest: int

    def __len__(self) -> int:
        return max(0, self.greatest - self.least + 1)

    def covers(self, least: int, greatest: int) -> bool:
        """Say whether every value between these two is possible."""
        return self.least <= least and self.greatest >= greatest


def feasible(
    figures: Mapping[K, int | None],
    implied: frozenset[K],
    sums: Sequence[Sum[K]],
    rule: Rule,
    at_most: Mapping[K, int] = MappingProxyType({}),
) -> dict[K, Range]:
    """Compute the range of every count, given what is published of it.

    Args:
        figures: published key → figure, or None where it is hidden.
        implied: keys that are not published at all, but stand in a sum.
        at_most: what is known from elsewhere that counts do not exceed.

    Raises:
        ValueError: if no counts at all are consistent with the figures.
    """
    ranges = {key: _before_sums(figure, rule) for key, figure in figures.items()}
    ranges |= dict.fromkeys(implied, Range(0, UNBOUNDED))
    for key, most in at_most.items():
        ranges[key] = Range(ranges[key].least, min(ranges[key].greatest, most))
    changed = True
    while changed:
        changed = False
        for one in sums:
            for key, narrowed in _narrow(one, ranges):
                if narrowed.least > narrowed.greatest:
                    raise ValueError("no counts are consistent with these figures")
                changed = changed or narrowed != ranges[key]
                ranges[key] = narrowed
    return ranges


def _before_sums(figure: int | None, rule: Rule) -> Range:
    return Range(0, UNBOUNDED) if figure is None else Range(*rule.behind(figure))


def _narrow(one: Sum[K], ranges: Mapping[K, Range]) -> list[tuple[K, Range]]:
    total = ranges[one.total]
    least = sum(ranges[part].least for part in one.parts)
    greatest = sum(ranges[part].greatest for part in one.parts)
    narrowed = [(one.total, Range(max(total.least, least), min(total.greatest, greatest)))]
    for part in one.parts:
        known = ranges[part]
        others_least, others_greatest = least - known.least, greatest - known.greatest
        narrowed.append(
            (
                part,
                Range(
                    max(known.least, total.least - others_greatest),
                    min(known.greatest, total.greatest - others_least),
                ),
            )
        )
    return narrowed
