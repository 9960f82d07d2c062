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

from panel.selection.certificate import evenly
from panel.selection.errors import QuotasUnmeetable, SolverFailed
from panel.selection.mixing import GAP, Mixing, Mixture, Stage
from panel.selection.peeling import cover, peel
from panel.selection.problem import Counts, Floats, Problem
from panel.selection.programs import Clock, Deadline, OutOfTime, Panels
from panel.selection.relaxing import smallest_changes
from panel.selection.targets import Targets, highest, leximin_targets

_SLACK = 1e-8
"""By how much a floor is below what was reached: ten times the solver's tolerance, or rounding
alone may make the next level infeasible."""
_BINDING = 1e-7
"""A dual value above this says that its type can't be raised, where the gap is nothing; where it is
something, the type may still rise by gap over dual value, which is held to `GAP`."""
_PEELING = 0.7
"""The part of the time limit after which peeling makes room for what follows it."""
_COVERING = 0.85
"""The part of it after which people whom no known panel has are looked for no longer."""
_SEARCHING = 0.9
"""The part of it after which no more panels are looked for: those known are mixed in the rest."""
_MIXING = 0.97
"""The part of it after which they are mixed no further: what is left is for the bound."""


@dataclass(frozen=True)
class Lottery:
    """Panels and their weights, and how fair they are.

    Attributes:
        shares: the probability of each person of each type.
        least: the least probability that anyone has.
        bound: what the least probability can't exceed in any lottery, whenever time runs out. It is
            computed exactly (`certificate`), unless the heaviest panel proves a lower one.
        gap: how far any level of the leximin may be from its bound, and the first level too that
            time did not allow to be raised: the certificate.
        levels: how many levels were raised, the lowest first.
        proven_levels: how many of them, the lowest first, are at their bound.
        complete: whether everybody's level was raised, or time ran out before.
    """

    panels: tuple[Counts, ...]
    weights: Floats
    shares: Floats
    least: float
    bound: float
    gap: float
    levels: int
    proven_levels: int
    complete: bool

    @property
    def proven(self) -> bool:
        """Whether this is the leximin, every level of it, to 1e-6."""
        return self.complete and self.gap <= GAP


@dataclass
class _Progress:
    """What was raised so far."""

    bound: float
    weights: Floats
    stage: Stage
    """The level that is being raised, or would be next."""
    gap: float = 0.0
    levels: int = 0
    proven: int = 0
    complete: bool = False


def find_lottery(problem: Problem, seconds: float, clock: Clock = time.monotonic) -> Lottery:
    """Find the leximin lottery; when time is out, the best that was found, with its bound.

    The limit holds for everything: it is passed by no more than one step of the solver takes.

    Raises:
        QuotasUnmeetable: if no panel keeps all quotas; it tells the smallest changes.
        OutOfTime: if not even one panel was found, or the smallest changes were not.
        SolverFailed: if the solver fails: that says nothing of the quotas.
    """
    begun, count = clock(), len(problem.types)
    if not count:
        raise QuotasUnmeetable(())
    finish, mixed, search, covered, early = (
        Deadline(begun + seconds * part, clock)
        for part in (1.0, _MIXING, _SEARCHING, _COVERING, _PEELING)
    )
    panels = Panels(problem)
    first = panels.best(np.zeros(count), finish)
    if first is None:
        raise QuotasUnmeetable(smallest_changes(problem, finish))
    mixing = Mixing(problem, panels, mixed)
    mixing.add(first.counts)
    everyone = Stage(np.zeros(count), np.ones(count, dtype=bool))
    progress = _Progress(evenly(problem), np.ones(1), everyone)
    try:
        targets = leximin_targets(problem, search)
        if targets is None:
            raise SolverFailed("panels exist, but no fractional ones")
        for panel in peel(problem, targets.shares * problem.sizes, early):
            mixing.add(panel)
        for panel in cover(problem, panels, mixing.known, targets.shares, covered):
            mixing.add(panel)
        progress.bound = min(progress.bound, targets.bound)
        progress.weights = np.ones(len(mixing.known))
        reached = _toward(mixing, targets, covered)
        progress.weights = reached.weights
        if targets.complete and reached.reached >= -GAP:
            progress.gap, progress.complete = max(0.0, -reached.reached), True
            progress.levels = progress.proven = targets.levels
        else:
            _by_stages(mixing, progress, search)
    except OutOfTime:
        progress.gap = max(progress.gap, _still_to_gain(mixing, progress, finish))
    return _lottery(mixing, progress)


def _toward(mixing: Mixing, targets: Targets, deadline: Deadline) -> Mixture:
    """Mix the known panels to come as near to the targets as can be, and look for more."""
    stage = Stage(targets.shares, np.ones(len(targets.shares), dtype=bool))
    reached = mixing.over_known(stage)
    if reached.reached >= -GAP:
        return reached
    return mixing.raise_all(stage, deadline, (0.0, np.zeros(len(targets.shares))))


def _by_stages(mixing: Mixing, progress: _Progress, search: Deadline) -> None:
    """Raise one level after another, and note in `progress` what each came to.

    Raises:
        OutOfTime: if there is no time for another level; `progress` tells of those before.
    """
    while progress.stage.raised.any():
        floors, raised = progress.stage.floors, progress.stage.raised
        ceiling = highest(mixing.problem, floors, raised, mixing.finish)
        done = mixing.raise_all(progress.stage, search, ceiling)
        gap = done.bound - done.reached
        if raised.all():
            progress.bound = min(progress.bound, done.bound)
        progress.gap = max(progress.gap, gap)
        progress.proven += progress.proven == progress.levels and gap <= GAP
        progress.levels += 1
        progress.weights = done.weights
        newly = raised & (done.duals > max(_BINDING, gap / GAP))
        if not newly.any():
            newly = raised & (done.duals >= done.duals[raised].max())
        floors = np.where(newly, max(0.0, done.reached - _SLACK), floors)
        progress.stage = Stage(floors, raised & ~newly)
    progress.complete = True


def _still_to_gain(mixing: Mixing, progress: _Progress, finish: Deadline) -> float:
    """Give how far the level that time did not allow may be from its bound: with the floors of the
    levels before it, types not raised yet may come as high as divisible people could."""
    stage = progress.stage
    bound, _ = highest(mixing.problem, stage.floors, stage.raised, finish)
    if stage.raised.all():
        progress.bound = bound = min(progress.bound, bound)
    beyond = _shares(mixing, progress.weights) - stage.floors
    return max(0.0, bound - float(beyond[stage.raised].min()))


def _shares(mixing: Mixing, weights: Floats) -> Floats:
    known = np.array(mixing.known[: len(weights)])
    return np.asarray(weights / weights.sum() @ known / mixing.problem.sizes)


def _lottery(mixing: Mixing, progress: _Progress) -> Lottery:
    """Put together what was found, without the panels of no weight."""
    problem, weights = mixing.problem, progress.weights
    kept = np.flatnonzero(weights > 0)
    panels = tuple(mixing.known[at] for at in kept)
    if not all(problem.admits(panel) for panel in panels):
        raise SolverFailed("a panel is outside its quotas")
    some = weights[kept] / weights[kept].sum()
    shares = _shares(mixing, weights)
    least = float(shares.min())
    bound = max(progress.bound, least)
    return Lottery(
        panels,
        some,
        shares,
        least,
        bound,
        max(progress.gap, bound - least, 0.0),
        progress.levels,
        progress.proven,
        progress.complete,
    )
