"""Lines that may be headings of items: what numbers them, and how like a heading each looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.minutes.reading.leads import LABEL
from governance.minutes.reading.numbers import Sign, signs
from governance.minutes.reading.source import Line
from governance.minutes.reading.words import DATE, SERIES, TIME, is_person

NUMBERED = re.compile(
    r"^(?:[-•*]\s+)?(?:(?:(?:agenda\s+)?item|min(?:ute)?\.?)\s+(?:no\.?\s+)?)?"
    rf"(?P<number>(?:{SERIES})?\d{{1,4}}(?:[/.]\d{{1,4}}){{0,2}}(?:/\s\d{{1,4}})?(?:-\d{{1,4}}(?=[.:]?\s+[A-Z]))?)"
    r"(?:(?:[.)]?\s/|[.):]|\s*[-–—:](?=\s)|\t)?\s+|[.)]?(?=(?-i:[A-Z][a-z]{3})|(?<=[.)])(?-i:[A-Z])[A-Za-z]{3}))(?P<title>\S.*)$",
    re.IGNORECASE,
)
_NUMBER_ALONE = re.compile(
    rf"^(?:(?:agenda\s+)?item\s+)?(?P<number>(?:(?=\w+[/-])(?:{SERIES}))?\d{{1,4}}(?:[./]\d{{1,4}})?)[.):]?$",
    re.IGNORECASE,
)
_STANDING = re.compile(
    r"\b(?:apologies|declarations?|minutes of|matters arising|next meeting|other business|welcome|"
    r"questions|urgent business|action log|chair's)\b",
    re.IGNORECASE,
)
LEADS_A_LIST = re.compile(
    r"(?::|\b(?:that|to)\s*[-–—:]?)$|^\W*(?:resolved|agreed|noted)\W*$", re.IGNORECASE
)
LISTED = re.compile(
    r"(?P<title>(?:members\s+)?present|(?:in\s+)?attendance|apologies(?:\s+for\s+absence)?)\s*:\s*\S",
    re.IGNORECASE,
)
"""A title beside which those who came or did not are listed."""
RUN_ON = re.compile(
    r"(?P<title>(?:apologies(?:\s+for\s+absence)?|declarations?\s+of\s+interests?|"
    r"(?:the\s+)?(?:draft\s+)?minutes\s+of\s+the\s+(?:last|previous)\s+meeting))"
    r"\s+(?:were|was|had\s+been|have\s+been)\s",
    re.IGNORECASE,
)
"""A title that is the subject of the first sentence of its item."""
_SENTENCE_BESIDE = re.compile(
    r"(?P<title>(?=[^.:…]{3,70}[.:…])(?:(?!\b(?:was|were|is|are|had|has|have|will)\b)[^.:…])+?)"
    r"(?:\.(?=\s)|:|\s*…)\s*(?=[A-Z])(?=[^.]*\b(?:was|were|is|are|had|has|have|will|noted|none|nil|"
    r"proposed|agreed)\b)(?=.*[.]$|.{40})",
    re.IGNORECASE,
)
"""A title with a sentence beside it, behind a mark: "2. Minutes. The minutes were agreed."."""
_UNFINISHED = re.compile(r"(?:[.;,:]|\band)$")
_LONGEST_LIST = 20
_NARROW = 50
"""Characters that any page has room for in a line of text."""


@dataclass(frozen=True)
class Heading:
    """A line that may be the heading of an item."""

    index: int
    """Of its line among the lines given."""
    number: str
    key: tuple[int, ...]
    title_at: int
    """Index of the line that the title is on, and where in it the title begins."""
    skip: int
    score: float
    prose: bool = False
    """Its line is the first of a paragraph of several."""
    alone: bool = False
    """Its line ends though the next word had room."""
    number_at: int = 0
    """Where in its line the number begins."""
    family: str = ""
    """What kind of Roman numeral or letter the number is; empty for figures."""
    standing: bool = False
    """Its title is one that agendas of any body have."""


def headings_of(lines: Sequence[Line], index: int) -> Iterator[Heading]:
    """Give what the number of a line may be: "I." is a one and, among letters, a nine."""
    heading = _heading(lines, index)
    if heading is not None:
        yield heading
        return
    for sign in signs(lines[index].text):
        signed = _signed(lines, index, sign)
        if signed is not None:
            yield signed


def _signed(lines: Sequence[Line], index: int, sign: Sign) -> Heading | None:
    """Give a heading that a Roman numeral or a letter numbers, if its title looks like one."""
    at, skip = index, sign.title or 0
    if sign.title is None:
        below = range(index + 1, min(index + 3, len(lines)))
        at = next((i for i in below if lines[i].text), index)
        if at == index or next(signs(lines[at].text), None) is not None:
            return None
    title = lines[at].text[skip:].split("\t")[0]
    if not title[:1].isupper() and not title[:1].isdigit() and title[:1] not in "'\"“‘":
        return None
    if _UNFINISHED.search(title) and not lines[at].emphasised:
        return None
    score, standing = _likeness(lines, index, title), bool(_STANDING.search(title))
    return Heading(
        index, sign.text, (sign.value,), at, skip, score,
        _is_prose(lines, at), _is_alone(lines, at), sign.at, sign.family, standing,
    )  # fmt: skip


def _heading(lines: Sequence[Line], index: int) -> Heading | None:
    line = lines[index]
    if line.blank or DATE.match(line.text) or TIME.match(line.text):
        return None
    alone = _NUMBER_ALONE.match(line.text)
    if alone:
        at = next((i for i in range(index + 1, min(index + 3, len(lines))) if lines[i].text), None)
        if at is None or NUMBERED.match(lines[at].text) or _NUMBER_ALONE.match(lines[at].text):
            return None
        number, title, skip = alone.group("number"), lines[at].text, 0
        number_at = alone.start("number")
    else:
        match = NUMBERED.match(line.text)
        if not match or DATE.match(line.text, match.start("number")):
            return None
        at, skip = index, match.start("title")
        title = match.group("title")
        number, title = match.group("number"), title[: title_end(title)]
        number_at = match.start("number")
    if not title[:1].isupper() and not title[:1].isdigit() and title[:1] not in "'\"“‘":
        return None
    score = _likeness(lines, index, title)
    key = tuple(int(part) for part in re.findall(r"\d+", number))
    if re.fullmatch(r"\d+\.0", number):
        key = key[:1]
    return Heading(
        index, number, key, at, skip, score, _is_prose(lines, at), _is_alone(lines, at), number_at
    )


def _is_prose(lines: Sequence[Line], at: int) -> bool:
    end = at
    while end < len(lines) and not lines[end].blank:
        end += 1
    several = end > at + 1 and not lines[at].emphasised and not _is_alone(lines, at)
    return several and lines[end - 1].text.endswith((".", "?"))


def _is_alone(lines: Sequence[Line], at: int) -> bool:
    """Say whether a line ends though the next word had room: it is a paragraph by itself."""
    text, following = lines[at].text, lines[at + 1].text if at + 1 < len(lines) else ""
    room = len(text) + len(following.partition(" ")[0]) < _NARROW
    return room and "\t" not in text and following[:1].isupper()


def _goes_on_a_list(lines: Sequence[Line], index: int) -> bool:
    """Say whether the lines above count up to this one from a "1." below words that lead a list."""
    match = NUMBERED.match(lines[index].text)
    number = int(match["number"]) if match and match["number"].isdigit() else 0
    if not 1 < number <= _LONGEST_LIST:
        return False
    for above in range(index - 1, max(-1, index - 3 * _LONGEST_LIST), -1):
        text = lines[above].text
        if lines[above].blank:
            continue
        if number == 1:
            return LEADS_A_LIST.search(text) is not None
        match = NUMBERED.match(text)
        if match is None or match["number"] != str(number - 1):
            return False
        number -= 1
    return False


def _likeness(lines: Sequence[Line], index: int, title: str) -> float:
    line = lines[index]
    above = range(index - 1, max(-1, index - 7), -1)
    before = next((lines[i].text for i in above if not lines[i].blank), "")
    score = 2.0
    score += 2 if line.emphasised else 0
    score += 1 if index == 0 or lines[index - 1].blank else 0
    score += 1 if len(title) <= 80 else (-3 if len(title) > 140 and not title.isupper() else 0)
    score += 1 if _STANDING.search(title) else 0
    score -= 2 if _UNFINISHED.search(title) else 0
    score -= 2 if LEADS_A_LIST.search(before) else 0
    first = re.match(r"\(?1[.)]?\s", line.text) is not None
    score -= 4 if first and LABEL.match(before) and LEADS_A_LIST.search(before) else 0
    score -= 4 if _goes_on_a_list(lines, index) else 0
    score -= 2 if re.match(r"(?:That|To|The \w+ (?:was|is|be))\b", title) else 0
    is_name = is_person(title.split(",", maxsplit=1)[0]) and not _STANDING.search(title)
    score -= 2 if is_name else 0
    return score


def title_end(text: str) -> int:
    """Give where a title ends in its line: at a cell, a list, or a sentence beside it."""
    tab = text.find("\t")
    beside = LISTED.match(text) or RUN_ON.match(text) or _SENTENCE_BESIDE.match(text)
    end = len(text) if tab < 0 else tab
    return min(end, beside.end("title")) if beside else end
