"""Raking as a textbook has it, without arrays: what the product's is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def textbook_raking(
    people: Sequence[Mapping[str, int]], targets: Mapping[str, Sequence[float]], rounds: int = 3000
) -> list[float]:
    """Scale each person's weight by target over actual share, margin by margin, many times."""
    weights = [1.0 for _ in people]
    for _ in range(rounds):
        for dimension, shares in targets.items():
            actual = [0.0 for _ in shares]
            for person, weight in zip(people, weights, strict=True):
                actual[person[dimension]] += weight
            for i, person in enumerate(people):
                group = person[dimension]
                weights[i] *= shares[group] * len(people) / actual[group]
    return weights
