"""Published counts of people for whom messages are held, which let nobody subtract a person.

They are published once a day and stand for a basis, as the counts of members do
(`panel.members.counts`): two releases are alike, or differ by more people than are hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.access.rules import HeldReason
from panel.disclosure import Linked, Rule, Sum, protect
from panel.mail import held_repository as repository
from panel.mail.errors import NotYetReleased
from panel.mail.models import HeldRelease
from panel.mail.schemas import HeldCounts
from panel.members.counts import hold
from panel.systems import service as systems

PEOPLE = "people"


async def published_held(session: ReadSession, ics: SystemCode) -> HeldCounts:
    """Give the latest published counts.

    Raises:
        NotYetReleased: before the first release.
    """
    release = await repository.find_held_release(session, ics)
    if release is None:
        raise NotYetReleased
    figures: dict[str, int | None] = dict(release.figures)
    people = figures.pop(PEOPLE)
    return HeldCounts(
        level="published", released_on=release.released_on, people=people, by_reason=figures
    )


async def exact_held(session: ReadSession, ics: SystemCode) -> HeldCounts:
    """Count now; for staff who may see exact figures."""
    exact = await _exact(session, ics)
    by_reason: dict[str, int | None] = dict(exact)
    return HeldCounts(
        level="exact", released_on=None, people=sum(exact.values()), by_reason=by_reason
    )


async def release_held_counts(database: Database, *, clock: Clock = utc_now) -> None:
    """Publish the counts of the day in every system that has none of it yet."""
    today = day_in_england(clock())
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            release = await repository.find_held_release(session, ics)
            if release is None or release.released_on < today:
                await _release(session, ics, release, today)

    await in_each(codes, in_one)


async def _release(
    session: WriteSession, ics: SystemCode, last: HeldRelease | None, today: date
) -> None:
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    basis = hold(last.basis if last is not None else {}, await _exact(session, ics), rule)
    await repository.write_held_release(session, ics, today, basis, figures_of(basis, rule))


def figures_of(basis: Mapping[str, int], rule: Rule) -> dict[str, int | None]:
    """Give the figures of all reasons and of their total."""
    counts = {PEOPLE: sum(basis.values()), **basis}
    return protect(Linked(counts, [Sum(PEOPLE, tuple(basis))], frozenset(counts)), rule)


async def _exact(session: ReadSession, ics: SystemCode) -> dict[str, int]:
    counted = await repository.count_held(session, ics)
    return {reason.value: counted.get(reason.value, 0) for reason in HeldReason}
