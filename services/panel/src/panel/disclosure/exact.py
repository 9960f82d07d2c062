"""What a reader with a solver can infer of one count, exactly: by a linear program each way.

`bounds` narrows ranges sum by sum. Where sums overlap, as they do when one question is shown by
the answers to another, all of them together can say more than each does; this finds that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Generic

import highspy
import numpy as np

from panel.disclosure.bounds import UNBOUNDED, Range
from panel.disclosure.rule import Rule
from panel.disclosure.tables import K, Sum

_EPSILON = 1e-6
_NOTHING = 1e-9
"""Solvers take smaller coefficients for nought."""


class Reader(Generic[K]):
    """A reader who knows the figures that are published, the rule and every sum.

    Each solution of a program is a set of counts that could be behind the figures, so it witnesses
    a value of *every* count, not only of the one that was asked for. Hiding more figures takes no
    such set away. So far fewer programs are solved than there are counts.
    """

    def __init__(
        self,
        figures: Mapping[K, int | None],
        implied: frozenset[K],
        sums: Sequence[Sum[K]],
        rule: Rule,
        at_most: Mapping[K, int] = MappingProxyType({}),
    ) -> None:
        self._at_most = at_most
        self._solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._variables: dict[K, highspy.highs.highs_var] = {}
        self._hidden = {key for key in [*figures, *implied] if figures.get(key) is None}
        for key in [*figures, *implied]:
            figure = figures.get(key)
            least, greatest = (0, highspy.kHighsInf) if figure is None else rule.behind(figure)
            most = min(greatest, self._most(key))
            self._variables[key] = self._solver.addVariable(least, most)
        for one in sums:
            parts = sum(self._variables[part] for part in one.parts)
            self._solver.addConstr(self._variables[one.total] == parts)
        self._least = np.full(len(self._variables), np.inf)
        self._greatest = np.full(len(self._variables), -np.inf)

    def hide(self, keys: Iterable[K]) -> None:
        """Take the figures of some keys away from the reader."""
        for key in set(keys) - self._hidden:
            self._solver.changeColBounds(self._variables[key].index, 0, self._most(key))
            self._hidden.add(key)

    def learn(self, coefficients: Mapping[K, float], least: float, greatest: float) -> None:
        """Tell the reader that a weighted sum of counts lies within limits."""
        matters = {key: value for key, value in coefficients.items() if abs(value) > _NOTHING}
        said = sum(value * self._variables[key] for key, value in matters.items())
        if matters and math.isfinite(least):
            self._solver.addConstr(said >= least - _EPSILON)
        if matters and math.isfinite(greatest):
            self._solver.addConstr(said <= greatest + _EPSILON)
        self._least[:], self._greatest[:] = np.inf, -np.inf

    def believes_all(self, key: K, least: int, greatest: int) -> bool:
        """Say whether the reader must think every value from one to another possible."""
        index = self._variables[key].index
        if self._least[index] > least + _EPSILON and self.range_of(key).least > least:
            return False
        if self._greatest[index] < greatest - _EPSILON:
            return self.range_of(key).greatest >= greatest
        return True

    def doubts(self, key: K, values: int) -> bool:
        """Say whether the reader must think so many values of a count possible."""
        index = self._variables[key].index
        seen = math.floor(self._greatest[index] + _EPSILON) - math.ceil(
            self._least[index] - _EPSILON
        ) if np.isfinite(self._least[index]) else -1  # fmt: skip
        return seen + 1 >= values or len(self.range_of(key)) >= values

    def range_of(self, key: K) -> Range:
        """Give the least and the greatest value that a count may have."""
        self._solver.minimize(self._variables[key])
        self._witness()
        least = math.ceil(self._solver.getObjectiveValue() - _EPSILON)
        self._solver.maximize(self._variables[key])
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._greatest[self._variables[key].index] = UNBOUNDED
            return Range(least, UNBOUNDED)
        self._witness()
        return Range(least, math.floor(self._solver.getObjectiveValue() + _EPSILON))

    def _most(self, key: K) -> float:
        return self._at_most.get(key, highspy.kHighsInf)

    def _witness(self) -> None:
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            values = np.array(self._solver.getSolution().col_value)
            np.minimum(self._least, values, out=self._least)
            np.maximum(self._greatest, values, out=self._greatest)
