"""What a reader with a solver can infer of one count, exactly: by a linear program each way.

`bounds` narrows ranges sum by sum. Where sums overlap, as they do when one question is shown by
the answers to another, all of them together can say more than each does; this finds that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Generic

import highspy

from panel.disclosure.bounds import UNBOUNDED, Range
from panel.disclosure.rule import Rule
from panel.disclosure.tables import K, Sum

_EPSILON = 1e-6


class Reader(Generic[K]):
    """A reader who knows the figures that are published, the rule and every sum."""

    def __init__(
        self,
        figures: Mapping[K, int | None],
        implied: frozenset[K],
        sums: Sequence[Sum[K]],
        rule: Rule,
    ) -> None:
        self._solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._variables: dict[K, highspy.highs.highs_var] = {}
        for key in [*figures, *implied]:
            figure = figures.get(key)
            least, greatest = (0, highspy.kHighsInf) if figure is None else rule.behind(figure)
            self._variables[key] = self._solver.addVariable(least, greatest)
        for one in sums:
            parts = sum(self._variables[part] for part in one.parts)
            self._solver.addConstr(self._variables[one.total] == parts)

    def range_of(self, key: K) -> Range:
        """Give the least and the greatest value that a count may have."""
        self._solver.minimize(self._variables[key])
        least = math.ceil(self._solver.getObjectiveValue() - _EPSILON)
        self._solver.maximize(self._variables[key])
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Range(least, UNBOUNDED)
        return Range(least, math.floor(self._solver.getObjectiveValue() + _EPSILON))
