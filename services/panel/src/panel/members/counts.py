"""Published counts of members, which no two releases let anyone subtract a person from.

A live count would change the moment that somebody joins. So figures are published once a day, and
each place's figure stands for a *basis*: the exact count when the figure was last renewed. The
basis of a place is renewed only once its count has moved by more than the suppression threshold;
then all figures are made anew from the bases. Two releases therefore are alike, or differ by more
people than disclosure control hides; never by one (rule 8 of the panel). What is shown may lag
behind the truth by the threshold in each place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.disclosure import Linked, Rule, Sum, protect
from panel.members import repository
from panel.members.errors import NotYetCounted
from panel.members.models import CountRelease
from panel.members.schemas import MemberCounts, PlaceCount
from panel.systems import service as systems

TOTAL = "all members"
NO_PLACE = "no place named"


async def published_counts(session: ReadSession, ics: SystemCode) -> MemberCounts:
    """Give the latest published counts.

    Raises:
        NotYetCounted: before the first release.
    """
    system = await systems.the_system(session, ics)
    release = await repository.find_release(session, ics)
    if release is None:
        raise NotYetCounted
    return _out(release, systems.disclosure_rule(system))


@dataclass(frozen=True)
class Bases:
    """What the published figures stand for; never leaves the service."""

    total: int
    by_place: Mapping[str, int]


async def bases(session: ReadSession, ics: SystemCode) -> Bases | None:
    """Give what the published figures stand for; None before the first release."""
    release = await repository.find_release(session, ics)
    if release is None:
        return None
    by_place = {place: count for place, count in release.basis.items() if place != NO_PLACE}
    return Bases(sum(release.basis.values()), by_place)


async def release_counts(database: Database, *, clock: Clock = utc_now) -> None:
    """Publish the counts of the day in every system that has none of it yet."""
    today = day_in_england(clock())
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            release = await repository.find_release(session, ics)
            if release is None or release.released_on < today:
                await _release(session, ics, release, today)

    await in_each(codes, in_one)


async def _release(
    session: WriteSession, ics: SystemCode, last: CountRelease | None, today: date
) -> None:
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    exact = await _exact(session, ics)
    basis = hold(last.basis if last is not None else {}, exact, rule)
    await repository.write_release(session, ics, today, basis, figures_of(basis, rule))


def hold(basis: Mapping[str, int], exact: Mapping[str, int], rule: Rule) -> dict[str, int]:
    """Give the counts that figures stand for: those of before, but where too much has changed."""
    return {
        place: basis[place]
        if place in basis and abs(count - basis[place]) <= rule.threshold
        else count
        for place, count in exact.items()
    }


def figures_of(basis: Mapping[str, int], rule: Rule) -> dict[str, int | None]:
    """Give the figures of all places and of their total."""
    counts = {TOTAL: sum(basis.values()), **basis}
    return protect(Linked(counts, [Sum(TOTAL, tuple(basis))], frozenset(counts)), rule)


async def _exact(session: WriteSession, ics: SystemCode) -> dict[str, int]:
    places, _ = await systems.places(session, ics)
    counted = await repository.count_by_place(session, ics)
    exact = {place.code: counted.get(place.code, 0) for place in places}
    return {**exact, NO_PLACE: counted.get(None, 0)}


def _out(release: CountRelease, rule: Rule) -> MemberCounts:
    named = sorted(release.figures.keys() - {TOTAL, NO_PLACE})
    places = [PlaceCount(place=place, members=release.figures[place]) for place in named]
    places.append(PlaceCount(place=None, members=release.figures[NO_PLACE]))
    return MemberCounts(
        released_on=release.released_on,
        members=release.figures[TOTAL],
        places=places,
        threshold=rule.threshold,
        base=rule.base,
    )
