"""From a lottery over panels of types to equally likely panels of people.

Each panel gets a whole number of the equally likely places, near to its weight; then each place is
dealt out to people, in turn, so that people of one type differ by one place at most where the
household rule binds none of them.
"""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np

from panel.selection.leximin import Lottery
from panel.selection.problem import Counts, Floats, Problem
from panel.selection.verify import PANELS

_LOOKED_AT = 100
"""How many panels are gone through for the reserves of one: a small pool has no more people."""


def equally_likely(lottery: Lottery, problem: Problem, panels: int = PANELS) -> list[Counts]:
    """Give so many panels of types, each type's places as near to its share as was found.

    Weights are rounded down; what is missing goes, one by one, to the panel that leaves the
    smallest sum of squared deviations per person.
    """
    times = np.floor(lottery.weights * panels + 1e-9).astype(np.int64)
    each = np.array(lottery.panels) / problem.sizes
    missing = lottery.shares * panels - times @ each
    for _ in range(panels - int(times.sum())):
        after = ((missing - each) ** 2) @ problem.sizes
        chosen = int(after.argmin())
        times[chosen] += 1
        missing = missing - each[chosen]
    return [panel for panel, many in zip(lottery.panels, times, strict=True) for _ in range(many)]


def deal(problem: Problem, panels: list[Counts], chance: random.Random) -> list[tuple[str, ...]]:
    """Give each panel's people, sorted by pseudonym, and the panels in an order of chance.

    Of a type, those come first who have had the fewest places, and chance decides between equals.
    The scarcest types of a household are dealt first.
    """
    order = list(panels)
    chance.shuffle(order)
    had: dict[str, int] = defaultdict(int)
    dealt = []
    for counts in order:
        people: list[str] = []
        homes: set[str] = set()
        for at in _scarcest_first(problem, counts):
            able = [
                one for one in problem.types[at].members if problem.households.get(one) not in homes
            ]
            chance.shuffle(able)
            able.sort(key=lambda one: had[one])
            left = int(counts[at])
            for one in able:
                home = problem.households.get(one)
                if left and home not in homes:
                    people.append(one)
                    homes |= {home} if home is not None else set()
                    left -= 1
            if left:
                raise ArithmeticError("a panel of types can't be dealt out")
        for one in people:
            had[one] += 1
        dealt.append(tuple(sorted(people)))
    return dealt


def reserves(dealt: list[tuple[str, ...]], chance: random.Random) -> list[list[str]]:
    """Give each panel its reserves, in the order in which they are asked, as many as it has seats.

    They are the people of the next panel, and of those after it until there are enough, who are
    not on it; those of one panel in an order of chance. Since the panels lie in an order of chance
    too, the reserves are drawn by the same lottery, and as a group come near to the same quotas.
    """
    given = []
    for at, panel in enumerate(dealt):
        found: dict[str, None] = {}
        for step in range(1, len(dealt)):
            if len(found) >= len(panel) or step > _LOOKED_AT:
                break
            others = [one for one in dealt[(at + step) % len(dealt)] if one not in panel]
            chance.shuffle(others)
            found.update(dict.fromkeys(others))
        given.append(list(found)[: len(panel)])
    return given


def largest_deviation(problem: Problem, shares: Floats, dealt: list[tuple[str, ...]]) -> float:
    """Give the most by which anyone's probability in the panels differs from their share."""
    places: dict[str, int] = defaultdict(int)
    for panel in dealt:
        for one in panel:
            places[one] += 1
    return max(
        abs(places[one] / len(dealt) - float(share))
        for share, kind in zip(shares, problem.types, strict=True)
        for one in kind.members
    )


def _scarcest_first(problem: Problem, counts: Counts) -> list[int]:
    taken = np.flatnonzero(counts)
    return sorted((int(at) for at in taken), key=lambda at: problem.most[at] - counts[at])
