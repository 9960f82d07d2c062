"""Numbered items: which numbered lines are the headings of the agenda.

Minutes number many things: items, paragraphs, parts of resolutions. The headings are the chain of
numbers, each one more than the last, whose lines look most like headings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from governance.minutes.reading.chains import (
    ANY_AGENDA,
    STRONG,
    best_chain,
    by_the_year,
    in_parts,
    with_those_left_out,
)
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
_SENTENCE = 5
"""Words of the shortest sentence that is no title."""


def find_items(lines: Sequence[Line]) -> list[Item]:
    """Find the items among the lines of one set of minutes, in order."""
    headings = [h for i in range(len(lines)) for h in headings_of(lines, i)]
    chain = with_those_left_out(best_chain(headings), headings)
    chosen = sorted([*chain, *_sub_items(headings, chain)], key=lambda h: h.index)
    chosen = chosen or by_the_year(headings) or in_parts(lines, headings)
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


def _is_a_sentence(lines: Sequence[Line], heading: Heading) -> bool:
    """Say whether the only numbered line is a point that ends as a sentence does, and no title."""
    title = lines[heading.title_at].text[heading.skip :]
    words = len(title.split()) >= _SENTENCE and title_end(title) == len(title)
    return words and title.endswith(".") and not ANY_AGENDA.search(title)


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
            and heading.score + heading.alone >= STRONG
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
