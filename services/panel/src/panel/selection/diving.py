"""Finding a good panel fast, without a proof: a linear program, rounded one type at a time.

A vertex of the fractional panels has few types that are not whole, no more than there are limits.
A dive makes one of those whole, the most undecided first, and solves again from where the solver
stood; where nothing fits any more it turns the last one round. After so many programs it begins
again with weights that are shaken a little, and after so many dives it gives up. What it finds is a
panel within every limit; that it finds none says nothing.
"""

from __future__ import annotations

import numpy as np

from panel.selection.problem import Counts, Floats, Problem
from panel.selection.programs import Deadline, model, run, solver

_WHOLE = 1e-6
"""A number this near to a whole one is whole."""
_PROGRAMS = 60
"""How many programs one dive may solve."""
_DIVES = 5
_SHAKEN = 0.3
"""By how much of their own spread the weights are shaken, more with each dive."""
_SEED = 1


class Diver:
    """Dives for panels; it keeps the solver's basis from one dive to the next."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._columns = np.arange(len(problem.types), dtype=np.int32)
        self._random = np.random.default_rng(_SEED)
        least = np.array([limit.least for limit in problem.limits], dtype=float)
        most = np.array([limit.most for limit in problem.limits], dtype=float)
        nothing = np.zeros(len(problem.types))
        self._solver = solver()
        self._solver.passModel(
            model(nothing, nothing, problem.most, rows=problem.matrix, least=least, most=most)
        )

    def press(self, least: Floats, most: Floats) -> None:
        """Narrow each limit: from now on, panels are found between these numbers alone."""
        for row, (low, high) in enumerate(zip(least, most, strict=True)):
            self._solver.changeRowBounds(row, low, high)

    def panel(
        self,
        weights: Floats,
        deadline: Deadline,
        within: tuple[Floats, Floats] | None = None,
        *,
        shaken: bool = False,
    ) -> Counts | None:
        """Give a panel of a great weight between the least and the most people of each type.

        Args:
            within: the least and the most people of each type.
            shaken: whether the first dive shakes the weights already.

        Raises:
            OutOfTime: if the deadline passes first.
            SolverFailed: if the solver fails.
        """
        bounds = within or (np.zeros(len(weights)), self._problem.most)
        spread = _SHAKEN * (float(weights.std()) or 1.0)
        for dive in range(_DIVES):
            by = self._random.normal(0.0, (dive + shaken) * spread, len(weights))
            found = self._dive(weights + by, deadline, bounds)
            if found is not None:
                return found
        return None

    def _dive(
        self, weights: Floats, deadline: Deadline, within: tuple[Floats, Floats]
    ) -> Counts | None:
        lower, upper = within[0].copy(), within[1].copy()
        solving = self._solver
        solving.changeColsBounds(len(lower), self._columns, lower, upper)
        solving.changeColsCost(len(lower), self._columns, weights)
        turns: list[tuple[int, float, float]] = []
        for _ in range(_PROGRAMS):
            if run(solving, deadline):
                point = np.array(solving.getSolution().col_value)
                undecided = np.abs(point - np.rint(point))
                at = int(undecided.argmax())
                if undecided[at] <= _WHOLE:
                    panel = np.rint(point).astype(np.int64)
                    return panel if self._problem.admits(panel) else None
                up = float(np.ceil(point[at]))
                turns.append((at, float(lower[at]), up - 1))
                lower[at] = up
            elif turns:
                # Only the last turn is turned round: those before it were its reason.
                at, lower[at], upper[at] = turns.pop()
            else:
                return None
            solving.changeColBounds(at, lower[at], upper[at])
        return None
