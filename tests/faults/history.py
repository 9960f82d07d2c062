"""What the client was told, and whether the final state agrees with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

Fact = tuple[UUID, int]
"""A counter, and the value that it grew to."""


@dataclass
class History:
    """What clients saw: growths acknowledged, and growths of which they never learned."""

    acknowledged: set[Fact] = field(default_factory=set)
    unknown: set[Fact] = field(default_factory=set)

    def complete(self, effects: Sequence[Fact]) -> bool:
        """Say whether every acknowledged growth has had its effect."""
        return self.acknowledged <= set(effects)

    def violations(self, effects: Sequence[Fact]) -> set[str]:
        """Compare with the effects, in the order in which they were written.

        Gives any of ``lost`` (acknowledged, no effect), ``repeated`` (more than one effect),
        ``invented`` (nobody asked for it) and ``overtaken`` (out of order within a key).
        """
        found: set[str] = set()
        if not self.complete(effects):
            found.add("lost")
        if any(times > 1 for times in Counter(effects).values()):
            found.add("repeated")
        if not set(effects) <= self.acknowledged | self.unknown:
            found.add("invented")
        by_key: dict[UUID, list[int]] = defaultdict(list)
        for key, value in dict.fromkeys(effects):
            by_key[key].append(value)
        if any(values != sorted(values) for values in by_key.values()):
            found.add("overtaken")
        return found
