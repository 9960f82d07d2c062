"""Weighting the answers to a survey to the population (rule 10 of the panel).

An answer is stored under a pseudonym, and what its author told about themselves is stored with the
member. The two are joined here in memory by who holds the keys, and forgotten with the result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.answers import service as answers
from panel.keys import PanelKeys
from panel.members.told import told_by
from panel.systems import service as systems
from panel.systems.models import Place, Population, System
from panel.vocabularies import service as vocabularies
from panel.vocabularies.service import VocabularyInForce
from panel.weighting.margins import Folded, Margin, fold
from panel.weighting.precision import design_effect
from panel.weighting.raking import Raked, rake

PLACE = "place"
_AGES = re.compile(r"(\d+)(?:-\d+|\+)")


@dataclass(frozen=True)
class Weighted:
    """The answers to a survey, each with its weight, and how the weights came about."""

    answers: Sequence[Mapping[str, Any]]
    """Question id → answer, for each person."""
    raked: Raked
    margins: Sequence[Folded]
    left_out: Sequence[str]
    """Dimensions of which too few people told anything, or there is no population."""
    cap: float
    least_effective: int

    @property
    def weights(self) -> NDArray[np.float64]:
        """Weights of mean 1, in the order of ``answers``."""
        return self.raked.weights

    @property
    def design_effect(self) -> float:
        """Kish's design effect over everyone who answered."""
        return design_effect(self.weights)


async def weigh(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey_id: UUID,
    places: Sequence[str],
    on: date,
) -> Weighted | None:
    """Weight everyone who answered a survey; None if nobody did or there is nothing to weight to.

    The dimensions and the cap are settings of the system. A group is joined to its neighbour where
    fewer people answered than disclosure control shows, so that what is said of the joining tells
    no more than a suppressed count.
    """
    joined = await answers.joined(session, ics, keys, survey_id)
    if not joined:
        return None
    system = await systems.the_system(session, ics)
    known = [member for member, _ in joined if member is not None]
    told = await told_by(session, ics, keys, known)
    people = [told.get(member, {}) if member is not None else {} for member, _ in joined]
    margins, left_out = await _margins(session, system, places, on, people)
    if not margins:
        return None
    raked = rake([m.placed for m in margins], [m.targets for m in margins], system.weight_cap)
    said = [answer for _, answer in joined]
    return Weighted(said, raked, margins, left_out, system.weight_cap, system.least_effective)


async def _margins(
    session: ReadSession,
    system: System,
    places: Sequence[str],
    on: date,
    people: Sequence[Mapping[str, str]],
) -> tuple[list[Folded], list[str]]:
    ics = SystemCode(system.ics)
    all_places, population = await systems.places(session, ics)
    inside = [place for place in all_places if not places or place.code in places]
    codes = {place.code for place in inside}
    counted = [row for row in population if row.place in codes]
    known = await vocabularies.in_force(session, ics, on, system.weighting_dimensions)
    fewest = systems.disclosure_rule(system).threshold + 1
    folded: list[Folded] = []
    left_out: list[str] = []
    for dimension in system.weighting_dimensions:
        if dimension == PLACE:
            margin, heading = _place_margin(inside), {}
        else:
            vocabulary = known.get(dimension)
            heading = _headings(vocabulary)
            margin = _margin(dimension, counted, vocabulary, heading, system.minimum_age)
        said = [heading.get(p.get(dimension, ""), p.get(dimension)) for p in people]
        ready = fold(margin, said, fewest)
        if ready is not None:
            folded.append(ready)
        else:
            left_out.append(dimension)
    return folded, left_out


def _place_margin(places: Sequence[Place]) -> Margin:
    return Margin(PLACE, {place.code: place.population for place in places})


def _headings(vocabulary: VocabularyInForce | None) -> dict[str, str]:
    terms = vocabulary.terms if vocabulary else ()
    return {term.code: term.parent for term in terms if term.parent is not None}


def _margin(
    dimension: str,
    population: Sequence[Population],
    vocabulary: VocabularyInForce | None,
    heading: Mapping[str, str],
    minimum_age: int,
) -> Margin:
    """Add up a dimension's population by heading, in the vocabulary's order; bands of age that
    begin below the least age of members are left out."""
    people: dict[str, int] = {}
    for term in vocabulary.terms if vocabulary else ():
        people.setdefault(heading.get(term.code, term.code), 0)
    for row in population:
        ages = _AGES.fullmatch(row.category) if dimension == "age_band" else None
        if row.dimension == dimension and (ages is None or int(ages.group(1)) >= minimum_age):
            group = heading.get(row.category, row.category)
            people[group] = people.get(group, 0) + row.people
    return Margin(dimension, people)
