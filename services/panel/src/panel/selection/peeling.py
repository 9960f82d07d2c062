"""Taking fractional panels apart into whole ones, one at a time.

A point of the polytope is a mixture of a whole panel on its smallest face and of a point further
out, on a smaller face. Each step takes out the whole panel that the point makes most likely, as
much of it as leaves the rest within every limit. It ends when all is taken, or when the smallest
face has no whole panel on it; what is found then is where column generation begins.
"""

from __future__ import annotations

import numpy as np

from panel.selection.problem import Counts, Floats, Problem
from panel.selection.programs import Deadline, OutOfTime, Panels

_TIGHT = 1e-7


def peel(problem: Problem, point: Floats, deadline: Deadline) -> list[Counts]:
    """Give panels whose mixture comes to the point (people of each type), as nearly as was found.

    Only panels that have each type's number rounded down or up are taken, so that every panel
    stays near to what is expected.
    """
    found: list[Counts] = []
    rest, weight = point.copy(), 1.0
    base = np.floor(point + _TIGHT)
    top = np.minimum(np.maximum(np.ceil(point - _TIGHT), base), problem.most)
    bounds = problem.matrix @ point
    least = np.array([limit.least for limit in problem.limits], dtype=float)
    most = np.array([limit.most for limit in problem.limits], dtype=float)
    least = np.maximum(least, np.floor(bounds + _TIGHT))
    most = np.minimum(most, np.ceil(bounds - _TIGHT))
    narrow = Panels(problem)
    while weight > _TIGHT:
        lower = np.where(rest > top - _TIGHT, top, base)
        upper = np.where(rest < base + _TIGHT, base, top)
        part = np.clip((rest - base) / np.maximum(top - base, 1), 1e-4, 1 - 1e-4)
        sums = problem.matrix @ rest
        narrow.press(
            np.where(sums > most - _TIGHT, most, least),
            np.where(sums < least + _TIGHT, least, most),
        )
        try:
            best = narrow.best(np.log(part / (1 - part)), deadline, (lower, upper), effort=0.02)
        except OutOfTime:
            break
        if best is None:
            break
        panel = best.counts
        found.append(panel)
        step = min(
            _step(rest, panel, base, top), _step(sums, problem.matrix @ panel, least, most), 1.0
        )
        if step >= 1 - _TIGHT:
            break
        rest = np.clip((rest - step * panel) / (1 - step), base, top)
        weight *= 1 - step
    return found


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
    """Give how much of a panel can go before what is left would leave its bounds."""
    down, up = panel - least, most - panel
    with np.errstate(divide="ignore", invalid="ignore"):
        toward = np.where(down > 0.5, (rest - least) / down, 1.0)
        away = np.where(up > 0.5, (most - rest) / up, 1.0)
    return float(max(0.0, min(toward.min(), away.min())))
