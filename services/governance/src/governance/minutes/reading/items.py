"""Numbered items: which numbered lines are the headings of the agenda.

Minutes number many things: items, paragraphs, parts of resolutions. The headings are the chain of
numbers, each one more than the last, whose lines look most like headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from governance.minutes.reading.draft import Item
from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import DATE, TIME, is_person

_NUMBERED = re.compile(
    r"^(?:[-•*]\s+)?(?:(?:agenda\s+)?item\s+(?:no\.?\s+)?)?"
    r"(?P<number>(?:[A-Z]{1,6}[/.-]?)?\d{1,4}(?:[/.]\d{1,4}){0,2})"
    r"(?:[.):]|\s*[-–—:](?=\s)|\t)?\s+(?P<title>\S.*)$",
    re.IGNORECASE,
)
_NUMBER_ALONE = re.compile(r"^(?:(?:agenda\s+)?item\s+)?(?P<number>\d{1,3})[.):]?$", re.IGNORECASE)
_STANDING = re.compile(
    r"\b(?:apologies|declarations?|minutes of|matters arising|next meeting|other business|welcome|"
    r"questions|urgent business|action log|chair's)\b",
    re.IGNORECASE,
)
_LEADS_A_LIST = re.compile(
    r"(?::|\b(?:that|to)\s*[-–—:]?)$|^\W*(?:resolved|agreed|noted)\W*$", re.IGNORECASE
)
_UNFINISHED = re.compile(r"(?:[.;,:]|\band)$")
_GAP = 2.0
"""What it costs a chain to leave a number out."""
_STRONG = 4.0
"""The likeness from which a heading numbered 1 begins another paper."""


@dataclass(frozen=True)
class _Heading:
    index: int
    """Of its line among the lines given."""
    number: str
    key: tuple[int, ...]
    title_at: int
    """Index of the line that the title is on, and where in it the title begins."""
    skip: int
    score: float


def find_items(lines: Sequence[Line]) -> list[Item]:
    """Find the items among the lines of one set of minutes, in order."""
    headings = [h for i in range(len(lines)) if (h := _heading(lines, i)) is not None]
    chain = _best_chain(headings)
    if not chain:
        return []
    chosen = sorted([*chain, *_sub_items(headings, chain)], key=lambda h: h.index)
    items = []
    for heading, following in zip(chosen, [*chosen[1:], None], strict=True):
        end = following.index if following else len(lines)
        items.append(_item(lines, heading, end))
    return items


def body_of(lines: Sequence[Line], item: Item) -> list[Line]:
    """Give the lines of an item that follow its title."""
    after = item.title.last_line
    return [line for line in lines if after < line.number <= item.last_line]


def _heading(lines: Sequence[Line], index: int) -> _Heading | None:
    line = lines[index]
    if line.blank or DATE.match(line.text) or TIME.match(line.text):
        return None
    alone = _NUMBER_ALONE.match(line.text)
    if alone:
        at = next((i for i in range(index + 1, min(index + 3, len(lines))) if lines[i].text), None)
        if at is None or _NUMBERED.match(lines[at].text) or _NUMBER_ALONE.match(lines[at].text):
            return None
        number, title, skip = alone.group("number"), lines[at].text, 0
    else:
        match = _NUMBERED.match(line.text)
        if not match or DATE.match(line.text, match.start("number")):
            return None
        at, skip = index, match.start("title")
        number, title = match.group("number"), match.group("title").split("\t")[0]
    if not title[:1].isupper() and not title[:1].isdigit() and title[:1] not in "'\"“‘":
        return None
    score = _likeness(lines, index, title)
    key = tuple(int(part) for part in re.findall(r"\d+", number))
    if re.fullmatch(r"\d+\.0", number):
        key = key[:1]
    return _Heading(index, number, key, at, skip, score)


def _likeness(lines: Sequence[Line], index: int, title: str) -> float:
    line = lines[index]
    before = next((li.text for li in reversed(lines[:index]) if not li.blank), "")
    score = 2.0
    score += 2 if line.emphasised else 0
    score += 1 if index == 0 or lines[index - 1].blank else 0
    score += 1 if len(title) <= 80 else (-3 if len(title) > 140 else 0)
    score += 1 if _STANDING.search(title) else 0
    score -= 2 if _UNFINISHED.search(title) else 0
    score -= 2 if _LEADS_A_LIST.search(before) else 0
    score -= 2 if re.match(r"(?:That|To|The \w+ (?:was|is|be))\b", title) else 0
    is_name = is_person(title.split(",", maxsplit=1)[0]) and not _STANDING.search(title)
    score -= 2 if is_name else 0
    return score


def _best_chain(headings: Sequence[_Heading]) -> list[_Heading]:
    best: list[_Heading] = []
    best_score = 0.0
    for place in (0, 1):
        for kind in {len(h.key) for h in headings}:
            alike = [
                h
                for h in headings
                if len(h.key) == kind and kind > place and not (kind > 1 and "." in h.number)
            ]
            chain, score = _chain(alike, place)
            if score > best_score:
                best, best_score = chain, score
    return best


def _chain(headings: Sequence[_Heading], place: int) -> tuple[list[_Heading], float]:
    """Give the first chain of numbers, or a better one that begins before its end.

    What begins after the end of the first chain is another paper of the pack.
    """
    grown = _grown(headings, place)
    best: tuple[list[_Heading], float] = ([], 0.0)
    for chain, score in sorted(grown, key=lambda found: (len(found[0]) < 2, found[0][0].index)):
        if best[0] and chain[0].index > best[0][-1].index:
            break
        if score > best[1]:
            best = (chain, score)
    return best


def _grown(headings: Sequence[_Heading], place: int) -> list[tuple[list[_Heading], float]]:
    """Give, for each heading that may be one, the best chain that begins with it."""
    heads = [h for h in headings if h.score >= 1]
    restarts = [h.index for h in heads if h.key[place] == 1 and h.score >= _STRONG]
    chains: dict[int, list[tuple[list[_Heading], float]]] = {}
    found = []
    for heading in reversed(heads):
        number = heading.key[place]
        restart = next((i for i in restarts if i > heading.index), None)
        best: tuple[list[_Heading], float] = ([], 0.0)
        for step, cost in ((1, 0.0), (2, _GAP)):
            for chain, score in chains.get(number + step, []):
                within = restart is None or chain[0].index < restart
                if within and score - cost > best[1]:
                    best = (chain, score - cost)
        grown = ([heading, *best[0]], heading.score + best[1])
        chains.setdefault(number, []).append(grown)
        found.append(grown)
    return found


def _sub_items(headings: Sequence[_Heading], chain: Sequence[_Heading]) -> list[_Heading]:
    """Find headings such as 4.2 under their item; a numbered paragraph is no heading."""
    subs: list[_Heading] = []
    for heading in headings:
        parent = next((h for h in reversed(chain) if h.index < heading.index), None)
        if (
            parent
            and "." in heading.number
            and len(heading.key) == 2
            and heading.key[0] == parent.key[-1]
            and heading.score >= _STRONG
        ):
            subs.append(heading)
    return subs


def _item(lines: Sequence[Line], heading: _Heading, end: int) -> Item:
    line = lines[heading.index]
    at = line.text.index(heading.number)
    number = Passage([line]).cut(at, at + len(heading.number))
    last = heading.title_at
    while last + 1 < end and _wraps(lines[last], lines[last + 1]):
        last += 1
    passage = Passage(lines[heading.title_at : last + 1], heading.skip)
    title = passage.cut(0, _title_end(passage.text))
    final = max((i for i in range(heading.index, end) if not lines[i].blank), default=last)
    assert number is not None  # noqa: S101 - the heading matched at least a digit
    return Item(
        number,
        title or Piece(number.text, number.first_line, number.last_line),
        line.number,
        lines[max(final, last)].number,
    )


def _title_end(text: str) -> int:
    tab = text.find("\t")
    return len(text) if tab < 0 else tab


def _wraps(line: Line, following: Line) -> bool:
    if following.blank or _NUMBERED.match(following.text):
        return False
    if line.emphasised and following.emphasised:
        return True
    return bool(re.match(r"[a-z(&]", following.text)) and not re.search(r"[.:;]$", line.text)
