"""Published counts of segments, from which nobody can subtract a person.

Two segments may differ by one person, so that their counts, each harmless, give that person away;
and so may one segment before and after somebody joined, or before and after its criteria were
changed. Therefore

- only saved segments have counts, and only from the next daily release on, so that nobody can ask
  at will;
- each figure stands for an *anchor*: a set of members that differs from every other anchor, from
  nobody, and from each place and the whole panel, whose counts are published too, by more people
  than the suppression threshold. Criteria that nearly the same people meet as an anchor's get the
  anchor's figure, so it is alike whether or not the one person is there;
- criteria that were published once stay an anchor after no segment has them any more;
- an anchor's basis is renewed only when its count has moved by more than the threshold, as in
  `panel.members.counts`;
- what is shown is rounded, and nothing from nought to the threshold is shown.

**What remains.** Somebody who knows all but one of the people around a threshold may see the step
from an anchor's figure to one of its own, as with every threshold. Figures that differ by more
people than the threshold can be subtracted, and give counts of more than the threshold, give or
take the rounding. An anchor whose members are exchanged while their number stays keeps its figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from common.clock import Clock, new_id, utc_now
from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from panel.disclosure import Rule
from panel.members import counts as member_counts
from panel.segments import repository, service
from panel.segments.criteria import Criteria
from panel.systems import service as systems

Pattern = tuple[bool, ...]
MOST_COUNTED = 1000
"""Different criteria that a system may ever have counted; later ones get no figure."""


@dataclass(frozen=True)
class Held:
    """The count that a figure stands for."""

    basis: int
    anchor: bool


def figure(basis: int, rule: Rule) -> int | None:
    """Give the published figure; nothing from nought to the threshold is shown."""
    return rule.rounded(basis) if basis > rule.threshold else None


def hold(
    before: Sequence[Held | None],
    fixed: Sequence[int],
    patterns: Sequence[tuple[Pattern, int]],
    rule: Rule,
) -> list[Held]:
    """Decide what each set's figure stands for.

    Args:
        before: what it stood for at the last release, by set; None for one not released yet.
        fixed: what the figures of the sets after those of ``before`` stand for, which are published
            by others, such as places.
        patterns: which sets a member is in → how many such members there are.
    """
    sets = len(before)
    bases = dict(enumerate(fixed, start=sets))
    exact = [_size(patterns, number) for number in range(sets)]
    held: dict[int, Held] = {}
    for number, last in enumerate(before):
        if last is not None and last.anchor and abs(exact[number] - last.basis) <= rule.threshold:
            held[number], bases[number] = last, last.basis
    for number, last in enumerate(before):
        if number in held:
            continue
        near = _near(patterns, number, bases, rule)
        if exact[number] <= rule.threshold:
            held[number] = Held(0, anchor=False)
        elif near is not None:
            held[number] = Held(_kept(last, bases[near], rule), anchor=False)
        else:
            held[number], bases[number] = Held(exact[number], anchor=True), exact[number]
    return [held[number] for number in range(sets)]


def _kept(last: Held | None, basis: int, rule: Rule) -> int:
    return last.basis if last is not None and abs(basis - last.basis) <= rule.threshold else basis


def _near(
    patterns: Sequence[tuple[Pattern, int]], number: int, others: Iterable[int], rule: Rule
) -> int | None:
    """Give the first of some sets that differs from this one by no more than the threshold."""
    for other in others:
        difference = sum(count for bits, count in patterns if bits[number] != bits[other])
        if difference <= rule.threshold:
            return other
    return None


def _size(patterns: Sequence[tuple[Pattern, int]], number: int) -> int:
    return sum(count for bits, count in patterns if bits[number])


async def release_segment_counts(database: Database, *, clock: Clock = utc_now) -> None:
    """Publish the counts of the day in every system: of the segments that were saved before it."""
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)
    for ics in codes:
        async with database.transaction(ics) as session:
            await _release(session, ics, now)


async def _release(session: WriteSession, ics: SystemCode, now: datetime) -> None:
    today = now.date()
    last = await repository.last_release(session, ics)
    if last is not None and last >= today:
        return
    bases = await member_counts.bases(session, ics)
    if bases is None:
        return
    to_hold: dict[bytes, tuple[Criteria, Held | None]] = {
        row.fingerprint: (Criteria.model_validate(row.criteria), Held(row.basis, row.anchor))
        for row in await repository.counts(session, ics)
    }
    for segment in await repository.all_segments(session, ics):
        criteria = Criteria.model_validate(segment.criteria)
        if segment.changed_at.date() < today and len(to_hold) < MOST_COUNTED:
            to_hold.setdefault(criteria.fingerprint(), (criteria, None))
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    published = [Criteria(), *(Criteria(places=[place]) for place in bases.by_place)]
    every = [*(criteria for criteria, _ in to_hold.values()), *published]
    meant = [await service.meant(session, ics, criteria, now) for criteria in every]
    patterns = await repository.members_by_pattern(session, ics, meant, now)
    fixed = [bases.total, *bases.by_place.values()]
    held = hold([last for _, last in to_hold.values()], fixed, patterns, rule)
    rows = [_row(ics, every[n], one, now) for n, one in enumerate(held)]
    await repository.write_counts(session, rows)


def _row(ics: SystemCode, criteria: Criteria, held: Held, now: datetime) -> Mapping[str, object]:
    return {
        "ics": ics,
        "id": new_id(),
        "criteria": criteria.document(),
        "fingerprint": criteria.fingerprint(),
        "basis": held.basis,
        "anchor": held.anchor,
        "released_on": now.date(),
    }
