"""Published counts of groups, which no two releases let anyone subtract a person from (rule 8).

As in `panel.members.counts`: a figure stands for a *basis*, the exact count when the figure was
last renewed, and the basis of each group of each place is renewed by itself, only when its count
has moved by more than the suppression threshold. One person who joins, leaves or changes an answer
moves no figure. Whatever else is published here, shares, ratios, scores and intervals, is computed
from these figures and the population, so it tells nothing more.

Ethnic groups and others that stand under headings are published by heading alone.

A place is left out altogether where its number of members is not shown by the published counts of
members, since its groups would add up to it.

**What remains.** Dimensions that add up to the same number of members are protected together. Once
their bases are of different days they may add up to different numbers, and then no sum
links them exactly. Counts of segments heed these figures (`panel.segments.counts`), which heed none
of them: a group that is shown anew takes the figure of a segment away from that day on, and what
was shown before is known. Results of surveys are published, and protected, apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from panel.disclosure import Linked, Rule, Sum, protect

Cell = tuple[str, str]
"""Dimension and group."""
_EVERYONE = "everyone"


def protected(cells: Mapping[Cell, int], rule: Rule) -> dict[Cell, int | None]:
    """Decide what is shown of one place; None is hidden.

    Args:
        cells: the basis of each group, and of those who are in no group, by dimension. Each
            dimension has everyone of the place once.
    """
    parts: dict[str, list[Cell]] = {}
    for cell in cells:
        parts.setdefault(cell[0], []).append(cell)
    sums, totals = [], {}
    for group in parts.values():
        everyone = sum(cells[cell] for cell in group)
        total = (_EVERYONE, str(everyone))
        totals[total] = everyone
        sums.append(Sum(total, tuple(group)))
    counts = {**totals, **cells}
    figures = protect(Linked(counts, sums, frozenset(counts)), rule)
    if any(figures[total] is None for total in totals):
        return dict.fromkeys(cells)
    return {cell: figures[cell] for cell in cells}
