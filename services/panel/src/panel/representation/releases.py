"""The daily snapshot of the panel's make-up, and the event that tells of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from common.clock import Clock, day_in_england, new_id, utc_now
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.events.panel import GroupMeasured, PlaceDimensionMeasured, RepresentationMeasured
from common.messaging.outbox import record
from panel.disclosure import Rule
from panel.keys import PanelKeys
from panel.members import counts as member_counts
from panel.members.errors import NotYetCounted
from panel.representation import repository, service
from panel.representation.groups import Profile
from panel.representation.holding import Cell, protected
from panel.representation.measuring import SEED, measured
from panel.representation.schemas import DimensionOut, PlaceMeasured
from panel.representation.service import Ground
from panel.systems import service as systems

Basis = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Place → dimension → group → members."""


async def release_representation(
    database: Database, keys: PanelKeys, *, clock: Clock = utc_now
) -> None:
    """Publish the snapshot of the day in every system that has none of it yet, once its members
    have been counted: the published counts say which places may be shown."""
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await _release(session, ics, keys, now)

    await in_each(codes, in_one)


async def _release(session: WriteSession, ics: SystemCode, keys: PanelKeys, now: datetime) -> None:
    last = await repository.find_release(session, ics)
    if last is not None and last.released_on >= day_in_england(now):
        return
    try:
        counted = await member_counts.published_counts(session, ics)
    except NotYetCounted:
        return
    shown = {one.place: one.members for one in counted.places if one.place is not None}
    ground = await service.ground(session, ics, day_in_england(now))
    profiles = await service.profiles(session, ics, keys, ground.dimensions)
    exact = count(ground, profiles)
    basis = hold(last.basis if last is not None else {}, exact, ground.rule)
    places = await asyncio.to_thread(publish, ground, basis, shown)
    release_id = new_id()
    values = {
        "ics": ics,
        "release_id": release_id,
        "released_on": day_in_england(now),
        "basis": basis,
        "published": [place.model_dump(mode="json") for place in places],
    }
    await repository.write_release(session, values)
    said = RepresentationMeasured(
        release_id=release_id,
        released_on=day_in_england(now),
        measured=[_said(p.place or "", d) for p in places for d in p.dimensions],
        limits=_limits(ground),
    )
    await record(session, ics, said, now=now)


def count(ground: Ground, profiles: Sequence[Profile]) -> Basis:
    """Count the members of every place by the groups that are published."""
    return {
        place: {
            dimension: ground.tally([p for p in profiles if p.place == place], margin)
            for dimension, margin in ground.published_margins(place).items()
        }
        for place in ground.names
    }


def hold(last: Basis, exact: Basis, rule: Rule) -> Basis:
    """Give the counts that figures stand for, each renewed only when it has moved by enough."""
    return {
        place: {
            dimension: member_counts.hold(last.get(place, {}).get(dimension, {}), counted, rule)
            for dimension, counted in dimensions.items()
        }
        for place, dimensions in exact.items()
    }


def publish(ground: Ground, basis: Basis, shown: Mapping[str, int | None]) -> list[PlaceMeasured]:
    """Make what is published, from the basis alone.

    Args:
        shown: place → the published figure of its members; nothing else of a place is shown where
            it is hidden.
    """
    return [
        PlaceMeasured(
            place=place,
            name=name,
            members=shown.get(place),
            dimensions=[]
            if shown.get(place) is None
            else _dimensions(ground, place, basis.get(place, {})),
        )
        for place, name in ground.names.items()
    ]


def _dimensions(
    ground: Ground, place: str, basis: Mapping[str, Mapping[str, int]]
) -> list[DimensionOut]:
    cells: dict[Cell, int] = {
        (dimension, group): members
        for dimension, counted in basis.items()
        for group, members in counted.items()
    }
    figures = protected(cells, ground.rule)
    return [
        measured(
            ground.frame(margin),
            {group: figures[dimension, group] for group in basis[dimension]},
            SEED,
        )
        for dimension, margin in ground.published_margins(place).items()
    ]


def _said(place: str, dimension: DimensionOut) -> PlaceDimensionMeasured:
    return PlaceDimensionMeasured(
        place=place,
        dimension=dimension.dimension,
        score=dimension.score,
        similarity=dimension.similarity,
        groups=[
            GroupMeasured(group=g.group, members=g.members, ratio=g.ratio) for g in dimension.groups
        ],
    )


def _limits(ground: Ground) -> list[str]:
    rule = ground.rule
    return [
        f"Counts of 1 to {rule.threshold} are not shown, others are rounded to {rule.base}.",
        "A figure is renewed when its count has moved by more than "
        f"{rule.threshold} members; it may lag behind the truth by that many.",
        f"Ages are compared with residents of {ground.system.minimum_age} and over, everything "
        "else with residents of all ages.",
        "Members chose to join; intervals show chance alone.",
    ]
