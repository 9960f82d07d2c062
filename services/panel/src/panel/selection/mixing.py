"""Mixtures of panels: a linear program over the panels known, and column generation for more.

The program raises the least of all types' probabilities above their floors. Its dual values weigh
the types; a panel that weighs more than the mixture does improves it, and the weight of the
heaviest panel bounds what any mixture can reach (Flanigan and others, 2021, appendix).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray

from panel.selection.errors import SolverFailed
from panel.selection.problem import Counts, Floats, Problem
from panel.selection.programs import INFINITY, Deadline, OutOfTime, Panels, model, run, solver

GAP = 1e-6
"""An answer this near to its bound counts as proven."""
_ENOUGH = GAP / 20
_STEADY = 0.6
"""How much of the steadiest weights stays in those that are tried next (Wentges smoothing)."""


@dataclass(frozen=True)
class Stage:
    """What one step raises: each type to at least its floor, and `raised` ones by z beyond it."""

    floors: Floats
    raised: NDArray[np.bool_]


@dataclass(frozen=True)
class Mixture:
    """The weights of the known panels, what was reached, what no mixture passes, dual values."""

    weights: Floats
    reached: float
    bound: float
    duals: Floats


class Mixing:
    """The known panels, and the linear program over them. Panels stay from stage to stage.

    No program runs past `finish`, not even the one over the panels that are known.
    """

    def __init__(self, problem: Problem, panels: Panels, finish: Deadline) -> None:
        self.problem = problem
        self.panels = panels
        self.finish = finish
        self.known: list[Counts] = []
        self._seen: set[bytes] = set()
        self._rows = np.arange(len(problem.types) + 1, dtype=np.int32)

    def add(self, panel: Counts) -> bool:
        """Learn of a panel; say whether it is new."""
        key = panel.astype(np.int64).tobytes()
        if key in self._seen:
            return False
        self._seen.add(key)
        self.known.append(panel)
        return True

    def raise_all(self, stage: Stage, deadline: Deadline, ceiling: float = np.inf) -> Mixture:
        """Raise a stage's types as far as can be, looking for panels until it is proven.

        Out of time, it gives the best mixture that was found, and the best bound so far.

        Raises:
            OutOfTime: if not even one mixture was found before `finish`.
            SolverFailed: if the solver fails.
        """
        program = self._program(stage)
        bound, steady = ceiling, None
        found = self._solve(program, bound)
        while bound - found.reached > _ENOUGH:
            try:
                bound, steady = self._price(program, stage, found, bound, steady, deadline=deadline)
                found = self._solve(program, bound)
            except OutOfTime:
                break
            if steady is None:
                break
        return replace(found, bound=max(bound, found.reached))

    def over_known(self, stage: Stage) -> Mixture:
        """Raise a stage's types with the panels known alone.

        Raises:
            OutOfTime: if `finish` passes first.
            SolverFailed: if the solver fails.
        """
        return self._solve(self._program(stage), np.inf)

    def _price(
        self,
        program: highspy.Highs,
        stage: Stage,
        found: Mixture,
        bound: float,
        steady: Floats | None,
        *,
        deadline: Deadline,
    ) -> tuple[float, Floats | None]:
        """Add a panel; give the bound, and the steadiest weights (None: no panel is left)."""
        exact = found.duals
        for mix in (_STEADY, 0.0) if steady is not None else (0.0,):
            weights = exact if steady is None else mix * steady + (1 - mix) * exact
            best = self.panels.best(weights / self.problem.sizes, deadline)
            if best is None:
                raise SolverFailed("a problem with panels has none")
            here = best.bound - float(weights @ stage.floors)
            if here < bound:
                bound, steady = here, weights
            if self.add(best.counts):
                self._add_column(program, best.counts)
                if self._gain(exact, best.counts, stage) > found.reached + _ENOUGH / 10:
                    return bound, steady if steady is not None else weights
            if bound - found.reached <= _ENOUGH:
                return bound, steady if steady is not None else weights
        return bound, None

    def _gain(self, weights: Floats, panel: Counts, stage: Stage) -> float:
        return float(weights @ (panel / self.problem.sizes - stage.floors))

    def _program(self, stage: Stage) -> highspy.Highs:
        types = len(self.problem.types)
        rows = np.zeros((types + 1, 1 + len(self.known)))
        rows[:types, 0] = -stage.raised.astype(float)
        rows[types, 1:] = 1
        for at, panel in enumerate(self.known):
            rows[:types, at + 1] = panel / self.problem.sizes
        least, most = np.append(stage.floors, 1.0), np.append(np.full(types, INFINITY), 1.0)
        columns = len(self.known)
        costs = np.append(1.0, np.zeros(columns))
        lower = np.append(-INFINITY, np.zeros(columns))
        program = solver()
        upper = np.full(columns + 1, INFINITY)
        program.passModel(model(costs, lower, upper, rows=rows, least=least, most=most))
        return program

    def _add_column(self, program: highspy.Highs, panel: Counts) -> None:
        column = np.append(panel / self.problem.sizes, 1.0)
        at = np.flatnonzero(column)
        program.addCol(0.0, 0.0, INFINITY, len(at), self._rows[at], column[at])

    def _solve(self, program: highspy.Highs, bound: float) -> Mixture:
        if not run(program, self.finish):
            raise SolverFailed("panels that were mixed can't be mixed again")
        found = program.getSolution()
        weights = np.clip(np.array(found.col_value[1:]), 0.0, None)
        duals = np.abs(np.array(found.row_dual[: len(self.problem.types)]))
        reached = float(found.col_value[0])
        return Mixture(weights / weights.sum(), reached, max(bound, reached), duals)
