"""Where repeating items come: pure Python.

An item comes at the first meeting from its first day on, and then at every so many-th. Meetings are
counted as they were called, without those that were cancelled. Of a rotation that place comes which
was longest not heard; of several never heard, the one listed first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Sitting:
    """A meeting that was not cancelled."""

    id: UUID
    day: date
    open: bool
    """It is to come, so that drafts may be placed on it."""


@dataclass(frozen=True)
class Repeating:
    """An item that comes again."""

    every: int
    starts_on: date
    ends_on: date | None
    places: Sequence[str] = ()


def placed(
    item: Repeating, sittings: Sequence[Sitting], fixed: Mapping[UUID, str | None]
) -> dict[UUID, str | None]:
    """Give the open meetings that an item is drafted for, each with its place.

    Args:
        sittings: of the body, the earliest first.
        fixed: meetings where the item stands already, with its place; they are not given again.
    """
    counted = [one for one in sittings if item.starts_on <= one.day
               and (item.ends_on is None or one.day <= item.ends_on)]  # fmt: skip
    heard: dict[str, int] = {}
    drafts: dict[UUID, str | None] = {}
    for number, sitting in enumerate(counted):
        if sitting.id in fixed:
            place = fixed[sitting.id]
        elif sitting.open and number % item.every == 0:
            place = _next(item.places, heard)
            drafts[sitting.id] = place
        else:
            continue
        if place is not None:
            heard[place] = number
    return drafts


def _next(places: Sequence[str], heard: Mapping[str, int]) -> str | None:
    return min(places, key=lambda place: heard.get(place, -1), default=None)
