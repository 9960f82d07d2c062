"""How like the population a panel is: ratios, scores and how sure of them one may be.

Everything here follows from the number of members in each group alone, so that it costs the same
whatever the size of the panel. Groups without people in the population have no ratio; leave them
out before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True)
class Interval:
    """A 95% interval, its ends included."""

    least: float
    greatest: float


@dataclass(frozen=True)
class Measures:
    """What is measured of one place and dimension; see the functions for what each is."""

    ratios: tuple[float, ...]
    ratio_intervals: tuple[Interval, ...]
    score: float
    score_interval: Interval
    similarity: float
    similarity_interval: Interval
    effective_size: float


def shares(counts: Ints | Floats) -> Floats:
    """Give each count's share of their sum along the last axis.

    Raises:
        ValueError: if a sum is nought.
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals <= 0):
        raise ValueError("shares of nobody have no meaning")
    found: Floats = counts / totals
    return found


def participation_ratios(members: Floats, population: Floats) -> Floats:
    """Give each group's share of the members over its share of the population.

    1 is in proportion, 0.5 half as many as there would be. Weighted by the population's shares the
    ratios average to 1.

    Args:
        members: shares, shape (..., groups).
        population: shares, all above nought, shape (groups,).
    """
    ratios: Floats = members / population
    return ratios


def representation_score(ratios: Floats) -> Floats:
    """Give R, the ratio of the group least represented over that of the group most represented.

    From 0, some group has no members, to 1, all are in proportion.
    """
    score: Floats = ratios.min(axis=-1) / ratios.max(axis=-1)
    return score


def proportional_similarity(members: Floats, population: Floats) -> Floats:
    """Give 1 less half the sum of the absolute differences of shares: 1 where all are equal.

    The rest to 1 is the share of members who would have to be of other groups.
    """
    similarity: Floats = 1 - np.abs(members - population).sum(axis=-1) / 2
    return np.clip(similarity, 0.0, 1.0)


def effective_sample_size(counts: Ints, population: Floats) -> float:
    """Give how many people, drawn at random, would tell as much once weighted to the population.

    L. Kish's (Σw)² / Σw², with the weights of post-stratification: share of the population over
    share of the members. A group without members has no weight, so it is left out.
    """
    heard = counts > 0
    weights = population[heard] / shares(counts[heard])
    total = float((counts[heard] * weights).sum())
    return total**2 / float((counts[heard] * weights**2).sum())


def measure(counts: Ints, people: Ints, draws: int, rng: np.random.Generator) -> Measures | None:
    """Measure a place and dimension; None if there are no members, or fewer than two groups.

    The intervals are percentiles of a bootstrap: panels of the same size drawn from the panel. A
    panel of which each member is drawn anew is a multinomial draw of its groups' counts. They say
    how much chance is in the figures, not how much self-selection. A group without members is in no
    such panel, so the greatest ratio that it may have is the exact binomial bound instead.

    Args:
        counts: members of each group, shape (groups,).
        people: people of each group in the population, all above nought, shape (groups,).
        draws: how many panels are drawn.
        rng: where chance comes from.

    Raises:
        ValueError: if a group has nobody in the population.
    """
    if np.any(people <= 0):
        raise ValueError("a group without people in the population has no ratio")
    size = int(counts.sum())
    if size == 0 or len(counts) < 2:
        return None
    population, members = shares(people), shares(counts)
    ratios = participation_ratios(members, population)
    drawn = rng.multinomial(size, members, size=draws) / size
    ratios_drawn = participation_ratios(drawn, population)
    ends = np.percentile(ratios_drawn, _PERCENTILES, axis=0)
    intervals = [Interval(least, greatest) for least, greatest in ends.T.tolist()]
    for group in np.flatnonzero(counts == 0).tolist():
        intervals[group] = Interval(0.0, unseen_at_most(size) / float(population[group]))
    return Measures(
        ratios=tuple(ratios.tolist()),
        ratio_intervals=tuple(intervals),
        score=float(representation_score(ratios)),
        score_interval=_interval(representation_score(ratios_drawn)),
        similarity=float(proportional_similarity(members, population)),
        similarity_interval=_interval(proportional_similarity(drawn, population)),
        effective_size=effective_sample_size(counts, population),
    )


def unseen_at_most(size: int) -> float:
    """Give the greatest share, with 97.5% confidence, of a group that none of ``size`` is in."""
    return float(1 - (1 - _PERCENTILES[1] / 100) ** (1 / size))


def _interval(drawn: Floats) -> Interval:
    least, greatest = np.percentile(drawn, _PERCENTILES)
    return Interval(float(least), float(greatest))
