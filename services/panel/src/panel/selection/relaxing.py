"""Why quotas can't be met, told as the smallest changes that would let them be."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from panel.selection.errors import SolverFailed
from panel.selection.problem import Problem, Quota
from panel.selection.programs import Deadline, model, run, solver


@dataclass(frozen=True)
class Change:
    """One quota, and the minimum and maximum that it would need."""

    quota: Quota
    minimum: int
    maximum: int


def smallest_changes(problem: Problem, deadline: Deadline) -> tuple[Change, ...]:
    """Give the changes with the least total of people by which quotas give way.

    Empty means that quotas can't help: the pool has fewer people (of different households, where
    that is asked) than the panel has seats.

    Raises:
        OutOfTime: if the deadline passes first.
        SolverFailed: if the solver fails, or finds that nothing need change.
    """
    quotas = [row for row, limit in enumerate(problem.limits) if limit.quota is not None]
    types, count = len(problem.types), len(quotas)
    slack = np.zeros((len(problem.limits), 2 * count))
    for at, row in enumerate(quotas):
        slack[row, at], slack[row, count + at] = 1.0, -1.0
    seats = float(problem.seats)
    program = model(
        np.append(np.zeros(types), np.full(2 * count, -1.0)),
        np.zeros(types + 2 * count),
        np.append(problem.most, np.full(2 * count, seats)),
        rows=np.hstack([problem.matrix, slack]),
        least=np.array([limit.least for limit in problem.limits], dtype=float),
        most=np.array([limit.most for limit in problem.limits], dtype=float),
    )
    program.integrality_ = [highspy.HighsVarType.kInteger] * (types + 2 * count)
    solving = solver()
    solving.passModel(program)
    if not run(solving, deadline):
        return ()
    found = np.rint(np.array(solving.getSolution().col_value)[types:]).astype(int)
    if not found.any():
        raise SolverFailed("the solver finds no panel, and yet nothing that stands in its way")
    return tuple(
        Change(quota, max(0, quota.minimum - int(lower)), quota.maximum + int(higher))
        for row, lower, higher in zip(quotas, found[:count], found[count:], strict=True)
        if (lower or higher) and (quota := problem.limits[row].quota) is not None
    )
