"""Who is in which group: members' answers against the categories of the population.

An answer counts for the category of the same code, or for that of its heading where the population
is given by headings. "Prefer not to say", no answer, and an answer that the population has no
figure for are counted apart, and are in no share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from panel.vocabularies.service import PREFER_NOT_TO_SAY

NO_ANSWER = "no_answer"
OTHER_ANSWER = "other_answer"
APART = (PREFER_NOT_TO_SAY, NO_ANSWER, OTHER_ANSWER)
"""What is reported beside the groups."""

_BAND = re.compile(r"^\d+-(\d+)$")
_AGES = "age_band"


@dataclass(frozen=True)
class Margin:
    """A dimension of a population."""

    dimension: str
    people: Mapping[str, int]
    """Group → people, all above nought."""
    of_age: bool
    """Whether those below the minimum age are left out; else people of all ages are in it."""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """Members who answered alike."""

    place: str | None
    terms: Mapping[str, str]
    """Dimension → the term that they answered with; without those that they left out."""
    members: int


@dataclass(frozen=True)
class Figure:
    """One figure of a population table."""

    place: str
    dimension: str
    category: str
    people: int
    source: str


def margins(
    figures: Iterable[Figure], dimensions: Sequence[str], minimum_age: int
) -> dict[str, Margin]:
    """Give the margin of each dimension that the figures have, of all their places together.

    Only people can be members who have reached the minimum age, so age bands below it are left
    out. The other dimensions have no figures by age, and stand for all ages.
    """
    people: dict[str, Counter[str]] = {dimension: Counter() for dimension in dimensions}
    sources: dict[str, set[str]] = {dimension: set() for dimension in dimensions}
    for figure in figures:
        if figure.dimension in people and not _too_young(figure, minimum_age):
            people[figure.dimension][figure.category] += figure.people
            sources[figure.dimension].add(figure.source)
    return {
        dimension: Margin(
            dimension, found, of_age=dimension == _AGES, sources=tuple(sorted(sources[dimension]))
        )
        for dimension, counted in people.items()
        if (found := {group: count for group, count in counted.items() if count > 0})
    }


def by_headings(margin: Margin, parents: Mapping[str, str]) -> Margin:
    """Give a margin by the headings of its categories: coarser, so that less must be hidden."""
    people: Counter[str] = Counter()
    for category, count in margin.people.items():
        people[parents.get(category, category)] += count
    return Margin(margin.dimension, people, margin.of_age, margin.sources)


def group_of(term: str | None, people: Mapping[str, int], parents: Mapping[str, str]) -> str:
    """Give the group that an answer counts for, or what it is counted as apart."""
    if term is None:
        return NO_ANSWER
    if term == PREFER_NOT_TO_SAY or term in people:
        return term
    heading = parents.get(term)
    return heading if heading is not None and heading in people else OTHER_ANSWER


def tally(
    profiles: Iterable[Profile], margin: Margin, parents: Mapping[str, str]
) -> dict[str, int]:
    """Count members by group, in the margin's order, and then those apart."""
    counted = dict.fromkeys((*margin.people, *APART), 0)
    for profile in profiles:
        term = profile.terms.get(margin.dimension)
        counted[group_of(term, margin.people, parents)] += profile.members
    return counted


def _too_young(figure: Figure, minimum_age: int) -> bool:
    band = _BAND.match(figure.category) if figure.dimension == _AGES else None
    return band is not None and int(band[1]) < minimum_age
