"""Small selections, solved by listing every panel."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import highspy
import numpy as np
from hypothesis import strategies as st

from panel.selection.problem import Candidate, Counts, Problem, Quota, pose
from panel.selection.programs import INFINITY, model, solver


def every_panel(problem: Problem) -> list[Counts]:
    """List all panels that keep the quotas."""
    ranges = [range(one.most + 1) for one in problem.types]
    panels = (np.array(counts) for counts in product(*ranges) if sum(counts) == problem.seats)
    return [panel for panel in panels if problem.admits(panel)]


def exact_leximin(problem: Problem) -> list[float]:
    """Give the probabilities of the leximin, per type in rising order, over every panel listed.

    Each level is raised; then each type is asked alone whether it could have more (Ogryczak's
    saturation test, which no dual value takes part in).
    """
    panels = np.array(every_panel(problem)) / problem.sizes
    fixed: dict[int, float] = {}
    count = len(problem.types)
    while len(fixed) < count:
        free = [at for at in range(count) if at not in fixed]
        level = _most(panels, fixed, free, 0.0)
        stuck = [at for at in free if _most(panels, fixed, [at], level, free) <= level + 1e-8]
        fixed |= dict.fromkeys(stuck, level)
    return sorted(fixed.values())


def _most(
    panels: np.ndarray, fixed: dict[int, float], raised: list[int], floor: float,
    others: list[int] | None = None,
) -> float:  # fmt: skip
    count, types = panels.shape
    rows = np.vstack([np.hstack([panels.T, np.zeros((types, 1))]), np.ones((1, count + 1))])
    rows[types, count] = 0
    least = np.full(types + 1, 0.0)
    for at, value in fixed.items():
        least[at] = value - 1e-10
    for at in others or ():
        least[at] = floor - 1e-10
    for at in raised:
        rows[at, count], least[at] = -1, 0
    least[types] = 1
    most = np.append(np.full(types, INFINITY), 1.0)
    costs = np.append(np.zeros(count), 1.0)
    solving = solver()
    upper = np.full(count + 1, INFINITY)
    solving.passModel(model(costs, np.zeros(count + 1), upper, rows=rows, least=least, most=most))
    solving.run()
    if solving.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError("no mixture")
    return float(solving.getSolution().col_value[count])


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw a selection of up to 9 people by up to 3 categories, some of one household."""
    people = draw(st.integers(3, 9))
    categories = draw(st.integers(1, 3))
    seats = draw(st.integers(1, min(4, people)))
    homes = st.sampled_from([None, None, "a", "b", "c"])
    pool = [
        Candidate(
            f"p{number}",
            {f"c{at}": draw(st.sampled_from("xyz")) for at in range(categories)},
            draw(homes),
        )
        for number in range(people)
    ]
    quotas = []
    for at in range(categories):
        for value in "xyz":
            least = draw(st.integers(0, 1))
            quotas.append(Quota(f"c{at}", value, least, draw(st.integers(max(1, least), seats))))
    return pose(pool, quotas, seats)


def large(people: int, seats: int, categories: int, skew: float = 4.0) -> Problem:
    """Make a selection of a real size: each value of the pool up to `skew` times more or less
    often than the quotas ask for it, a tenth less or more. The same at each call."""
    made = random.Random(1)
    quotas, drawn = [], []
    for _ in range(categories):
        weights = [made.uniform(0.5, 2) for _ in range(made.choice([2, 3, 4, 5, 6]))]
        quotas.append([weight / sum(weights) for weight in weights])
        drawn.append([share * made.uniform(1 / skew, skew) for share in quotas[-1]])
    pool = [
        Candidate(
            f"{number:05}",
            {
                f"c{at}": str(made.choices(range(len(weights)), weights)[0])
                for at, weights in enumerate(drawn)
            },
        )
        for number in range(people)
    ]
    asked = []
    for at, shares in enumerate(quotas):
        have = Counter(one.values[f"c{at}"] for one in pool)
        for value, share in enumerate(shares):
            least = min(int(share * seats * 0.9), have[str(value)])
            asked.append(Quota(f"c{at}", str(value), least, max(1, int(share * seats * 1.1) + 1)))
    return pose(pool, asked, seats)
