"""The fairest lottery: leximin over the probabilities of all people in the pool.

The least probability of anyone is as great as can be; then the next, and so on, which no other
lottery can better for anyone without taking from someone who has less (Flanigan, Gölz, Gupta,
Hennig, Procaccia: Fair algorithms for selecting citizens' assemblies, Nature 596, 2021).

1. The leximin of divisible people (`targets`) bounds every lottery, level by level.
2. Whole panels are peeled off it (`peeling`), and column generation (`mixing`) mends what is left
   over. Where the mixture reaches the targets, it is the leximin, proven.
3. Where no mixture reaches them, leximin is done on the panels themselves, stage by stage, each
   proven by the heaviest panel of its dual values.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from panel.selection.errors import QuotasUnmeetable
from panel.selection.mixing import GAP, Mixing, Stage
from panel.selection.peeling import peel
from panel.selection.problem import Counts, Floats, Problem
from panel.selection.programs import Clock, Deadline, OutOfTime, Panels
from panel.selection.relaxing import smallest_changes
from panel.selection.targets import leximin_targets

_SLACK = 1e-9
_BINDING = 1e-7
_PEELING = 0.8
"""The part of the time limit after which peeling makes room for what follows it."""
_STAGES_WHEN_LATE = 40


@dataclass(frozen=True)
class Lottery:
    """Panels and their weights, and how fair they are.

    Attributes:
        shares: the probability of each person of each type.
        least: the least probability that anyone has.
        bound: what the least probability can't exceed in any lottery.
        gap: how far any level of the leximin may be from its bound: the certificate.
    """

    panels: tuple[Counts, ...]
    weights: Floats
    shares: Floats
    least: float
    bound: float
    gap: float

    @property
    def proven(self) -> bool:
        """Whether this is the leximin, to 1e-6."""
        return self.gap <= GAP


def find_lottery(problem: Problem, seconds: float, clock: Clock = time.monotonic) -> Lottery:
    """Find the leximin lottery; when time is out, the best that was found, with its bound.

    Raises:
        QuotasUnmeetable: if no panel keeps all quotas; it tells the smallest changes.
        OutOfTime: if not even one panel was found.
    """
    begun = clock()
    deadline = Deadline(begun + seconds, clock)
    panels = Panels(problem)
    first = panels.best(np.zeros(len(problem.types)), deadline)
    if first is None:
        raise QuotasUnmeetable(smallest_changes(problem, deadline))
    mixing = Mixing(problem, panels)
    mixing.add(first.counts)
    targets = leximin_targets(problem, deadline)
    if targets is None:
        raise ArithmeticError("panels exist, but no fractional ones")
    early = Deadline(begun + seconds * _PEELING, clock)
    for panel in peel(problem, targets * problem.sizes, early):
        mixing.add(panel)
    everyone = np.ones(len(problem.types), dtype=bool)
    reached = mixing.over_known(Stage(targets, everyone))
    if reached.reached < -GAP:
        reached = mixing.raise_all(Stage(targets, everyone), early, ceiling=0.0)
    if reached.reached >= -GAP:
        return _lottery(mixing, reached.weights, float(targets.min()), max(0.0, -reached.reached))
    return _by_stages(mixing, float(targets.min()), deadline)


def _by_stages(mixing: Mixing, ceiling: float, deadline: Deadline) -> Lottery:
    count = len(mixing.problem.types)
    raised, floors = np.ones(count, dtype=bool), np.zeros(count)
    gap, bound, late = 0.0, ceiling, 0
    while True:
        stage = Stage(floors, raised)
        done = mixing.raise_all(stage, deadline, ceiling if raised.all() else 1.0)
        gap = max(gap, done.bound - done.reached)
        if raised.all():
            bound = done.bound
        newly = raised & (done.duals > _BINDING)
        if not newly.any():
            newly = raised & (done.duals >= done.duals[raised].max())
        raised = raised & ~newly
        floors = np.where(newly, max(0.0, done.reached - _SLACK), floors)
        late += _is_late(deadline)
        if not raised.any() or late > _STAGES_WHEN_LATE:
            return _lottery(mixing, done.weights, bound, gap)


def _is_late(deadline: Deadline) -> bool:
    try:
        deadline.left()
    except OutOfTime:
        return True
    return False


def _lottery(mixing: Mixing, weights: Floats, bound: float, gap: float) -> Lottery:
    """Put together what was found, without the panels of no weight."""
    problem = mixing.problem
    kept = np.flatnonzero(weights > 0)
    panels = tuple(mixing.known[at] for at in kept)
    if not all(problem.admits(panel) for panel in panels):
        raise ArithmeticError("a panel is outside its quotas")
    some = weights[kept] / weights[kept].sum()
    shares = np.asarray(some @ np.array(panels) / problem.sizes)
    least = float(shares.min())
    return Lottery(panels, some, shares, least, max(bound, least), max(gap, bound - least, 0.0))
