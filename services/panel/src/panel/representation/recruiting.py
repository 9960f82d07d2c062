"""Whom to recruit next, for a panel of a wanted size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.representation import service
from panel.representation.errors import NoPopulation, NoTargetSize
from panel.representation.groups import NO_ANSWER, Margin, Profile, group_of
from panel.representation.schemas import Level, TargetOut, TargetsOut
from panel.representation.service import Ground
from panel.representation.targets import Target, most_wanted, of_groups, of_pairs, shared_out
from panel.representation.words import in_words
from panel.vocabularies.dimensions import DERIVED

PAIR = ("age_band", "sex")
"""The dimensions whose pairs have targets of their own."""


async def exact_targets(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    place: str | None,
    size: int | None,
    on: date,
) -> TargetsOut:
    """Say how many more of each group, and of each age and sex, every place needs.

    Raises:
        Invalid: if the place is not one of the system's.
        NoTargetSize: if neither ``size`` nor the system says how many members there are to be.
        NoPopulation: if nothing is known of the people whom the panel is to be like.
    """
    found, wanted = await _sizes(session, ics, place, size, on)
    profiles = await service.profiles(session, ics, keys, found.dimensions)
    items = [
        _out(found, code, target)
        for code, here in wanted.items()
        for target in most_wanted(_exactly(found, profiles, code, here))
    ]
    return _targets(found, "exact", size, items)


async def published_targets(
    session: ReadSession, ics: SystemCode, *, place: str | None, size: int | None, on: date
) -> TargetsOut:
    """Say the same by the published figures alone; a group whose figure is hidden has no target,
    nor has a dimension that the population has lost since.

    Raises:
        Invalid: if the place is not one of the system's.
        NoTargetSize: if neither ``size`` nor the system says how many members there are to be.
        NoPopulation: if nothing is known of the people whom the panel is to be like.
        NotYetMeasured: before the first snapshot.
    """
    found, wanted = await _sizes(session, ics, place, size, on)
    shown = await service.published(session, ics, place=place, on=on)
    items: list[TargetOut] = []
    for one in shown.places:
        code = one.place or ""
        margins = found.published_margins(code)
        targets: list[Target] = []
        for dimension in one.dimensions:
            figures = {group.group: group.members for group in dimension.groups}
            margin = margins.get(dimension.dimension)
            if margin is None:  # It is measured no more since the snapshot.
                continue
            counts = {group: figures.get(group) or 0 for group in margin.people}
            size_known = _of_the_known(margin, counts, dimension.apart.no_answer, wanted[code])
            targets += [
                target
                for target in of_groups(margin, counts, size_known)
                if figures.get(target.groups[dimension.dimension]) is not None
            ]
        items += [_out(found, code, target) for target in most_wanted(targets)]
    return _targets(found, "published", size, items)


async def _sizes(
    session: ReadSession, ics: SystemCode, place: str | None, size: int | None, on: date
) -> tuple[Ground, Mapping[str, int]]:
    """Share the panel out over the places, in proportion to those who are old enough."""
    found = await service.ground(session, ics, on)
    await service.refuse_unknown(session, ics, place)
    whole = size or found.system.panel_target
    if whole is None:
        raise NoTargetSize
    people = {code: _of_age(found, code) for code in found.names}
    if not any(people.values()):
        raise NoPopulation
    parts = shared_out(whole, np.array(list(people.values()), dtype=np.int64)).tolist()
    sizes = dict(zip(people, parts, strict=True))
    return found, sizes if place is None else {place: sizes[place]}


def _of_age(found: Ground, place: str) -> int:
    margins = found.margins(place)
    first = margins.get("age_band") or next(iter(margins.values()), None)
    return sum(first.people.values()) if first is not None else 0


def _exactly(found: Ground, profiles: Sequence[Profile], place: str, size: int) -> Iterator[Target]:
    here = [profile for profile in profiles if profile.place == place]
    margins = found.margins(place)
    for margin in margins.values():
        counted = found.tally(here, margin)
        part = _of_the_known(margin, counted, counted[NO_ANSWER], size)
        yield from of_groups(margin, counted, part)
    if all(dimension in margins for dimension in PAIR):
        first, second = (margins[dimension] for dimension in PAIR)
        yield from of_pairs(first, second, _pairs(found, here, first, second), size)


def _of_the_known(
    margin: Margin, counted: Mapping[str, int], unknown: int | None, size: int
) -> int:
    """Give the size of panel whose groups are wanted. Of what follows from a postcode, that is the
    part of the panel of which it is known: those who gave none are of some group, and not short.

    Args:
        unknown: how many it is not known of; None where that is hidden, and then nothing is wanted.
    """
    if margin.dimension not in DERIVED:
        return size
    known = sum(counted[group] for group in margin.people)
    if unknown is None or known == 0:
        return 0
    return round(size * known / (known + unknown))


def _pairs(
    found: Ground, profiles: Sequence[Profile], first: Margin, second: Margin
) -> Mapping[tuple[str, str], int]:
    counted: Counter[tuple[str, str]] = Counter()
    for profile in profiles:
        one, other = (
            group_of(profile.terms.get(m.dimension), m.people, found.parents.get(m.dimension, {}))
            for m in (first, second)
        )
        counted[one, other] += profile.members
    return counted


def _out(found: Ground, place: str, target: Target) -> TargetOut:
    return TargetOut(
        place=place,
        groups=dict(target.groups),
        wanted=target.wanted,
        members=target.members,
        short=target.short,
        words=in_words(target, found.labels, found.names[place]),
    )


def _targets(found: Ground, level: Level, size: int | None, items: list[TargetOut]) -> TargetsOut:
    return TargetsOut(level=level, size=size or found.system.panel_target or 0, items=items)
