"""How near something known or planned comes to an activity, as a score with its reasons.

The score adds up what is shared, each part weighed:

- themes 0.35 and communities 0.15: how many of the activity's own the other covers;
- places 0.15: likewise; something for the whole system covers every place;
- wording 0.35: the larger of two measures: how alike the titles are (trigrams), and how many of
  the words of the activity's title and topic the other has.

Parts that the activity doesn't name (no community, say) are left out, and the rest is scaled up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

THRESHOLD = 0.4
"""From here on something counts as near: a shared theme in a shared place, or the like."""

WEIGHTS = {"themes": 0.35, "communities": 0.15, "places": 0.15, "wording": 0.35}


@dataclass(frozen=True)
class Facets:
    """What an activity or a finding is about."""

    title: str
    themes: Sequence[str] = field(default=())
    communities: Sequence[str] = field(default=())
    places: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Candidate:
    """Something that may be near."""

    kind: str
    id: UUID
    reference: str | None
    facets: Facets
    wording: float
    """How alike the words are, from 0 to 1."""


@dataclass(frozen=True)
class Nearness:
    """A score from 0 to 1, and what it is made of."""

    score: float
    reasons: list[str]


def nearness(own: Facets, other: Candidate) -> Nearness:
    """Score how near something comes to an activity."""
    parts = {"wording": min(max(other.wording, 0.0), 1.0)}
    reasons: list[str] = []
    for name, word in (("themes", "theme"), ("communities", "community"), ("places", "place")):
        mine, theirs = set(getattr(own, name)), set(getattr(other.facets, name))
        if not mine:
            continue
        whole_system = name == "places" and not theirs
        shared = mine if whole_system else mine & theirs
        parts[name] = len(shared) / len(mine)
        if whole_system:
            reasons.append("covers the whole system")
        reasons += [f"same {word}: {code}" for code in sorted(shared) if not whole_system]
    if parts["wording"] >= 0.3:
        reasons.append(f"similar wording ({round(parts['wording'] * 100)}%)")
    weight = sum(WEIGHTS[name] for name in parts)
    score = sum(WEIGHTS[name] * value for name, value in parts.items()) / weight
    return Nearness(round(score, 3), reasons)
