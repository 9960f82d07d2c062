"""The fairest probabilities that panels of whole people could have, were people divisible.

The polytope of all fractional panels that keep every limit contains every mixture of panels. So
the leximin over it bounds the leximin over mixtures from above, level by level; and if mixtures
reach it, it is the leximin over mixtures too. With two categories it always is (the constraints
are totally unimodular); with more it mostly is. It costs a few linear programs, no integer one.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from panel.selection.certificate import certified
from panel.selection.problem import Floats, Problem
from panel.selection.programs import INFINITY, Deadline, OutOfTime, model, run, solver

_BINDING = 1e-7
"""A dual value above this says that its type can't be raised in any optimum."""
_SLACK = 1e-10
"""By how much what is fixed may give way, so that rounding errors don't make it infeasible."""


@dataclass(frozen=True)
class Targets:
    """Each type's probability per person, the lowest raised first.

    Attributes:
        bound: what the least probability of no lottery can pass, exactly computed.
        levels: how many levels were raised.
        complete: whether every type's level was raised.
    """

    shares: Floats
    bound: float
    levels: int
    complete: bool


def leximin_targets(problem: Problem, deadline: Deadline) -> Targets | None:
    """Give the targets, those that were found in time; None if nothing fits.

    Raises:
        OutOfTime: if the deadline passes before the first level.
        SolverFailed: if the solver fails.
    """
    count, limits = len(problem.types), len(problem.limits)
    everyone = np.ones(count, dtype=bool)
    solving = _program(problem, np.zeros(count), everyone)
    fixed = np.zeros(count, dtype=bool)
    shares, bound, levels = np.zeros(count), 1.0, 0
    while not fixed.all():
        try:
            more = run(solving, deadline)
        except OutOfTime:
            if not levels:
                raise
            more = False
        if not more:
            return Targets(shares, bound, levels, complete=False) if levels else None
        found = solving.getSolution()
        level = found.col_value[count]
        shares = np.clip(np.array(found.col_value[:count]) / problem.sizes, 0.0, 1.0)
        prices, duals = _duals(found, limits)
        if not levels:
            bound = certified(problem, duals, prices, np.zeros(count), everyone)
        newly = (duals > _BINDING) & ~fixed
        if not newly.any():
            newly = ~fixed & (duals >= duals[~fixed].max())
        for at in np.flatnonzero(newly):
            floor = max(0.0, (level - _SLACK) * problem.sizes[at])
            solving.changeColBounds(int(at), floor, problem.most[at])
            solving.changeRowBounds(int(limits + at), -INFINITY, INFINITY)
        fixed |= newly
        levels += 1
    return Targets(shares, bound, levels, complete=True)


def highest(
    problem: Problem, floors: Floats, raised: NDArray[np.bool_], deadline: Deadline
) -> tuple[float, Floats]:
    """Give how far beyond their floors types can be raised, others keeping theirs: what no mixture
    of panels can pass, exactly computed. With it, each type's dual value: what has any can't be
    raised further where this is reached. 1 and no dual values if there is no time to tell.

    Raises:
        SolverFailed: if the solver fails.
    """
    count, limits = len(problem.types), len(problem.limits)
    solving = _program(problem, np.maximum(floors - _SLACK, 0.0), raised)
    try:
        if not run(solving, deadline):
            return 1.0, np.zeros(count)
    except OutOfTime:
        return 1.0, np.zeros(count)
    prices, duals = _duals(solving.getSolution(), limits)
    return certified(problem, duals, prices, floors, raised), duals


def _duals(found: highspy.HighsSolution, limits: int) -> tuple[Floats, Floats]:
    """Give the limits' dual values with their signs, and those of the types without."""
    duals = np.array(found.row_dual)
    return duals[:limits], np.abs(duals[limits:])


def _program(problem: Problem, floors: Floats, raised: NDArray[np.bool_]) -> highspy.Highs:
    """Write down: raise the least of some types' probabilities above their floors."""
    count, limits = len(problem.types), len(problem.limits)
    rows = np.zeros((limits + count, count + 1))
    rows[:limits, :count] = problem.matrix
    rows[limits:, :count] = np.diag(1 / problem.sizes)
    rows[limits:, count] = -raised.astype(float)
    least = np.append(np.array([limit.least for limit in problem.limits], dtype=float), floors)
    most = np.array([limit.most for limit in problem.limits] + [INFINITY] * count, dtype=float)
    upper = np.append(problem.most, 1.0)
    costs = np.append(np.zeros(count), 1.0)
    solving = solver()
    solving.passModel(model(costs, np.zeros(count + 1), upper, rows=rows, least=least, most=most))
    return solving
