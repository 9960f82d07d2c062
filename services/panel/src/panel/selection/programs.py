"""The programs that are solved, by HiGHS (MIT licence): over panels, and over mixtures of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from panel.selection.errors import SolverFailed
from panel.selection.problem import Counts, Floats, Problem

Clock = Callable[[], float]
"""Seconds that only grow."""
INFINITY = highspy.kHighsInf
_NONE = frozenset(
    {
        highspy.HighsModelStatus.kInfeasible,
        # What presolve says of both; every program here is bounded.
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }
)


class OutOfTime(Exception):
    """The time limit was reached."""


@dataclass(frozen=True)
class Deadline:
    """When to stop, by a clock that is passed in."""

    at: float
    clock: Clock = time.monotonic

    def left(self) -> float:
        """Give the seconds left.

        Raises:
            OutOfTime: if there are none.
        """
        left = self.at - self.clock()
        if left <= 0:
            raise OutOfTime
        return left


def solver() -> highspy.Highs:
    """Make a solver that is silent, works in one thread, and is exact beyond the usual."""
    made: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-9,
        "primal_feasibility_tolerance": 1e-9,
        "dual_feasibility_tolerance": 1e-9,
        "mip_feasibility_tolerance": 1e-9,
    }
    for name, value in options.items():
        made.setOptionValue(name, value)
    return made


def run(solving: highspy.Highs, deadline: Deadline) -> bool:
    """Solve until the deadline, and say whether there is a solution.

    The solver's clock runs on from one run to the next.

    Raises:
        OutOfTime: if the deadline passes first.
        SolverFailed: if the solver ends with neither an optimum nor a proof that there is none.
    """
    solving.setOptionValue("time_limit", solving.getRunTime() + deadline.left())
    solving.run()
    status = solving.getModelStatus()
    if status == highspy.HighsModelStatus.kTimeLimit:
        raise OutOfTime
    if status in _NONE:
        return False
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverFailed(f"the solver ended with: {solving.modelStatusToString(status)}")
    return True


def model(
    costs: Floats, lower: Floats, upper: Floats, *, rows: Floats, least: Floats, most: Floats
) -> highspy.HighsLp:
    """Write a program down: maximise costs · x, x and rows · x within their bounds."""
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(costs), len(least)
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_, program.col_lower_, program.col_upper_ = costs, lower, upper
    program.row_lower_, program.row_upper_ = least, most
    at_row, at_column = np.nonzero(rows)
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.concatenate(([0], np.cumsum(np.bincount(at_row, minlength=len(least)))))
    matrix.index_ = at_column
    matrix.value_ = rows[at_row, at_column]
    return program


@dataclass(frozen=True)
class Best:
    """A best panel, and what no panel is better than."""

    counts: Counts
    bound: float


class Panels:
    """Finds the panel that weighs most: the pricing problem, an integer program."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._columns = np.arange(len(problem.types), dtype=np.int32)
        least = np.array([limit.least for limit in problem.limits], dtype=float)
        most = np.array([limit.most for limit in problem.limits], dtype=float)
        nothing = np.zeros(len(problem.types))
        program = model(nothing, nothing, problem.most, rows=problem.matrix, least=least, most=most)
        program.integrality_ = [highspy.HighsVarType.kInteger] * len(problem.types)
        self._solver = solver()
        self._solver.passModel(program)

    def press(self, least: Floats, most: Floats) -> None:
        """Narrow each limit: from now on, panels are found between these numbers alone."""
        for row, (low, high) in enumerate(zip(least, most, strict=True)):
            self._solver.changeRowBounds(row, low, high)

    def best(
        self,
        weights: Floats,
        deadline: Deadline,
        within: tuple[Floats, Floats] | None = None,
        effort: float = 0.0,
    ) -> Best | None:
        """Give the panel of the greatest weight; None if there is no panel.

        Args:
            within: the least and the most people of each type.
            effort: the relative gap at which the search may stop.

        Raises:
            OutOfTime: if the deadline passes first.
            SolverFailed: if the solver fails, or gives a panel outside its quotas.
        """
        count = len(self._columns)
        lower, upper = within or (np.zeros(count), self.problem.most)
        solving = self._solver
        solving.setOptionValue("mip_rel_gap", effort)
        solving.changeColsBounds(count, self._columns, lower, upper)
        solving.changeColsCost(count, self._columns, weights)
        if not run(solving, deadline):
            return None
        found = np.rint(np.array(solving.getSolution().col_value)).astype(np.int64)
        if not self.problem.admits(found):
            raise SolverFailed("the solver gave a panel outside its quotas")
        bound = max(float(solving.getInfo().mip_dual_bound), float(weights @ found))
        return Best(found, bound)
