"""The head of the minutes: which body, when, where."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from governance.minutes.reading.draft import DatePiece, TimePiece
from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.words import (
    BODY,
    DATE,
    TIME,
    find_date,
    find_times,
    sentence_end,
    time_spans,
)

_LABEL = re.compile(
    r"^(?P<label>date(?:\s+and\s+time|\s*/\s*time|\s*(?:&|,)\s*time)?(?:\s+of\s+meeting)?|time|"
    r"venue|location|place|held\s+at|meeting|committee|board)\s*[:\t]\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_KIND = (
    r"(?:(?:public|ordinary|annual|general|extraordinary|special|virtual|formal|inaugural|"
    r"quarterly|bi-?monthly|part\s+\w+)\s+)*"
)
_OF_BODY = (
    re.compile(
        rf"\b(?:minutes|notes?|record)\s+of\s+(?:the|a|an)?\s*{_KIND}(?:meeting|proceedings)"
        r"(?:\s+in\s+public)?\s+of\s+(?:the\s+)?(?P<body>.+?)(?=,?\s+(?:held|on|at|meeting)\b|[,.]|$)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:minutes|notes?)\s+(?:of|from)\s+(?:the\s+)?{_KIND}(?P<body>(?!meeting\b).+?)"
        r"(?=,?\s+(?:meeting|held|on|at)\b|\s+[-–—]|[,.]|$)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?P<body>.+?)\s*(?:[-–—:]\s*)?(?:{_KIND}(?:meeting\s+)?(?:draft\s+)?minutes)\b", re.I
    ),
    re.compile(
        r"\b(?:a\s+)?meeting\s+of\s+(?:the\s+)?(?P<body>.+?)(?=,?\s+(?:was\s+)?held\b|$)", re.I
    ),
)
_PLACE_BEFORE_DATE = re.compile(
    r"\bheld\s+(?:virtually\s+)?(?:at|in|via|on|by)\s+(?-i:the\s+|THE\s+)?(?P<place>(?!on\b).+?),?\s+on\s+$",
    re.IGNORECASE,
)
_PLACE_AFTER = re.compile(
    r"^[\s,;.–-]*(?:(?:held|and)\s+)?(?:at|in|via|by)\s+(?-i:the\s+|THE\s+)?(?P<place>[^\d\s].*)$",
    re.I,
)
_BETWEEN = re.compile(
    r"^[\s,;.–-]*(?:at|in|via)\s+(?-i:the\s+|THE\s+)?(?P<place>.+?),?\s+(?:at|from|commencing\s+at|starting\s+"
    r"at)\s*$",
    re.IGNORECASE,
)
_VIRTUAL = re.compile(r"\b(?:via|on|by)\s+(?P<place>(?:Microsoft\s+|MS\s+)?(?:Teams|Zoom)\b[^.]*)")
_SITE = re.compile(
    r"\b(?:Room|Hall|House|Centre|Suite|Chamber|Building|Hotel|Infirmary|Library|School|College|"
    r"Church|Street|Road|Lane|Avenue|Square|Park|Theatre|Offices?|Headquarters|Teams|Zoom|Online)\b"
)
"""Words of an address: a line of its own below the day is the place if it has one."""
_SITE_AFTER = re.compile(rf"^\s*[,;]\s+(?P<place>(?=.{{0,100}}{_SITE.pattern})[A-Z][^.;]*)$")
"""An address after day and time: "3 June 2025, 10:00 – 12:15, Room 3, Kestrel House"."""
_NO_SITE = re.compile(r"\bminutes\b|[:;]$|\.\s+[A-Z]|^.{120}", re.IGNORECASE)
_RANGE = re.compile(r"^\s*(?:-|–|—|to|until)\s*$")


@dataclass
class Header:
    """What the head says, and the lines that said it."""

    body: Piece | None = None
    date: DatePiece | None = None
    start_time: TimePiece | None = None
    end_time: TimePiece | None = None
    place: Piece | None = None
    placed: set[int] = field(default_factory=set)


def read_header(lines: Sequence[Line]) -> Header:
    """Read the lines from the first of the minutes up to the attendance or the first item."""
    header = Header()
    plain: list[Line] = []
    for line in lines:
        if not _labelled(header, line):
            plain.append(line)
    for block in blocks(plain):
        _when_and_where(header, block)
    _body(header, plain)
    return header


def _labelled(header: Header, line: Line) -> bool:
    match = _LABEL.match(line.text)
    if not match:
        return False
    label = match.group("label").lower()
    passage = Passage([line], match.start("rest"))
    if label in {"meeting", "committee", "board"}:
        if not BODY.search(passage.text):
            return False
        header.body = header.body or passage.cut()
    elif label in {"venue", "location", "place", "held at"}:
        header.place = header.place or passage.cut(0, sentence_end(passage.text))
    else:
        header.date = header.date or find_date(passage)
        _times(header, passage)
    header.placed.add(line.number)
    return True


def _times(header: Header, passage: Passage) -> None:
    times = find_times(passage)
    if not times or header.start_time is not None:
        return
    header.start_time = times[0]
    if len(times) > 1:
        spans = [s for s in time_spans(passage) if not DATE.match(passage.text, s[0])]
        if _RANGE.match(passage.text[spans[0][1] : spans[1][0]]):
            header.end_time = times[1]


def _when_and_where(header: Header, block: Sequence[Line]) -> None:
    passage = Passage(block)
    day = find_date(passage)
    times = find_times(passage)
    if not day and not times:
        if header.place is None and header.date is not None:
            _place_alone(header, block)
        return
    if header.date is None and day is not None:
        header.date = day
    _times(header, passage)
    header.place = header.place or _place(passage)
    header.placed.update(line.number for line in block)


def _place_alone(header: Header, block: Sequence[Line]) -> None:
    match = _PLACE_AFTER.match(block[0].text)
    if match:
        header.place = Passage(block).group(match, "place")
        header.placed.add(block[0].number)
    elif len(block) == 1 and _SITE.search(block[0].text) and not _NO_SITE.search(block[0].text):
        header.place = Passage(block).cut()
        header.placed.add(block[0].number)


def _place(passage: Passage) -> Piece | None:
    spans = list(time_spans(passage))
    text = passage.text
    before = _PLACE_BEFORE_DATE.search(text[: spans[0][0]])
    if before:
        return passage.group(before, "place")
    for (_, end), (start, _) in itertools.pairwise(spans):
        between = _BETWEEN.match(text[end:start])
        if between:
            return passage.cut(end + between.start("place"), end + between.end("place"))
    end = spans[-1][1]
    after = _PLACE_AFTER.match(text[end:]) or _SITE_AFTER.match(text[end:])
    if after:
        begin = end + after.start("place")
        return passage.cut(begin, sentence_end(text, begin))
    virtual = _VIRTUAL.search(text)
    return passage.group(virtual, "place") if virtual else None


def _body(header: Header, lines: Sequence[Line]) -> None:
    if header.body is not None:
        return
    for pattern in _OF_BODY:
        for block in blocks(lines):
            passage = Passage(block)
            match = pattern.search(passage.text)
            body = passage.group(match, "body") if match else None
            if body is not None and BODY.search(body.text) and not DATE.search(body.text):
                header.body = body
                header.placed.update(line.number for line in block)
                _fuller(header, body, lines)
                return
    for line in lines:
        if _is_name(line):
            header.body = Passage([line]).cut()
            header.placed.add(line.number)
            return


def _fuller(header: Header, body: Piece, lines: Sequence[Line]) -> None:
    """Prefer a line by itself that gives the same name in full."""
    for line in lines:
        if _is_name(line) and body.text.casefold() in line.text.casefold():
            header.body = Passage([line]).cut()
            header.placed.add(line.number)
            return


def _is_name(line: Line) -> bool:
    text = line.text
    return (
        bool(BODY.search(text))
        and len(text) < 120
        and not DATE.search(text)
        and not TIME.search(text)
        and not re.search(r"\bminutes\b|\bmeeting\b|[.:;]$", text, re.IGNORECASE)
    )
