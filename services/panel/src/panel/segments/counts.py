"""Published counts of segments, from which nobody can subtract a person.

Two segments may differ by one person, so that their counts, each harmless, give that person away;
and so may one segment before and after somebody joined, or before and after its criteria were
changed. Rounding does not help: from the rounded counts of fifty unions of the same nine groups an
integer program works out each group exactly (the attack is in the tests). Therefore

- only saved segments have counts, and only from the next daily release on, so that nobody can ask
  at will;
- each figure stands for an *anchor*: a set of members that cuts no group of one to the suppression
  threshold out of any group that the other figures tell apart, those of places and of the whole
  panel among them. So whatever is added to and subtracted from whatever, even if nothing were
  rounded, gives counts of nobody or of more people than the threshold, as of the day that they
  were made on;
- no anchor is within the threshold of a set whose figure is withheld: of seven withheld and eight
  shown, each one of the eight would be known;
- no anchor is within the threshold of what the published make-up of places and the other anchors
  say together (`panel.representation.parts`): of 13 women, 8 men and one who preferred not to say,
  with the last two hidden there, the men's figure here would give the one away;
- criteria that were published once stay an anchor after no segment has them any more;
- an anchor's basis is renewed only when its count has moved by more than the threshold, as in
  `panel.members.counts`;
- what is shown is rounded, and nothing from nought to the threshold is shown. Whatever the reason,
  a figure that is not shown looks alike.

**What it costs.** Each criterion that crosses the others halves the groups, so a panel of 1,340
members bears the figures of a few segments that cross each other, those saved first, and of many
that do not. Exact counts are for those who may see them.

**What remains.** Somebody who knows all but one of the people around a threshold may see the step
from no figure to one, as with every threshold. An anchor whose members are exchanged while their
number stays keeps its figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from common.clock import Clock, day_in_england, new_id, utc_now
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.disclosure import Rule
from panel.keys import PanelKeys
from panel.members import counts as member_counts
from panel.representation.parts import Part, Parts, published_parts
from panel.segments import repository, service
from panel.segments.criteria import Criteria
from panel.segments.repository import Alike
from panel.systems import service as systems

Pattern = tuple[bool, ...]
MOST_COUNTED = 1000
"""Different criteria that a system may ever have counted; later ones get no figure."""


@dataclass(frozen=True)
class Held:
    """The count that a figure stands for."""

    basis: int
    anchor: bool


WITHHELD = Held(0, anchor=False)


def figure(basis: int, rule: Rule) -> int | None:
    """Give the published figure; nothing from nought to the threshold is shown."""
    return rule.rounded(basis) if basis > rule.threshold else None


def hold(
    before: Sequence[Held | None],
    fixed: Sequence[int],
    patterns: Sequence[tuple[Pattern, int]],
    rule: Rule,
    made_up: Sequence[Sequence[int]] = (),
) -> list[Held]:
    """Decide what each set's figure stands for.

    Args:
        before: what it stood for at the last release, by set; None for one not released yet.
        fixed: what the figures of the sets after those of ``before`` stand for, which are published
            by others, such as places.
        patterns: which sets a member is in → how many such members there are.
        made_up: of each dimension of the published make-up, the part of it that those of each
            pattern are in.
    """
    sets = len(before)
    told_apart = _Groups(patterns, sets + len(fixed))
    for number in range(sets, sets + len(fixed)):
        told_apart.tell(number)
    held: dict[int, Held] = {}
    for number, last in enumerate(before):
        moved = abs(told_apart.size(number) - last.basis) if last is not None else 0
        near = told_apart.nearly_known(number, made_up, rule.threshold)
        if last is not None and last.anchor and moved <= rule.threshold and not near:
            held[number] = last
            told_apart.tell(number)
    for number in range(sets):
        if number in held:
            continue
        exact = told_apart.size(number)
        others = [*held, *range(sets, sets + len(fixed))]
        if (
            exact <= rule.threshold
            or told_apart.nearest(number, others) <= rule.threshold
            or told_apart.smallest_cut(number) <= rule.threshold
            or told_apart.nearly_known(number, made_up, rule.threshold)
        ):
            held[number] = WITHHELD
        else:
            held[number] = Held(exact, anchor=True)
            told_apart.tell(number)
    return [held[number] for number in range(sets)]


class _Groups:
    """The groups of members that the published figures tell apart."""

    def __init__(self, patterns: Sequence[tuple[Pattern, int]], sets: int) -> None:
        self._inside = np.array([bits for bits, _ in patterns], dtype=bool).reshape(-1, sets)
        self._people = np.array([people for _, people in patterns], dtype=np.int64)
        self._group = np.zeros(len(patterns), dtype=np.int64)

    def size(self, number: int) -> int:
        """Count the members of a set."""
        return int(self._people[self._inside[:, number]].sum())

    def nearest(self, number: int, others: Sequence[int]) -> int:
        """Give the number of people by which a set differs from that of some others which is most
        like it; that of its own members if there are none."""
        if not others:
            return self.size(number)
        apart = self._inside[:, [number]] != self._inside[:, others]
        return int((self._people @ apart).min())

    def smallest_cut(self, number: int) -> int:
        """Give the size of the smallest part that a set would cut out of a group; all the people
        if it cuts none."""
        groups = int(self._group.max(initial=-1)) + 1
        inside = self._inside[:, number]
        parts = [
            np.bincount(self._group[side], self._people[side], groups) for side in (inside, ~inside)
        ]
        cut = np.minimum(*parts)
        return int(cut[cut > 0].min(initial=self._people.sum()))

    def nearly_known(self, number: int, made_up: Sequence[Sequence[int]], few: int) -> bool:
        """Say whether a set is a few people more or less than some of the parts that a dimension
        and the figures before tell apart: then both figures together say how many those few are.

        Nobody is too few as well where the figures before tell from each other what the dimension
        alone does not, and the set cuts a few people out of that.
        """
        for parts in made_up:
            part = np.array(parts, dtype=np.int64)
            told = self._group * (int(part.max(initial=0)) + 1) + part
            least = self._least(number, told)
            alone = self._least(number, part)
            cuts_few = bool(((alone > 0) & (alone <= few)).any())
            if least.sum() <= few and (least.any() or cuts_few):
                return True
        return False

    def _least(self, number: int, told: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give of each group that is told apart the smaller of what a set has and lacks of it."""
        inside = self._inside[:, number]
        atoms = np.unique(told, return_inverse=True)[1].reshape(-1)
        sides = (
            np.bincount(atoms[side], self._people[side], len(told) + 1)
            for side in (inside, ~inside)
        )
        least: NDArray[np.int64] = np.minimum(*sides).astype(np.int64)
        return least

    def tell(self, number: int) -> None:
        """Note that the figure of a set is published."""
        split = self._group * 2 + self._inside[:, number]
        self._group = np.unique(split, return_inverse=True)[1].reshape(-1)


async def release_segment_counts(
    database: Database, keys: PanelKeys, *, clock: Clock = utc_now
) -> None:
    """Publish the counts of the day in every system: of the segments that were saved before it,
    and once the make-up of the day is published, which they must not give away."""
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await _release(session, ics, keys, now)

    await in_each(codes, in_one)


async def _release(session: WriteSession, ics: SystemCode, keys: PanelKeys, now: datetime) -> None:
    today = day_in_england(now)
    last = await repository.last_release(session, ics)
    if last is not None and last >= today:
        return
    bases = await member_counts.bases(session, ics)
    parts = await published_parts(session, ics, keys, today)
    if bases is None or parts is None:
        return
    to_hold: dict[bytes, tuple[Criteria, Held | None]] = {
        row.fingerprint: (Criteria.model_validate(row.criteria), Held(row.basis, row.anchor))
        for row in await repository.counts(session, ics)
    }
    for segment in await repository.all_segments(session, ics):
        criteria = Criteria.model_validate(segment.criteria)
        if day_in_england(segment.changed_at) < today and len(to_hold) < MOST_COUNTED:
            to_hold.setdefault(criteria.fingerprint(), (criteria, None))
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    published = [Criteria(), *(Criteria(places=[place]) for place in bases.by_place)]
    fixed = [bases.total, *bases.by_place.values()]
    known = {one.fingerprint(): n for n, one in enumerate(published)}
    alike = {fingerprint: known[fingerprint] for fingerprint in to_hold if fingerprint in known}
    rows = [_row(ics, published[n], Held(fixed[n], anchor=False), now) for n in alike.values()]
    to_hold = {key: value for key, value in to_hold.items() if key not in alike}
    every = [*(criteria for criteria, _ in to_hold.values()), *published]
    meant = [await service.meant(session, ics, keys, criteria, now) for criteria in every]
    told = await repository.members_by_pattern(session, ics, meant, parts.dimensions, now)
    patterns = [(one.pattern, one.members) for one in told]
    made_up = _numbered(parts, told)
    held = hold([last for _, last in to_hold.values()], fixed, patterns, rule, made_up)
    rows += [_row(ics, every[n], one, now) for n, one in enumerate(held)]
    await repository.write_counts(session, rows)


def _numbered(parts: Parts, members: Sequence[Alike]) -> list[list[int]]:
    numbered: list[list[int]] = []
    for position, dimension in enumerate(parts.dimensions):
        numbers: dict[Part, int] = {}
        each = [parts.of(dimension, one.place, one.tokens[position]) for one in members]
        numbered.append([numbers.setdefault(part, len(numbers)) for part in each])
    return numbered


def _row(ics: SystemCode, criteria: Criteria, held: Held, now: datetime) -> Mapping[str, object]:
    return {
        "ics": ics,
        "id": new_id(),
        "criteria": criteria.document(),
        "fingerprint": criteria.fingerprint(),
        "basis": held.basis,
        "anchor": held.anchor,
        "released_on": day_in_england(now),
    }
