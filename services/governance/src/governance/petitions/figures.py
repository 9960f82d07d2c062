"""What is published of a number of signatures, and which thresholds it reaches. Pure.

A live count would tell the moment at which somebody signed. So the figure stands for a *basis*,
which is renewed only once the count has moved by more than the suppression threshold: two figures
are alike, or differ by more people than disclosure control hides (rule 8 of the panel).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from governance.schemes.rules import Threshold


def held(basis: int, exact: int, threshold: int) -> int:
    """Give the count that the next figure stands for."""
    return exact if abs(exact - basis) > threshold else basis


def figure(basis: int, threshold: int, base: int) -> int | None:
    """Give the published figure: None up to the threshold, else rounded, halves upwards."""
    return None if basis <= threshold else (basis + base // 2) // base * base


def reached(
    thresholds: Sequence[Threshold], signatures: int, announced: Collection[int]
) -> list[Threshold]:
    """Give the thresholds that a number of signatures reaches and that nobody announced yet."""
    found = [
        one
        for one in thresholds
        if signatures >= one.signatures and one.signatures not in announced
    ]
    return sorted(found, key=lambda one: one.signatures)
