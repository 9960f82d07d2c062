"""Raking: weights whose margins agree with the population's (iterative proportional fitting).

W. E. Deming and F. F. Stephan, *On a least squares adjustment of a sampled frequency table when
the expected marginal totals are known*, Annals of Mathematical Statistics 11 (1940).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_PRECISION = 1e-10
"""Shares of a margin agree when they differ by no more than this."""
_MOST_ROUNDS = 2000
_LEAST = 1e-6
"""The least weight, as a part of the mean: where margins and cap cannot both be met, rounds would
go on to make some people count for nothing."""


@dataclass(frozen=True)
class Raked:
    """Weights of mean 1, all positive, in the order of the people."""

    weights: Floats
    trimmed: int
    """How many weights stand at the cap."""
    furthest: float
    """The largest difference that is left between a weighted share and its target, 0 to 1."""


def rake(groups: Sequence[Ints], targets: Sequence[Floats], cap: float) -> Raked:
    """Weight people so that every margin has its target shares, and no weight is above the cap.

    Each round scales the weights to one margin after the other, then trims them. Where margins and
    cap cannot both be met the cap is, and ``furthest`` says by how much the margins are not.

    Args:
        groups: for each margin, the number of the group that each person is in, shape (people,).
        targets: for each margin, the share of each group; positive, with sum 1, shape (groups,).
        cap: the greatest weight, as a multiple of the mean; above 1.

    Raises:
        ValueError: if nobody is there, a group has a target but nobody in it, or the cap is not
            above 1.
    """
    people = len(groups[0]) if groups else 0
    if people == 0:
        raise ValueError("there is nobody to weight")
    for group, target in zip(groups, targets, strict=True):
        if np.any(np.bincount(group, minlength=len(target)) == 0) or np.any(target <= 0):
            raise ValueError("every group of a margin has people in it and a share above nought")
    weights = np.ones(people)
    for _ in range(_MOST_ROUNDS):
        before = weights
        for group, target in zip(groups, targets, strict=True):
            weights = weights * (target * people / _sums(weights, group, target))[group]
        weights = trim(np.maximum(weights, _LEAST * weights.mean()), cap)
        settled = np.max(np.abs(weights - before)) <= _PRECISION
        if settled or _furthest(weights, groups, targets) <= _PRECISION:
            break
    at_cap = int(np.count_nonzero(weights >= cap * (1 - 1e-9)))
    return Raked(weights, at_cap, _furthest(weights, groups, targets))


def trim(weights: Floats, cap: float) -> Floats:
    """Cut weights down to ``cap`` times their mean, and share out what was cut among the others in
    proportion; gives weights of mean 1.

    Raises:
        ValueError: if the cap is not above 1: then nothing could take what is cut.
    """
    if cap <= 1:
        raise ValueError("the cap of weights is above 1, their mean")
    trimmed: Floats = weights / weights.mean()
    at_cap = np.zeros(len(trimmed), dtype=bool)
    while np.any((trimmed > cap) & ~at_cap):
        at_cap |= trimmed >= cap
        trimmed[at_cap] = cap
        left = len(trimmed) - cap * np.count_nonzero(at_cap)
        trimmed[~at_cap] *= left / trimmed[~at_cap].sum()
    return trimmed


def _sums(weights: Floats, group: Ints, target: Floats) -> Floats:
    sums = np.bincount(group, weights=weights, minlength=len(target))
    return sums.astype(np.float64)


def _furthest(weights: Floats, groups: Sequence[Ints], targets: Sequence[Floats]) -> float:
    gaps = (
        np.max(np.abs(_sums(weights, group, target) / len(weights) - target))
        for group, target in zip(groups, targets, strict=True)
    )
    return float(max(gaps))
