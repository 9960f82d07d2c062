"""How like its places a panel is, and whom to recruit next (rule 7 of the panel)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.disclosure import Rule
from panel.keys import PanelKeys
from panel.representation import repository
from panel.representation.errors import NotYetMeasured
from panel.representation.groups import (
    Figure,
    Margin,
    Profile,
    by_headings,
    margins,
    tally,
)
from panel.representation.measuring import Frame, measured
from panel.representation.schemas import (
    DimensionOut,
    NotMeasured,
    PlaceMeasured,
    RepresentationOut,
)
from panel.systems import service as systems
from panel.systems.models import System
from panel.vocabularies import service as vocabularies
from panel.vocabularies.codebook import codebook
from panel.vocabularies.dimensions import DERIVED, KNOWN, POPULATION_SOURCE

WHOLE = "total"
"""Dimension of the population table that has everyone in one category."""
WHOLE_SYSTEM = "All places together"


@dataclass(frozen=True)
class Ground:
    """What a system's panel is measured against."""

    system: System
    names: Mapping[str, str]
    """Place → its name, in the order of names."""
    figures: Sequence[Figure]
    labels: Mapping[tuple[str, str], str]
    """(dimension, term) → its label."""
    parents: Mapping[str, Mapping[str, str]]
    """Dimension → term → its heading."""
    untold: frozenset[str] = frozenset()
    """What follows from a postcode, where no postcode has told it of anybody."""

    @property
    def rule(self) -> Rule:
        """The system's rule of disclosure control."""
        return systems.disclosure_rule(self.system)

    @property
    def dimensions(self) -> list[str]:
        """The dimensions that are known of members and that the population has figures for."""
        known = {figure.dimension for figure in self.figures} - self.untold
        return [dimension for dimension in KNOWN if dimension in known]

    def margins(self, place: str | None) -> dict[str, Margin]:
        """Give the margins of a place, or of all together."""
        figures = [f for f in self.figures if place is None or f.place == place]
        return margins(figures, self.dimensions, self.system.minimum_age)

    def published_margins(self, place: str) -> dict[str, Margin]:
        """Give the margins that figures are published by: headings stand for what is below."""
        found = self.margins(place)
        return {d: by_headings(margin, self.parents.get(d, {})) for d, margin in found.items()}

    def tally(self, profiles: Sequence[Profile], margin: Margin) -> dict[str, int]:
        """Count members by group of a margin."""
        return tally(profiles, margin, self.parents.get(margin.dimension, {}))

    def frame(self, margin: Margin) -> Frame:
        """Give a margin with the names of its groups."""
        return Frame(margin, self.labels)


async def ground(session: ReadSession, ics: SystemCode, on: date) -> Ground:
    """Give what a system's panel is measured against.

    Raises:
        SystemNotLoaded
    """
    system = await systems.the_system(session, ics)
    places, population = await systems.places(session, ics)
    words = await vocabularies.in_force(session, ics, on, [*KNOWN, POPULATION_SOURCE])
    return Ground(
        system,
        {place.code: place.name for place in places},
        [Figure(p.place, p.dimension, p.category, p.people, p.source) for p in population],
        {(code, t.code): t.label for code, word in words.items() for t in word.terms},
        {
            code: {t.code: t.parent for t in word.terms if t.parent is not None}
            for code, word in words.items()
        },
        frozenset(DERIVED) - await repository.told_of_anybody(session, ics, list(DERIVED)),
    )


async def profiles(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, dimensions: Sequence[str]
) -> list[Profile]:
    """Count the members who have not left by place and their answers to some questions.

    The database counts blind indexes; which answer each of them is, is known here.
    """
    answers = await codebook(session, ics, keys, dimensions)
    return [
        Profile(
            place,
            {
                dimension: answers.term(dimension, token)
                for dimension, token in zip(dimensions, tokens, strict=True)
                if token is not None
            },
            members,
        )
        for place, tokens, members in await repository.profiles(session, ics, dimensions)
    ]


async def exact(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    place: str | None,
    seed: int,
    on: date,
) -> RepresentationOut:
    """Measure the panel as it is now: one place, or every place and all of them together.

    Raises:
        Invalid: if the place is not one of the system's.
    """
    found = await ground(session, ics, on)
    await refuse_unknown(session, ics, place)
    told = await profiles(session, ics, keys, found.dimensions)
    wanted = [place] if place is not None else [*found.names, None]
    places = await asyncio.to_thread(lambda: [_exactly(found, told, one, seed) for one in wanted])
    return out(found, "exact", places, None)


def _exactly(found: Ground, told: Sequence[Profile], place: str | None, seed: int) -> PlaceMeasured:
    here = [profile for profile in told if place is None or profile.place == place]
    return PlaceMeasured(
        place=place,
        name=WHOLE_SYSTEM if place is None else found.names[place],
        members=sum(profile.members for profile in here),
        dimensions=[
            _dimension(found, margin, here, seed) for margin in found.margins(place).values()
        ],
    )


def _dimension(found: Ground, margin: Margin, here: Sequence[Profile], seed: int) -> DimensionOut:
    counted = found.tally(here, margin)
    answered = sum(counted[group] for group in margin.people)
    return measured(found.frame(margin), counted, seed).model_copy(update={"answered": answered})


async def published(
    session: ReadSession, ics: SystemCode, *, place: str | None, on: date
) -> RepresentationOut:
    """Give the latest published snapshot, of one place or of every place.

    Raises:
        Invalid: if the place is not one of the system's.
        NotYetMeasured: before the first snapshot.
    """
    found = await ground(session, ics, on)
    await refuse_unknown(session, ics, place)
    release = await repository.find_release(session, ics)
    if release is None:
        raise NotYetMeasured
    places = [PlaceMeasured.model_validate(row) for row in release.published]
    if place is not None:
        places = [one for one in places if one.place == place]
        if not places:  # The place is newer than the snapshot.
            raise NotYetMeasured
    return out(found, "published", places, release.released_on)


def out(
    found: Ground, level: str, places: Sequence[PlaceMeasured], released_on: date | None
) -> RepresentationOut:
    """Put an answer together."""
    return RepresentationOut.model_validate(
        {
            "level": level,
            "released_on": released_on,
            "minimum_age": found.system.minimum_age,
            "threshold": found.rule.threshold,
            "base": found.rule.base,
            "places": list(places),
            "not_measured": _not_measured(found),
            "sources": {
                figure.source: found.labels.get((POPULATION_SOURCE, figure.source), figure.source)
                for figure in found.figures
            },
        }
    )


def _not_measured(found: Ground) -> list[NotMeasured]:
    known = {figure.dimension for figure in found.figures} - {WHOLE}
    untold = [
        NotMeasured(
            dimension=dimension,
            reason="It follows from a postcode, and no member's postcode has told it.",
        )
        for dimension in sorted(known & found.untold)
    ]
    unasked = [
        NotMeasured(
            dimension=dimension,
            reason="Nothing that could be compared with it is known of members.",
        )
        for dimension in sorted(known - set(KNOWN))
    ]
    unknown = [
        NotMeasured(dimension=dimension, reason="The population has no figures for it.")
        for dimension in KNOWN
        if dimension not in known
    ]
    return untold + unasked + unknown


async def refuse_unknown(session: ReadSession, ics: SystemCode, place: str | None) -> None:
    """Refuse a place that is not one of the system's.

    Raises:
        Invalid
    """
    if place is not None:
        await systems.refuse_unknown_places(session, ics, [place], "place")
