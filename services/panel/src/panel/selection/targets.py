"""The fairest probabilities that panels of whole people could have, were people divisible.

The polytope of all fractional panels that keep every limit contains every mixture of panels. So
the leximin over it bounds the leximin over mixtures from above, level by level; and if mixtures
reach it, it is the leximin over mixtures too. With two categories it always is (the constraints
are totally unimodular); with more it mostly is. It costs a few linear programs, no integer one.
"""

from __future__ import annotations

import highspy
import numpy as np

from panel.selection.problem import Floats, Problem
from panel.selection.programs import INFINITY, Deadline, model, run, solver

_BINDING = 1e-7
"""A dual value above this says that its type can't be raised in any optimum."""
_SLACK = 1e-10
"""By how much what is fixed may give way, so that rounding errors don't make it infeasible."""


def leximin_targets(problem: Problem, deadline: Deadline) -> Floats | None:
    """Give each type's probability per person, the lowest raised first; None if nothing fits.

    Raises:
        OutOfTime: if the deadline passes first.
    """
    count, limits = len(problem.types), len(problem.limits)
    rows = np.zeros((limits + count, count + 1))
    rows[:limits, :count] = problem.matrix
    rows[limits:, :count] = np.diag(1 / problem.sizes)
    rows[limits:, count] = -1
    least = np.array([limit.least for limit in problem.limits] + [0] * count, dtype=float)
    most = np.array([limit.most for limit in problem.limits] + [INFINITY] * count, dtype=float)
    upper = np.append(problem.most, 1.0)
    costs = np.append(np.zeros(count), 1.0)
    solving = solver()
    solving.passModel(model(costs, np.zeros(count + 1), upper, rows=rows, least=least, most=most))
    fixed = np.zeros(count, dtype=bool)
    shares = np.zeros(count)
    while not fixed.all():
        if run(solving, deadline) != highspy.HighsModelStatus.kOptimal:
            return None if not fixed.any() else shares
        found = solving.getSolution()
        level = found.col_value[count]
        shares = np.array(found.col_value[:count]) / problem.sizes
        duals = np.abs(np.array(found.row_dual[limits:]))
        newly = (duals > _BINDING) & ~fixed
        if not newly.any():
            newly = ~fixed & (duals >= duals[~fixed].max())
        for at in np.flatnonzero(newly):
            floor = max(0.0, (level - _SLACK) * problem.sizes[at])
            solving.changeColBounds(int(at), floor, problem.most[at])
            solving.changeRowBounds(int(limits + at), -INFINITY, INFINITY)
        fixed |= newly
    return np.asarray(np.clip(shares, 0.0, 1.0))
