"""What the published snapshot of the make-up tells apart, for other publications to heed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.representation import repository
from panel.representation.groups import Margin, group_of
from panel.representation.schemas import DimensionOut, PlaceMeasured
from panel.representation.service import Ground, ground
from panel.vocabularies.codebook import Codebook, codebook

Part = tuple[str | None, str | None]
"""A place, and a group of which a figure is shown; None stands for all groups of the place whose
figures are hidden, which a reader knows together at best."""


@dataclass(frozen=True)
class Parts:
    """The parts that the members of each place fall into, by one dimension or another."""

    dimensions: Sequence[str]
    _codes: Codebook
    _ground: Ground
    _shown: Mapping[str, Mapping[str, frozenset[str]]]
    """Place → dimension → groups of which a figure is shown."""
    _margins: dict[str, Mapping[str, Margin]] = field(default_factory=dict)

    def of(self, dimension: str, place: str | None, token: bytes | None) -> Part:
        """Give the part that members of a place are in who gave an answer, by its blind index."""
        shown = self._shown.get(place, {}).get(dimension) if place is not None else None
        if place is None or not shown:
            return place, None
        if place not in self._margins:
            self._margins[place] = self._ground.published_margins(place)
        margin = self._margins[place].get(dimension)
        term = self._codes.term(dimension, token) if token is not None else None
        people = margin.people if margin is not None else {}
        group = group_of(term, people, self._ground.parents.get(dimension, {}))
        return place, group if group in shown else None


async def published_parts(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, on: date
) -> Parts | None:
    """Give what the snapshot of a day tells apart; None while there is none of that day."""
    release = await repository.find_release(session, ics)
    if release is None or release.released_on < on:
        return None
    places = [PlaceMeasured.model_validate(row) for row in release.published]
    shown = {
        one.place: {dimension.dimension: _shown(dimension) for dimension in one.dimensions}
        for one in places
        if one.place is not None
    }
    found = await ground(session, ics, on)
    codes = await codebook(session, ics, keys, found.dimensions)
    return Parts(found.dimensions, codes, found, shown)


def _shown(dimension: DimensionOut) -> frozenset[str]:
    figures = {group.group: group.members for group in dimension.groups}
    figures |= dimension.apart.model_dump()
    return frozenset(group for group, members in figures.items() if members is not None)
