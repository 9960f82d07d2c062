"""Numbered items: which numbered lines are the headings of the agenda.

Minutes number many things: items, paragraphs, parts of resolutions. The headings are the chain of
numbers, each one more than the last, whose lines look most like headings. Roman numerals and
letters number parts of resolutions far more often than items, so a chain of them must name some
standing business of a meeting, and end no line as a list in a sentence does.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from governance.minutes.reading.draft import Item
from governance.minutes.reading.headings import (
    LEADS_A_LIST,
    LISTED,
    NUMBERED,
    RUN_ON,
    Heading,
    headings_of,
    title_end,
)
from governance.minutes.reading.numbers import signs
from governance.minutes.reading.source import Line, Passage, Piece

_SHORT_END = re.compile(r"^[A-Z\d][^.:;\t]{0,38}$")
"""The end of a title that wraps in its cell."""
_SHORT_TEXT = re.compile(
    r"^(?:none|nil|noted|agreed|see|as|apologies|there|nothing|not|deferred|the|it|an?)\b", re.I
)
_ANY_AGENDA = re.compile(
    r"\b(?:apologies|declarations?|minutes|matters arising|next meeting)\b", re.IGNORECASE
)
_YEARS = range(10, 100)
_NEARLY_ALL = 0.9
_SENTENCE = 5
"""Words of the shortest sentence that is no title."""
_GAP = 2.0
"""What it costs a chain to leave a number out."""
_FEWEST = 3
_STANDING_ITEMS = {"large": 1, "small": 2}
"""Of a chain of Roman numerals or letters: how many items, and how many of them of any agenda.

Small ones need more, for parts of sentences bear them.
"""
_STRONG = 4.0
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


def find_items(lines: Sequence[Line]) -> list[Item]:
    """Find the items among the lines of one set of minutes, in order."""
    headings = [h for i in range(len(lines)) for h in headings_of(lines, i)]
    chain = _with_those_left_out(_best_chain(headings), headings)
    chosen = sorted([*chain, *_sub_items(headings, chain)], key=lambda h: h.index)
    chosen = chosen or _by_the_year(headings) or _in_parts(lines, headings)
    if not chosen or (len(chosen) == 1 and _is_a_sentence(lines, chosen[0])):
        return []
    items = []
    for heading, following in zip(chosen, [*chosen[1:], None], strict=True):
        end = following.index if following else len(lines)
        items.append(_item(lines, heading, end))
    return items


def body_of(lines: Sequence[Line], item: Item) -> list[Line]:
    """Give the lines of an item that follow its title."""
    first = lines[0].number
    below = list(lines[item.title.last_line + 1 - first : item.last_line + 1 - first])
    title = lines[item.title.last_line - first]
    _, tab, beside = title.text.partition("\t")
    if title.text.lstrip("(").startswith(item.number.text) and item.title.text in title.text:
        beside = title.text.partition(item.title.text)[2]
        beside = (
            beside.replace(":", "\t", 1) if LISTED.match(f"{item.title.text}{beside}") else beside
        )
        beside = beside.lstrip(" ")
        if re.match(r"[a-z]", beside) and RUN_ON.match(f"{item.title.text} {beside}"):
            beside = f"\t{item.title.text} {beside}"
        beside = re.sub(r"^[.:…]\s*(?=[A-Z])", "\t", beside)
        tab, beside = beside[:1], beside[1:]
    if tab != "\t" or not beside.strip():
        return below
    # In a row of a table the words of the item stand beside its title.
    return [Line(title.number, title.raw, beside.strip(), emphasised=False), *below]


def _best_chain(headings: Sequence[Heading]) -> list[Heading]:
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


def _with_those_left_out(
    chain: Sequence[Heading], headings: Sequence[Heading]
) -> list[Heading]:
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
        if number == 1 and heading.score >= _STRONG:
            # Another paper begins here: nothing before it goes on with the numbers that it has.
            for own in chain:
                best_from.pop(own.key[place], None)
            best_from.pop(list(chain)[-1].key[place] + 1, None)
        elif number not in best_from or chain.score > best_from[number].score:
            best_from[number] = chain
    return found


def _by_the_year(headings: Sequence[Heading]) -> list[Heading]:
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


def _in_parts(lines: Sequence[Line], headings: Sequence[Heading]) -> list[Heading]:
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
        if len(found) > 1 and any(_ANY_AGENDA.search(lines[h.title_at].text) for h in found)
        else []
    )


def _is_a_sentence(lines: Sequence[Line], heading: Heading) -> bool:
    """Say whether the only numbered line is a point that ends as a sentence does, and no title."""
    title = lines[heading.title_at].text[heading.skip :]
    words = len(title.split()) >= _SENTENCE and title_end(title) == len(title)
    return words and title.endswith(".") and not _ANY_AGENDA.search(title)


def _sub_items(headings: Sequence[Heading], chain: Sequence[Heading]) -> list[Heading]:
    """Find headings such as 4.2 under their item; a numbered paragraph is no heading."""
    subs: list[Heading] = []
    starts = [heading.index for heading in chain]
    for heading in headings:
        above = bisect_left(starts, heading.index)
        parent = chain[above - 1] if above else None
        if (
            parent
            and not heading.family
            and "." in heading.number
            and len(heading.key) == 2
            and heading.key[0] == parent.key[-1]
            and heading.score + heading.alone >= _STRONG
            and not heading.prose
        ):
            subs.append(heading)
    return subs


def _item(lines: Sequence[Line], heading: Heading, end: int) -> Item:
    line = lines[heading.index]
    at = heading.number_at
    number = Passage([line]).cut(at, at + len(heading.number))
    last = heading.title_at
    while last + 1 < end and _wraps(lines[last], lines[last + 1]):
        last += 1
    passage = Passage(lines[heading.title_at : last + 1], heading.skip)
    title = passage.cut(0, title_end(passage.text))
    final = max((i for i in range(heading.index, end) if not lines[i].blank), default=last)
    assert number is not None  # noqa: S101 - the heading matched at least a digit
    return Item(
        number,
        title or Piece(number.text, number.first_line, number.last_line),
        line.number,
        lines[max(final, last)].number,
    )


def _wraps(line: Line, following: Line) -> bool:
    if following.blank or NUMBERED.match(following.text):
        return False
    if any(sign.title is not None for sign in signs(following.text)) and line.text[:1] != "(":
        return False
    if following.emphasised and (line.emphasised or "\t" in line.text):
        return not LEADS_A_LIST.search(following.text)
    if (
        "\t" in line.text
        and _SHORT_END.match(following.text)
        and not _SHORT_TEXT.match(following.text)
    ):
        return True
    return bool(re.match(r"[a-z(&]", following.text)) and not re.search(r"[.:;]$", line.text)
