"""Deciding what to publish: primary suppression, complementary suppression, rounding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from panel.disclosure.bounds import Range, feasible
from panel.disclosure.exact import Reader
from panel.disclosure.rule import Rule
from panel.disclosure.tables import K, Linked, Sum


def protect(table: Linked[K], rule: Rule, *, exact: bool = False) -> dict[K, int | None]:
    """Give the figure of every published key: rounded, or None where it is hidden.

    1. *Primary suppression*: every count from 1 to the threshold is hidden, and where that is a
       total, all its parts with it, noughts too.
    2. *Complementary suppression*: a sum in which exactly one published part is hidden while its
       total is shown loses a second part, the smallest, so that subtracting gives neither.
    3. *Audit*: what a reader can infer is computed (`feasible`), and further counts are hidden,
       the smallest near the trouble first, until the guarantee below holds.
       With ``exact`` it is computed again by linear programs, which see what sums that overlap
       say together.
    4. What is left is rounded. Totals are counted before rounding, never added up after it.

    **Guarantee.** To a reader who knows all figures published here, the rule, every sum and what
    counts do not exceed (`Linked.at_most`),

    - each hidden count may have any value from 1 to the threshold, at least; and may be a
      complementary one: the two kinds of hiding look alike;
    - a small implied count (people who answered but did not choose an option, people who were
      asked but did not answer) may have at least ``rule.doubt`` different values, 5 where the
      base is 5.

    Where a table is not `Linked.alike`, the first holds of small counts; others that are hidden
    may have at least ``rule.doubt`` different values.

    **What it does not promise.** Nothing against a reader who knows more than what is published:
    members who know their own answers can subtract themselves, and someone who knows all answers
    but one may learn the last. A count of 0, or of everyone, is shown, and tells of each person in
    it. A reader who replays this very algorithm may rule out some of those values, since which
    counts are hidden depends on the counts. It holds for one publication: publish once and keep
    the figures (`panel.results`), or hold them back until enough people have changed
    (`panel.members.counts`).

    The rule is that of NHS Digital's publications (Hospital Episode Statistics: 1 to 7 suppressed,
    the rest rounded to 5). Primary and complementary suppression, and the audit by feasibility
    intervals, are as in Hundepool and others, *Statistical Disclosure Control* (Wiley, 2012),
    chapter 4; that book's attacker is the one that the tests play, with a linear program.
    """
    hidden = {key for key in table.published if rule.is_small(table.counts[key])}
    hidden |= _parts_of_small_totals(table, rule)
    _hide_complements(table, hidden)
    reader = reader_of(table, _figures(table, hidden, rule), rule) if exact else None
    while key := _exposed(table, hidden, rule) or (
        reader is not None and exposed_to_solver(reader, table, hidden, rule)
    ):
        if table.at_most and hidden == table.published:
            break  # What can be inferred of nothing was known before.
        hidden.add(_next_to_hide(table, hidden, key))
        _hide_complements(table, hidden)
        if reader is not None:
            reader.hide(hidden)
    return _figures(table, hidden, rule)


def reader_of(table: Linked[K], figures: Mapping[K, int | None], rule: Rule) -> Reader[K]:
    """Make the reader of what is published of a table."""
    implied = frozenset(table.counts) - table.published
    return Reader(figures, implied, table.sums, rule, table.at_most)


def exposed_to_solver(
    reader: Reader[K], table: Linked[K], hidden: Collection[K], rule: Rule
) -> K | None:
    """Give a key that a reader with a solver could infer too much about, or None."""
    for key in table.counts:
        if key in hidden and must_look_small(table, key, rule):
            if not reader.believes_all(key, 1, rule.threshold):
                return key
        elif must_be_in_doubt(table, hidden, key, rule) and not reader.doubts(key, rule.doubt):
            return key
    return None


def must_look_small(table: Linked[K], key: K, rule: Rule) -> bool:
    """Say whether a hidden count must look as if it could be any small one."""
    return table.alike or rule.is_small(table.counts[key])


def must_be_in_doubt(table: Linked[K], hidden: Collection[K], key: K, rule: Rule) -> bool:
    """Say whether a count must have several possible values: small implied ones, and what is
    hidden for another's sake. Nobody is behind a nought, and noughts are shown elsewhere."""
    if key in hidden:
        return table.counts[key] > 0
    return key in table.sensitive and rule.is_small(table.counts[key])


def _figures(table: Linked[K], hidden: set[K], rule: Rule) -> dict[K, int | None]:
    return {
        key: None if key in hidden else rule.rounded(table.counts[key])
        for key in table.counts
        if key in table.published
    }


def _parts_of_small_totals(table: Linked[K], rule: Rule) -> set[K]:
    small = [one for one in table.sums if rule.is_small(table.counts[one.total])]
    return {part for one in small for part in one.parts if part in table.published}


def _hide_complements(table: Linked[K], hidden: set[K]) -> None:
    changed = True
    while changed:
        changed = False
        for one in table.sums:
            parts_hidden = [part for part in one.parts if part in hidden]
            others = [part for part in one.parts if part in table.published - hidden]
            alone = len(parts_hidden) == 1 and all(part in table.published for part in one.parts)
            if alone and one.total in table.published - hidden and others:
                hidden.add(min(others, key=lambda part: _loss(table, part)))
                changed = True


def _exposed(table: Linked[K], hidden: set[K], rule: Rule) -> K | None:
    """Give a key that a reader could infer too much about, or None if there is none."""
    figures = _figures(table, hidden, rule)
    implied = frozenset(table.counts) - table.published
    ranges: Mapping[K, Range] = feasible(figures, implied, table.sums, rule, table.at_most)
    for key in table.counts:
        if key in hidden and must_look_small(table, key, rule):
            if not ranges[key].covers(1, rule.threshold):
                return key
        elif must_be_in_doubt(table, hidden, key, rule) and len(ranges[key]) < rule.doubt:
            return key
    guessed = (_narrow_if_small(one, hidden, ranges, rule) for one in table.sums)
    return next((key for key in guessed if key is not None), None)


def _narrow_if_small(
    one: Sum[K], hidden: set[K], ranges: Mapping[K, Range], rule: Rule
) -> K | None:
    """Give a hidden part of a sum that a reader could narrow down by a guess: that every hidden
    part is small itself. Four hidden parts of 28 would each have to be 7. Of two, one may well be
    hidden as the complement of the other, if that leaves the small one enough values."""
    parts = [part for part in one.parts if part in hidden]
    others = [ranges[part] for part in one.parts if part not in hidden]
    if not parts:
        return None
    least = ranges[one.total].least - sum(other.greatest for other in others)
    greatest = ranges[one.total].greatest - sum(other.least for other in others)
    if len(parts) == 2 and greatest - rule.threshold - 1 >= rule.doubt:
        return None
    rest = len(parts) - 1
    guess = Range(max(1, least - rest * rule.threshold), min(rule.threshold, greatest - rest))
    return parts[0] if 0 < len(guess) < rule.doubt else None


def _next_to_hide(table: Linked[K], hidden: set[K], exposed: K) -> K:
    """Choose what to hide for the sake of an exposed key: the nearest, and of those the smallest.

    Hiding everything leaves every range unbounded, so there is always something left to hide.
    """
    for ring in _rings(table, exposed):
        shown = [key for key in ring if key in table.published - hidden]
        if shown:
            return min(shown, key=lambda key: _loss(table, key))
    raise ValueError("nothing is left to hide")


def _rings(table: Linked[K], start: K) -> Iterator[list[K]]:
    """Walk outwards from a key: parts before totals, then what shares a sum with those."""
    seen = {start}
    frontier = {start}
    while frontier:
        touching = [one for one in table.sums if frontier & {one.total, *one.parts}]
        parts = [key for one in touching for key in one.parts if key not in seen]
        yield parts
        totals = [one.total for one in touching if one.total not in seen]
        yield totals
        frontier = {*parts, *totals}
        seen |= frontier


def _loss(table: Linked[K], key: K) -> tuple[bool, int]:
    """Order keys by what readers lose: the smallest first, and noughts, which say most, last."""
    count = table.counts[key]
    return count == 0, count
