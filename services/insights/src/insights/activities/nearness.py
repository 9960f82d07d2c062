"""How near something known or planned comes to an activity, as a score with its reasons.

The score adds up what is shared, each part weighed:

- themes 0.35 and communities 0.15: how many of the activity's own the other covers;
- places 0.15: likewise; something for the whole system covers every place;
- wording 0.35: the larger of two measures: how alike the titles are (trigrams), and how many of
  the words of the activity's title and topic the other has;
- dates 0.15, between activities: whether both are at the same time; the less, the longer the gap
  between them, until a quarter of a year. How old a finding is, its ageing tells.

Parts that the activity doesn't name (no community, say), or the other can't have, are left out, and
the rest is scaled up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

THRESHOLD = 0.4
"""From here on something counts as near: a shared theme in a shared place, or the like."""

WEIGHTS = {"themes": 0.35, "communities": 0.15, "places": 0.15, "wording": 0.35, "dates": 0.15}

SIMILAR_PERCENT = 30
"""From here on wording is called similar; below it is told all the same, since it counts."""

FAR_DAYS = 91
"""Days between two activities from which on their dates say nothing: a quarter of a year."""


@dataclass(frozen=True)
class Facets:
    """What an activity or a finding is about."""

    title: str
    themes: Sequence[str] = field(default=())
    communities: Sequence[str] = field(default=())
    places: Sequence[str] = field(default=())
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Candidate:
    """Something that may be near."""

    kind: str
    id: UUID
    reference: str | None
    facets: Facets
    wording: float
    """How alike the words are, from 0 to 1."""
    organisation_id: UUID | None = None
    """Of an activity: who leads it."""


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
    gap = _days_between(own, other.facets)
    if gap is not None:
        parts["dates"] = max(0.0, 1 - gap / FAR_DAYS)
        if gap == 0:
            reasons.append("at the same time")
        elif gap < FAR_DAYS:
            reasons.append(f"{gap} {'day' if gap == 1 else 'days'} apart")
    percent = round(parts["wording"] * 100)
    if percent:
        alike = "similar wording" if percent >= SIMILAR_PERCENT else "some of the wording"
        reasons.append(f"{alike} ({percent}%)")
    weight = sum(WEIGHTS[name] for name in parts)
    score = sum(WEIGHTS[name] * value for name, value in parts.items()) / weight
    return Nearness(round(score, 3), reasons)


def _days_between(own: Facets, other: Facets) -> int | None:
    """Give the days from the end of the earlier to the beginning of the later; 0 where they are at
    the same time, None where the dates of either aren't known."""
    mine, theirs = _span(own), _span(other)
    if mine is None or theirs is None:
        return None
    return max(0, (max(mine[0], theirs[0]) - min(mine[1], theirs[1])).days)


def _span(facets: Facets) -> tuple[date, date] | None:
    begins = facets.starts_on or facets.ends_on
    ends = facets.ends_on or facets.starts_on
    return None if begins is None or ends is None else (begins, ends)
