"""Are two sets of timings alike? Tests without any assumption of how timings are distributed.

Timings come in blocks: each block has one of every kind, in an order drawn anew, so that whatever
else the machine does strikes all kinds alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Timings = NDArray[np.float64]
"""One timing a block."""

MARGIN = 0.02
"""How far the common-language effect size may lie from one half, at most. At 0.52 somebody who sees
one timing of each kind and guesses that the slower is the known one is right 52 times in 100."""
LEVEL = 0.05
RESAMPLES = 4_000


@dataclass(frozen=True)
class Compared:
    """What two sets of timings say of each other."""

    effect: float
    """Common-language effect size (the area under the ROC curve, Mann and Whitney's U over the
    number of pairs): the chance that the first is slower than the second; one half where alike."""
    low: float
    high: float
    """Its interval of 90%, by a bootstrap of whole blocks."""
    error: float
    """Its standard error, by the same bootstrap."""
    medians_apart: float
    """Median of the first less median of the second, in their unit."""
    chance: float
    """p-value of that difference: how often labels exchanged at random within blocks give one as
    large."""

    @property
    def alike(self) -> bool:
        """Say whether both one-sided tests refuse, at 5%, that the effect lies outside the margin
        (TOST: the interval of 90% lies within it; Schuirmann 1987)."""
        return self.low > 0.5 - MARGIN and self.high < 0.5 + MARGIN


def effect(first: Timings, second: Timings) -> float:
    """Give the chance that one of the first is slower than one of the second; ties count half."""
    ordered = np.sort(second)
    below = np.searchsorted(ordered, first, side="left")
    up_to = np.searchsorted(ordered, first, side="right")
    return float((below + up_to).mean() / (2 * len(second)))


def compare(first: Timings, second: Timings, rng: np.random.Generator) -> Compared:
    """Compare timings of the same blocks."""
    blocks = len(first)
    drawn = rng.integers(blocks, size=(RESAMPLES, blocks))
    effects = [effect(first[chosen], second[chosen]) for chosen in drawn]
    low, high = np.quantile(effects, [LEVEL, 1 - LEVEL])
    return Compared(
        effect=effect(first, second),
        low=float(low),
        high=float(high),
        error=float(np.std(effects)),
        medians_apart=float(np.median(first) - np.median(second)),
        chance=_chance(first, second, rng),
    )


def _chance(first: Timings, second: Timings, rng: np.random.Generator) -> float:
    """Exchange the labels of every block by a coin, many times (Fisher's permutation test)."""
    apart = abs(np.median(first) - np.median(second))
    as_large = 0
    for _ in range(RESAMPLES):
        swapped = rng.integers(2, size=len(first)).astype(bool)
        one, other = np.where(swapped, second, first), np.where(swapped, first, second)
        as_large += bool(abs(np.median(one) - np.median(other)) >= apart)
    return (as_large + 1) / (RESAMPLES + 1)


def power(error: float) -> float:
    """Give the chance that two kinds that are truly alike are shown to be (normal approximation).

    Args:
        error: standard error of the effect.
    """
    room = MARGIN / error - 1.6449
    return math.erf(room / math.sqrt(2)) if room > 0 else 0.0


def visible(timings: Timings) -> float:
    """Give the delay that, added to these timings, moves the effect to the edge of the margin; in
    their unit. A true difference larger than it is refused."""
    low, high = 0.0, float(np.ptp(timings))
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (
            (low, middle) if effect(timings + middle, timings) > 0.5 + MARGIN else (middle, high)
        )
    return high
