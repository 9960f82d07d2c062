"""Mixtures of panels: a linear program over the panels known, and column generation for more.

The program raises the least of all types' probabilities above their floors. Its dual values weigh
the types; a panel that weighs more than the mixture does improves it, and the weight of the
heaviest panel bounds what any mixture can reach (Flanigan and others, 2021, appendix). A dive finds
most of those that improve it; the heaviest is asked of the integer program only where dives find no
more, for the bound and for the panels that are left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray

from panel.selection.diving import Diver
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
    """The weights of the known panels, what was reached, what no mixture passes.

    `duals` weigh the types so that nothing weighs more than the bound: where the bound is reached,
    a type of any weight can't be raised further, in no mixture at all. Dual values of the known
    panels alone say nothing of the sort.
    """

    weights: Floats
    reached: float
    bound: float
    duals: Floats


@dataclass(frozen=True)
class _Search:
    """How far the search for panels came: the bound with the weights that prove it, and the weights
    that those tried next stay near to; `over` when no panel is left that raises anything."""

    bound: float
    proof: Floats
    steady: Floats | None = None
    over: bool = False


class Mixing:
    """The known panels, and the linear program over them. Panels stay from stage to stage.

    No program runs past `finish`, not even the one over the panels that are known.
    """

    def __init__(self, problem: Problem, panels: Panels, finish: Deadline) -> None:
        self.problem = problem
        self.panels = panels
        self.diver = Diver(problem)
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

    def raise_all(self, stage: Stage, deadline: Deadline, ceiling: tuple[float, Floats]) -> Mixture:
        """Raise a stage's types as far as can be, looking for panels until it is proven.

        Out of time, it gives the best mixture that was found, and the best bound so far.

        Args:
            ceiling: what no mixture can pass, and the weights of the types that prove it.

        Raises:
            OutOfTime: if not even one mixture was found before `finish`.
            SolverFailed: if the solver fails.
        """
        program, search = self._program(stage), _Search(*ceiling)
        found = self._solve(program)
        while search.bound - found.reached > _ENOUGH and not search.over:
            try:
                search = self._price(program, stage, found, search, deadline)
                found = self._solve(program)
            except OutOfTime:
                break
        return replace(found, bound=max(search.bound, found.reached), duals=search.proof)

    def over_known(self, stage: Stage) -> Mixture:
        """Raise a stage's types with the panels known alone.

        Raises:
            OutOfTime: if `finish` passes first.
            SolverFailed: if the solver fails.
        """
        return self._solve(self._program(stage))

    def _price(
        self,
        program: highspy.Highs,
        stage: Stage,
        found: Mixture,
        search: _Search,
        deadline: Deadline,
    ) -> _Search:
        """Add a panel, dived for if one is found so; else the heaviest, which gives a bound."""
        exact, steady = found.duals, search.steady
        mixed = exact if steady is None else _STEADY * steady + (1 - _STEADY) * exact
        tried = (exact,) if steady is None else (mixed, exact)
        for weights in tried:
            dived = self.diver.panel(weights / self.problem.sizes, deadline)
            if dived is not None and self._improves(program, dived, found, stage):
                return replace(search, steady=mixed)
        for weights in tried:
            best = self.panels.best(weights / self.problem.sizes, deadline)
            if best is None:
                raise SolverFailed("a problem with panels has none")
            bound = best.bound - float(weights @ stage.floors)
            if bound < search.bound:
                search = _Search(bound, weights, weights)
            improves = self._improves(program, best.counts, found, stage)
            if improves or search.bound - found.reached <= _ENOUGH:
                return search if search.steady is not None else replace(search, steady=mixed)
        return replace(search, over=True)

    def _improves(
        self, program: highspy.Highs, panel: Counts, found: Mixture, stage: Stage
    ) -> bool:
        """Let a panel into the mixture if it is new; say whether it can raise what was reached."""
        if not self.add(panel):
            return False
        self._add_column(program, panel)
        gain = float(found.duals @ (panel / self.problem.sizes - stage.floors))
        return gain > found.reached + _ENOUGH / 10

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

    def _solve(self, program: highspy.Highs) -> Mixture:
        if not run(program, self.finish):
            raise SolverFailed("panels that were mixed can't be mixed again")
        found = program.getSolution()
        weights = np.clip(np.array(found.col_value[1:]), 0.0, None)
        duals = np.abs(np.array(found.row_dual[: len(self.problem.types)]))
        return Mixture(weights / weights.sum(), float(found.col_value[0]), np.inf, duals)
