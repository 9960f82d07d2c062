"""Taking fractional panels apart into whole ones, one at a time.

A point of the polytope is a mixture of a whole panel on its smallest face and of a point further
out, on a smaller face. Each step takes out a whole panel that the point makes likely, as much of it
as leaves the rest within every limit. It ends when all is taken. Where no whole panel is found on
the smallest face, it turns back to where more was left, and goes another way; what is found when
that does not help either is where column generation begins. Panels are dived for: an integer
program for each, to prove it the likeliest, took most of the time and led no further.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from panel.selection.diving import Diver
from panel.selection.problem import Counts, Floats, Problem
from panel.selection.programs import Deadline, OutOfTime, Panels

_TIGHT = 1e-7
_BACK = 10.0
"""How many times as much was left where another way begins; more so each time."""
_TURNS = 1
"""How often another way is tried."""


@dataclass(frozen=True)
class _Rest:
    """What is left of the point, as a point again, and how much of the whole it is."""

    point: Floats
    weight: float


def peel(problem: Problem, point: Floats, deadline: Deadline) -> list[Counts]:
    """Give panels whose mixture comes to the point (people of each type), as nearly as was found.

    Only panels that have each type's number rounded down or up are taken, so that every panel
    stays near to what is expected.

    Raises:
        SolverFailed: if the solver fails.
    """
    faces, found, way, turns = _Faces(problem, point), [], [_Rest(point, 1.0)], 0
    while True:
        rest = way[-1]
        try:
            panel = faces.panel(rest.point, deadline, other=turns > 0)
        except OutOfTime:
            break
        if panel is None:
            turns += 1
            if turns > _TURNS:
                break
            enough = rest.weight * _BACK**turns
            way = [one for one in way if one.weight >= enough] or way[:1]
            continue
        found.append(panel)
        step = faces.step(rest.point, panel)
        left = rest.weight * (1 - step)
        if step >= 1 - _TIGHT or left <= _TIGHT:
            break
        way.append(_Rest(faces.without(rest.point, panel, step), left))
    return found


class _Faces:
    """The faces of the polytope around a point, no further than each number rounded."""

    def __init__(self, problem: Problem, point: Floats) -> None:
        self._matrix = problem.matrix
        self._base = np.floor(point + _TIGHT)
        self._top = np.minimum(np.maximum(np.ceil(point - _TIGHT), self._base), problem.most)
        sums = problem.matrix @ point
        least = np.array([limit.least for limit in problem.limits], dtype=float)
        most = np.array([limit.most for limit in problem.limits], dtype=float)
        self._least = np.maximum(least, np.floor(sums + _TIGHT))
        self._most = np.minimum(most, np.ceil(sums - _TIGHT))
        self._diver = Diver(problem)

    def panel(self, rest: Floats, deadline: Deadline, *, other: bool) -> Counts | None:
        """Give a likely panel on the smallest face that a point is on; None if none was found.

        Args:
            other: whether to look where one would not look first.

        Raises:
            OutOfTime: if the deadline passes first.
            SolverFailed: if the solver fails.
        """
        base, top = self._base, self._top
        within = (
            np.where(rest > top - _TIGHT, top, base),
            np.where(rest < base + _TIGHT, base, top),
        )
        sums = self._matrix @ rest
        limits = (
            np.where(sums > self._most - _TIGHT, self._most, self._least),
            np.where(sums < self._least + _TIGHT, self._least, self._most),
        )
        part = np.clip((rest - base) / np.maximum(top - base, 1), 1e-4, 1 - 1e-4)
        likely = np.log(part / (1 - part))
        self._diver.press(*limits)
        return self._diver.panel(likely, deadline, within, shaken=other)

    def step(self, rest: Floats, panel: Counts) -> float:
        """Give how much of a panel can go before what is left would leave its bounds."""
        return min(
            _step(rest, panel, self._base, self._top),
            _step(self._matrix @ rest, self._matrix @ panel, self._least, self._most),
            1.0,
        )

    def without(self, rest: Floats, panel: Counts, step: float) -> Floats:
        """Give what is left when so much of a panel is gone."""
        return np.clip((rest - step * panel) / (1 - step), self._base, self._top)


def cover(
    problem: Problem, panels: Panels, known: list[Counts], wanted: Floats, deadline: Deadline
) -> list[Counts]:
    """Give panels that have those types on them which no known panel has, as far as time allows.

    Args:
        wanted: the probability that each type should have; types of 0 are in no panel.
    """
    missing = (wanted > _TIGHT) & ~np.any(known, axis=0)
    found: list[Counts] = []
    while missing.any():
        try:
            best = panels.best(missing / problem.sizes, deadline, effort=0.1)
        except OutOfTime:
            break
        if best is None or not (missing & (best.counts > 0)).any():
            break
        found.append(best.counts)
        missing &= best.counts == 0
    return found


def _step(rest: Floats, panel: Floats | Counts, least: Floats, most: Floats) -> float:
    down, up = panel - least, most - panel
    with np.errstate(divide="ignore", invalid="ignore"):
        toward = np.where(down > 0.5, (rest - least) / down, 1.0)
        away = np.where(up > 0.5, (most - rest) / up, 1.0)
    return float(max(0.0, min(toward.min(), away.min())))
