"""Drawing a panel that chose itself: from the population, by who is readier to join.

Every panel of volunteers is older, has more women and fewer people of minority groups and poor
places than its population. How much so here is `Bias`, made up but of the usual size; it is not
measured on anybody. Ages, sexes, ethnic groups, disability and deciles of deprivation are drawn
apart from each other, since the population has no figures for them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from panel.representation.groups import Margin
from panel.vocabularies.dimensions import DECILE
from panel.vocabularies.service import PREFER_NOT_TO_SAY


@dataclass(frozen=True)
class Bias:
    """How ready people are to join, as multiples."""

    groups: Mapping[tuple[str, str], float] = field(
        default_factory=lambda: {
            ("age_band", "16-24"): 0.35,
            ("age_band", "25-34"): 0.6,
            ("age_band", "35-44"): 0.85,
            ("age_band", "55-64"): 1.4,
            ("age_band", "65-74"): 1.7,
            ("age_band", "75+"): 0.9,
            ("sex", "female"): 1.35,
            ("disability", "disabled"): 1.15,
        }
    )
    """(dimension, group) → readiness; 1 for those not named."""
    minority: float = 0.55
    """Readiness of every ethnic group but the largest of the place."""
    poorest: float = 0.5
    """Readiness of those in the most deprived tenth of areas; it rises evenly to ``richest``."""
    richest: float = 1.3
    not_said: float = 0.03
    """Chance of answering "prefer not to say" to a question."""
    left_out: float = 0.05
    """Chance of leaving a question out."""
    no_place: float = 0.01
    """Chance of naming no place."""
    no_postcode: float = 0.2
    """Chance of choosing a place and giving no postcode, so that the decile is not known."""


@dataclass(frozen=True)
class Source:
    """What a place's members are drawn from."""

    place: str
    margins: Mapping[str, Margin]
    deciles: Mapping[str, int]
    """Deprivation decile, 1 to 10 → people; empty where it is not known."""


@dataclass(frozen=True)
class Drawn:
    """Columns of a panel, each with one entry per member."""

    places: Sequence[str | None]
    terms: Mapping[str, Sequence[str | None]]
    """Dimension → each member's answer; None where they left it out."""

    def some(self, numbers: Sequence[int]) -> Drawn:
        """Give some of the members."""
        terms = {d: [column[n] for n in numbers] for d, column in self.terms.items()}
        return Drawn([self.places[n] for n in numbers], terms)


def draw(sources: Sequence[Source], size: int, bias: Bias, rng: np.random.Generator) -> Drawn:
    """Draw a panel; the same seed gives the same panel.

    Raises:
        ValueError: if no place has any people to draw from.
    """
    weights = np.array([_ready(source, bias) for source in sources], dtype=float)
    if weights.sum() <= 0:
        raise ValueError("there is nobody to draw from")
    numbers = rng.multinomial(size, weights / weights.sum())
    dimensions = sorted({dimension for source in sources for dimension in source.margins})
    columns: dict[str, list[str | None]] = {dimension: [] for dimension in dimensions}
    places: list[str | None] = []
    deciles: list[str | None] = []
    (apart,) = rng.spawn(1)
    for source, number in zip(sources, numbers.tolist(), strict=True):
        nowhere = rng.random(number) < bias.no_place
        places += [None if unnamed else source.place for unnamed in nowhere.tolist()]
        for dimension, column in columns.items():
            margin = source.margins.get(dimension)
            column.extend(
                [None] * number if margin is None else _answers(margin, number, bias, rng)
            )
        deciles += _deciles(source, nowhere.tolist(), bias, apart)
    if any(source.deciles for source in sources):
        columns[DECILE] = deciles
    return Drawn(places, columns)


def _deciles(
    source: Source, nowhere: Sequence[bool], bias: Bias, rng: np.random.Generator
) -> list[str | None]:
    """Draw where people of a place live, from who is ready to join; of those who named no place or
    gave no postcode it is not known."""
    if not source.deciles:
        return [None] * len(nowhere)
    codes = sorted(source.deciles, key=int)
    weights = np.array([source.deciles[code] * _readiness_of(code, bias) for code in codes])
    chosen = rng.choice(len(codes), size=len(nowhere), p=weights / weights.sum())
    untold = rng.random(len(nowhere)) < bias.no_postcode
    return [
        None if unnamed or none else codes[number]
        for number, unnamed, none in zip(chosen.tolist(), nowhere, untold.tolist(), strict=True)
    ]


def _answers(margin: Margin, number: int, bias: Bias, rng: np.random.Generator) -> list[str | None]:
    groups = list(margin.people)
    weights = np.array([margin.people[group] * _readiness(margin, group, bias) for group in groups])
    chosen = rng.choice(len(groups), size=number, p=weights / weights.sum())
    chance: NDArray[np.float64] = rng.random(number)
    said: list[str | None] = []
    for group, luck in zip(chosen.tolist(), chance.tolist(), strict=True):
        if luck < bias.left_out:
            said.append(None)
        elif luck < bias.left_out + bias.not_said:
            said.append(PREFER_NOT_TO_SAY)
        else:
            said.append(groups[group])
    return said


def _readiness(margin: Margin, group: str, bias: Bias) -> float:
    if margin.dimension == "ethnic_group":
        largest = max(margin.people, key=lambda each: margin.people[each])
        return 1.0 if group == largest else bias.minority
    return bias.groups.get((margin.dimension, group), 1.0)


def _ready(source: Source, bias: Bias) -> float:
    """Give how many people of a place are ready to join, up to a common factor."""
    first = source.margins.get("age_band") or next(iter(source.margins.values()), None)
    people = sum(first.people.values()) if first is not None else 0
    total = sum(source.deciles.values())
    if total == 0:
        return float(people)
    ready = sum(count * _readiness_of(decile, bias) for decile, count in source.deciles.items())
    return people * ready / total


def _readiness_of(decile: str, bias: Bias) -> float:
    return bias.poorest + (bias.richest - bias.poorest) / 9 * (int(decile) - 1)
