"""What no lottery can pass, computed exactly: it holds whatever the solver says, or fails to say.

Weigh the people of whom the least is asked, so that the weights add up to one, and others as is
liked. The least of the former is at most the weighted mean of all, less what floors give, in any
lottery; and that mean is at most what the heaviest panel weighs. Give each limit a price: by weak
duality what any panel weighs is at most its limits' cost, and for each type what it weighs beyond
the prices of its limits. This is so for all weights and all prices. The solver merely proposes
those that come near, and its rounding makes the bound worse, never wrong.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from panel.selection.problem import Floats, Problem


def certified(
    problem: Problem,
    weights: Floats,
    prices: Floats,
    floors: Floats,
    raised: NDArray[np.bool_],
) -> float:
    """Give what the least of some probabilities, each beyond its floor, can't pass; rounded up.

    Args:
        weights: of the types, a person of each together; those below 0 count as 0.
        prices: of the limits, of any sign, on the scale of the weights.
        floors: the probability that a person of each type has at least, in the lotteries meant.
        raised: the types whose least is asked.
    """
    heavy = [max(Fraction(0), Fraction(float(one))) for one in weights]
    whole = sum((heavy[at] for at in np.flatnonzero(raised)), Fraction(0))
    if not whole:
        return 1.0
    beyond = [weight / len(one.members) for weight, one in zip(heavy, problem.types, strict=True)]
    cost = -sum(
        (weight * Fraction(float(floor)) for weight, floor in zip(heavy, floors, strict=True)),
        Fraction(0),
    )
    for price, limit in zip(map(Fraction, map(float, prices)), problem.limits, strict=True):
        cost += price * (limit.most if price > 0 else limit.least)
        for at in limit.types if price else ():
            beyond[at] -= price
    for left, one in zip(beyond, problem.types, strict=True):
        cost += max(left, Fraction(0)) * one.most
    return _rounded_up(min(Fraction(1), cost / whole))


def evenly(problem: Problem) -> float:
    """Give what the least of all probabilities can't pass, without a solver: the people of a limit
    can't each have more than its most places, shared out evenly."""
    shared = [
        Fraction(limit.most, sum(len(problem.types[at].members) for at in limit.types))
        for limit in problem.limits
        if limit.types
    ]
    return _rounded_up(min(Fraction(1), *shared))


def _rounded_up(value: Fraction) -> float:
    near = float(value)
    return near if Fraction(near) >= value else math.nextafter(near, math.inf)
