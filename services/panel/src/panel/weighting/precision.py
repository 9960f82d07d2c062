"""What a weighted figure is worth: design effect, effective sample size, margin of error."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Z_95 = 1.959963984540054
"""The 97.5th percentile of the normal distribution: 95% lies within this many standard errors."""


def design_effect(weights: NDArray[np.float64]) -> float:
    """Give Kish's design effect of weighting, 1 or more: n Σw² / (Σw)² (L. Kish, 1965).

    Raises:
        ValueError: if there are no weights.
    """
    if len(weights) == 0:
        raise ValueError("there is nobody to weight")
    return float(len(weights) * np.sum(weights**2) / np.sum(weights) ** 2)


def effective_n(weights: NDArray[np.float64]) -> float:
    """Give the size of a simple random sample that would be as certain, in people."""
    return len(weights) / design_effect(weights)


def weighted_share(weights: NDArray[np.float64], chose: NDArray[np.bool_]) -> float:
    """Give the weighted share, 0 to 1, of those who chose."""
    return float(weights[chose].sum() / weights.sum())


def margin_of_error(share: float, people: float) -> float:
    """Give the half width of the 95% interval of a share, 0 to 1, were the sample random.

    Args:
        share: 0 to 1.
        people: the effective sample size, above 0.
    """
    return Z_95 * math.sqrt(max(0.0, share * (1 - share)) / people)
