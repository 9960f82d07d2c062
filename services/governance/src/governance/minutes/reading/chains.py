"""Which headings are numbered one after the other: the chain that looks most like an agenda.

Roman numerals and letters number parts of resolutions far more often than items, so a chain of them
must name some standing business of a meeting, and end no line as a list in a sentence does.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from governance.minutes.reading.headings import Heading
from governance.minutes.reading.source import Line

ANY_AGENDA = re.compile(
    r"\b(?:apologies|declarations?|minutes|matters arising|next meeting)\b", re.IGNORECASE
)
_YEARS = range(10, 100)
_NEARLY_ALL = 0.9
"""The part of the numbers of two parts that begin with the year, where it numbers the items."""
_GAP = 2.0
"""What it costs a chain to leave a number out."""
_FEWEST = 3
_STANDING_ITEMS = {"large": 1, "small": 2}
"""Of a chain of Roman numerals or letters: how many items, and how many of them of any agenda.

Small ones need more, for parts of sentences bear them.
"""
STRONG = 4.0
"""The likeness from which a heading numbered 1 begins another paper."""


class _Chain:
    """Headings numbered one after the other, from ``heading`` on."""

    __slots__ = ("following", "heading", "last_index", "length", "score")

    def __init__(self, heading: Heading, following: _Chain | None, score: float) -> None:
        """Put a heading before a chain, whose score so far is given."""
        self.heading = heading
        self.following = following
        self.score = heading.score + score
        self.length: int = 1 + (following.length if following else 0)
        self.last_index: int = following.last_index if following else heading.index

    def __iter__(self) -> Iterator[Heading]:
        chain: _Chain | None = self
        while chain is not None:
            yield chain.heading
            chain = chain.following


def best_chain(headings: Sequence[Heading]) -> list[Heading]:
    """Give the chain of headings that looks most like an agenda; empty if none does."""
    best: _Chain | None = None
    for place in (0, 1, 2):
        for kind in {len(h.key) for h in headings}:
            alike = [
                h
                for h in headings
                if not h.family
                and len(h.key) == kind
                and kind > place
                and not (kind > 1 and _is_paragraph(h.number))
            ]
            chain = _first_chain(alike, place)
            if chain is not None and (best is None or chain.score > best.score):
                best = chain
    for family in sorted({h.family for h in headings} - {""}):
        chain = _first_chain([h for h in headings if h.family == family and not h.prose], 0)
        if chain is not None and _is_agenda(chain) and (best is None or chain.score > best.score):
            best = chain
    return list(best) if best else []


def with_those_left_out(chain: Sequence[Heading], headings: Sequence[Heading]) -> list[Heading]:
    """Fill the gaps of a chain: a number that is left out may head a title that looks like none.

    It does where only one line between its neighbours bears it, and none bears the one before.
    """
    if not chain:
        return []
    place = next((p for p in range(len(chain[0].key)) if _runs_at(chain, p)), None)
    filled = [chain[0]]
    for before, after in itertools.pairwise(chain):
        between = [h for h in headings if before.index < h.index < after.index
                   and h.family == before.family and len(h.key) == len(before.key)
                   ]  # fmt: skip
        if place is not None and after.key[place] == before.key[place] + 2:
            number = before.key[place] + 1
            fit = [h for h in between if h.key[place] == number]
            if len(fit) == 1 and not any(h.key[place] == number - 1 for h in between):
                filled += fit
        filled.append(after)
    return filled


def _runs_at(chain: Sequence[Heading], place: int) -> bool:
    """Say whether the numbers at a place of the keys count upwards."""
    return all(
        one.key[place] < two.key[place] <= one.key[place] + 2
        for one, two in itertools.pairwise(chain)
    )


def _is_agenda(chain: _Chain) -> bool:
    """Say whether signs number the business of a meeting, and not what one sentence lists."""
    fewest = _STANDING_ITEMS["large" if "large" in chain.heading.family else "small"]
    return chain.length >= _FEWEST and sum(heading.standing for heading in chain) >= fewest


def _is_paragraph(number: str) -> bool:
    """Say whether a number is that of a paragraph: "4.2", and not "ICB.25.22"."""
    return "." in number and number[:1].isdigit()


def _first_chain(headings: Sequence[Heading], place: int) -> _Chain | None:
    """Give the first chain of numbers, or a better one that begins before its end.

    What begins after the end of the first chain is another paper of the pack.
    """
    best: _Chain | None = None
    for chain in sorted(_grown(headings, place), key=lambda c: (c.length < 2, c.heading.index)):
        if best is not None and chain.heading.index > best.last_index:
            break
        if best is None or chain.score > best.score:
            best = chain
    return best


def _grown(headings: Sequence[Heading], place: int) -> list[_Chain]:
    """Give, for each heading that may be one, the best chain that begins with it."""
    best_from: dict[int, _Chain] = {}
    found = []
    for heading in reversed(headings):
        if heading.score < 1:
            continue
        number = heading.key[place]
        following = best_from.get(number + 1)
        over_a_gap = best_from.get(number + 2)
        if over_a_gap and (not following or over_a_gap.score - _GAP > following.score):
            chain = _Chain(heading, over_a_gap, over_a_gap.score - _GAP)
        else:
            chain = _Chain(heading, following, following.score if following else 0.0)
        found.append(chain)
        if number == 1 and heading.score >= STRONG:
            # Another paper begins here: nothing before it goes on with the numbers that it has.
            alone = chain.following is None or chain.following.heading.key[place] != 2
            numbers = [1] if alone else [own.key[place] for own in chain]
            for own in (*numbers, numbers[-1] + 1):
                best_from.pop(own, None)
        elif number not in best_from or chain.score > best_from[number].score:
            best_from[number] = chain
    return found


def by_the_year(headings: Sequence[Heading]) -> list[Heading]:
    """Find items with a number and a year, which look like paragraphs.

    "43.15" and "44.15" are such, and "2403.01" and "2403.02", where hardly any other number of two
    parts begins otherwise: paragraphs begin with the numbers of several items.
    """
    paired = [h for h in headings if len(h.key) == 2 and not h.family]
    best: _Chain | None = None
    for place, fixed in ((0, 1), (1, 0)):
        for year in sorted({h.key[fixed] for h in paired}):
            alike = [h for h in paired if h.key[fixed] == year]
            if not (year in _YEARS or (place and year >= _YEARS[-1])):
                continue
            if place and len(alike) < _NEARLY_ALL * len(paired):
                continue
            chain = _first_chain(alike, place)
            long = chain is not None and chain.length >= _FEWEST
            if chain is not None and long and (not best or chain.score > best.score):
                best = chain
    return list(best) if best else []


def in_parts(lines: Sequence[Line], headings: Sequence[Heading]) -> list[Heading]:
    """Find items numbered within parts of a meeting, "1.1" and "2.1", where no others are numbered.

    Paragraphs have such numbers too: these are in large letters, and one of any agenda's.
    """
    found: list[Heading] = []
    for heading in headings:
        title = lines[heading.title_at].text[heading.skip :]
        if len(heading.key) == 2 and title.isupper() and (not found or heading.key > found[-1].key):
            found.append(heading)
    return (
        found
        if len(found) > 1 and any(ANY_AGENDA.search(lines[h.title_at].text) for h in found)
        else []
    )
