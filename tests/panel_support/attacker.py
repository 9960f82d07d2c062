"""An attacker with a linear-programming solver: what figures that were published give away."""

from __future__ import annotations

import math
from collections.abc import Mapping

import highspy

from panel.disclosure import Linked, Rule
from panel.disclosure.tables import K

_EPSILON = 1e-6


def infer(
    table: Linked[K], figures: Mapping[K, int | None], rule: Rule
) -> dict[K, tuple[int, float]]:
    """Give the least and greatest value that each count may have, by one linear program each way.

    Of ``table`` only the keys, the sums and what counts do not exceed are used, never the counts.
    """
    solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    most = table.at_most
    variables = {
        key: solver.addVariable(0, most.get(key, highspy.kHighsInf)) for key in table.counts
    }
    for key, figure in figures.items():
        if figure is not None:
            least, greatest = rule.behind(figure)
            solver.addConstr(variables[key] >= least)
            solver.addConstr(variables[key] <= greatest)
    for one in table.sums:
        solver.addConstr(variables[one.total] == sum(variables[part] for part in one.parts))
    return {key: _extent(solver, variable) for key, variable in variables.items()}


def _extent(solver: highspy.Highs, variable: highspy.highs.highs_var) -> tuple[int, float]:
    solver.minimize(variable)
    least = math.ceil(solver.getObjectiveValue() - _EPSILON)
    solver.maximize(variable)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return least, math.inf
    return least, math.floor(solver.getObjectiveValue() + _EPSILON)
