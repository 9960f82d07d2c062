"""The head of the minutes: which body, when, where."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time

from governance.minutes.reading.draft import DatePiece, TimePiece
from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.titles import names_of_bodies
from governance.minutes.reading.words import (
    BODY,
    DATE,
    SITE,
    find_date,
    find_times,
    sentence_end,
    time_spans,
)

_LABEL = re.compile(
    r"^(?P<label>(?:meeting\s+)?date(?:\s+and\s+time|\s*/\s*time|\s*(?:&|,)\s*time)?(?:\s+of\s+meeting)?|(?:meeting\s+)?time|when|"
    r"(?:meeting\s+)?(?:venue|location|place)(?:\s*/\s*\w+)?|where|held\s+at|meeting|committee|board)\s*[:\t]\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_PLACE_ALONE = re.compile(r"(?:meeting\s+)?(?:venue|location|place)\s*:", re.IGNORECASE)
_STATE = re.compile(r"(?:un)?confirmed|draft|approved|(?:un)?ratified|final", re.IGNORECASE)
_WHERE = re.compile(r"(?:meeting\s+)?(?:venue|location|place|where|held\s+at)\b", re.IGNORECASE)
_PLACE_BEFORE_DATE = re.compile(
    r"\bheld\s+(?:(?:virtually|remotely|online)\s+)?(?:at|in|via|on|by|using)\s+(?-i:the\s+|THE\s+)?(?P<place>(?!(?:on|public|private|common|person)\b).+?),?\s+on\s+$",
    re.IGNORECASE,
)
_PLACE_AFTER = re.compile(
    r"^[\s,;.–-]*(?:(?:held|and)\s+)?(?:at|in|via|by)\s+(?-i:the\s+|THE\s+)?(?P<place>[^\d\s].*|\d{1,4}\s+(?-i:[A-Z][a-z]).*)$",
    re.I,
)
_BETWEEN = re.compile(
    r"^[\s,;.–-]*(?:at|in|via)\s+(?-i:the\s+|THE\s+)?(?P<place>.+?)(?:,?\s+(?:at|from|commencing\s+at|starting\s+"
    r"at)\s*|,\s*)$",
    re.IGNORECASE,
)
_VIRTUAL = re.compile(r"\b(?:via|on|by)\s+(?P<place>(?:Microsoft\s+|MS\s+)?(?:Teams|Zoom)\b[^.]*)")
_SITE_AFTER = re.compile(
    rf"^\s*(?:[,;|]\s+|\s[–—-]\s+|\s)(?P<place>(?=.{{0,100}}(?i:{SITE.pattern}))[A-Z][^.;]*)$"
)
"""An address after day and time: "3 June 2025, 10:00 – 12:15, Room 3, Kestrel House"."""
_NO_SITE = re.compile(
    r"\bminutes\b|[:;]$|\.\s+[A-Z]|^.{120}|\s(?:was|were|would|be)\s", re.IGNORECASE
)
_OPENED = re.compile(
    r"\bmeeting\s+(?:was\s+)?(?:\w+\s+)?(?:started|commenced|began|opened|convened|called\s+to\s+order)\b|"
    r"\b(?:opened|started|commenced)\s+the\s+meeting\b",
    re.IGNORECASE,
)
_MET_AT = re.compile(
    r"\b(?:met|meeting|held|took\s+place)\s+(?:at|in|via)\s+(?:the\s+)?(?P<place>[A-Z].+?),?\s+(?:at|from)\s*$"
)
"""What stands before the time: "The Board met at Skelby Fire Station, Beacon Road, at 2pm"."""
_HELD_IN = re.compile(
    r"\b(?:took\s+place|was\s+held|met)\s+(?:at|in|via|on)\s+(?:the\s+)?(?P<place>[A-Z][^.;]*)"
)
_RANGE = re.compile(
    r"^\s*(?:-|–|—|to|until|till|and\s+(?:finish|end|clos|conclud)\w*(?:\s+at)?|(?:finish|end)\w*\s+at)\s*$",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"^\s*(?:[,;|]|\s[–—-])\s+(?:the\s+)?(?P<place>[A-Z][^.;|]{3,119})$")
"""What follows day and time at the end of a title: "…, 1PM TO 3PM, PENRIDGE RUGBY CLUB"."""
_NO_PLACE = re.compile(
    r"\b(?:present|minutes|notes|draft|confirmed|approved|part|chair\w*|attend\w*|public|private|committee(?!\s+rooms?\b)|board(?!\s+room\b)|members?|"
    r"start\w*|quorate|agenda|item)\b",
    re.IGNORECASE,
)


_OF_ANOTHER = re.compile(
    r"\b(?:correct|true|accurate)\s+record\b|\b(?:confirm|approve|agree|receive|sign)\w*\s+the\s+minutes\b|\b(?:previous|last|next)\s+meeting\s+(?:of|was|were|held|on|is|will)\b",
    re.IGNORECASE,
)
"""Words of a sentence about another meeting, whose day is not this one's."""
_LONGEST = 220
_HELD = re.compile(r"\bheld\b|\bmeeting\s+(?:of|on)\b", re.IGNORECASE)
_BODY_MET = re.compile(
    r"\b(?i:board|committee|panel|group|council|partnership)\s+met\s+(?:at|in)\s+(?:the\s+)?(?P<place>[A-Z][^.;]*)"
)
_WRAPPED = 48
"""Characters from which a line in the large letters of a title may go on in the next."""


@dataclass
class Header:
    """What the head says, and the lines that said it."""

    body: Piece | None = None
    other_bodies: list[Piece] = field(default_factory=list)
    date: DatePiece | None = None
    start_time: TimePiece | None = None
    end_time: TimePiece | None = None
    place: Piece | None = None
    placed: set[int] = field(default_factory=set)


def read_header(lines: Sequence[Line]) -> Header:
    """Read the lines from the first of the minutes up to the attendance or the first item."""
    header = Header()
    plain: list[Line] = []
    for at, written in enumerate(lines):
        line = written
        if _STATE.fullmatch(written.text):
            header.placed.add(written.number)
            line = replace(written, text="")
        if _place_under_label(header, lines, at):
            continue
        below = lines[at + 1] if at + 1 < len(lines) else None
        if not _labelled(header, line, below) and line.number not in header.placed:
            plain.append(line)
    for block in blocks(plain):
        _when_and_where(header, block)
    names, placed = names_of_bodies(plain)
    if header.body is None and names:
        header.body, *header.other_bodies = names
    header.placed |= placed
    return header


def _place_under_label(header: Header, lines: Sequence[Line], at: int) -> bool:
    """Read a place that stands below its label."""
    below = next((line for line in lines[at + 1 :] if not line.blank), None)
    alone = _PLACE_ALONE.fullmatch(lines[at].text)
    if alone is None or below is None or header.place is not None or ":" in below.text:
        return False
    header.place = Passage([below]).cut()
    header.placed |= {lines[at].number, below.number}
    return True


def _labelled(header: Header, line: Line, below: Line | None) -> bool:
    match = _LABEL.match(line.text)
    if not match:
        return False
    label = match.group("label").lower()
    passage = Passage([line], match.start("rest"))
    if label in {"meeting", "committee", "board"}:
        day = find_date(passage)
        dash = passage.text.find(" - ")
        if day is not None and passage.text.startswith(day.piece.text) and dash > 0:
            # "Meeting: 07/12/2023 - Fen Board", on the page of an item.
            header.date, header.body = header.date or day, header.body or passage.cut(dash + 3)
            header.placed.add(line.number)
            return True
        if not BODY.search(passage.text):
            return False
        header.body = header.body or passage.cut()
    elif _WHERE.match(label):
        if below is not None and _wraps(line, below):
            passage = Passage([line, below], match.start("rest"))
            header.placed.add(below.number)
        header.place = header.place or passage.cut(0, sentence_end(passage.text))
    else:
        header.date = header.date or find_date(passage)
        _times(header, passage)
        _time_without_a_mark(header, passage, label)
    header.placed.add(line.number)
    return True


def _time_without_a_mark(header: Header, passage: Passage, label: str) -> None:
    """Read "Time: 1230", which is a time only beside that label."""
    match = re.match(r"([01]\d|2[0-3])([0-5]\d)(?!\d)", passage.text) if "time" in label else None
    piece = passage.cut(0, 4) if match else None
    if match is not None and piece is not None and header.start_time is None:
        header.start_time = TimePiece(piece, time(int(match[1]), int(match[2])))


def read_opening(header: Header, lines: Sequence[Line]) -> None:
    """Read when and where the meeting began out of a sentence below the head, where it lacks it."""
    for block in blocks(lines):
        passage = Passage(block)
        met = _BODY_MET.search(passage.text)
        if met is not None and header.place is None:
            header.place = passage.group(met, "place")
            header.placed.update(line.number for line in block)
        match = _OPENED.search(passage.text)
        if match is None:
            continue
        end = sentence_end(passage.text, match.end())
        times = [
            t for t in find_times(passage, match.start()) if t.piece.text in passage.text[: end + 1]
        ]
        if header.start_time is None and times:
            header.start_time = times[0]
            header.placed.update(line.number for line in block)
        place = _HELD_IN.search(passage.text, match.start(), end)
        if header.place is None and place is not None:
            header.place = passage.group(place, "place")
        return


def _wraps(line: Line, below: Line) -> bool:
    """Say whether a label in large letters goes on in the next line."""
    large = line.emphasised and below.emphasised and len(line.text) >= _WRAPPED
    return large and not below.blank and _LABEL.match(below.text) is None


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
    if len(passage.text) > _LONGEST and not _HELD.search(passage.text[:_LONGEST]):
        return  # A paragraph, whose days are others.
    if _OF_ANOTHER.search(passage.text) or re.match(r"\(?\d{1,2}[.)]\s", passage.text):
        return
    day = find_date(passage)
    times = find_times(passage)
    if not day and not times:
        if header.place is None and header.date is not None:
            _place_alone(header, block)
        return
    if header.date is None and day is not None:
        header.date = day
    _times(header, passage)
    header.place = header.place or _place(passage) or _place_below(block)
    header.placed.update(line.number for line in block)


def _place_alone(header: Header, block: Sequence[Line]) -> None:
    whole = Passage(block) if len(block[0].text) >= _WRAPPED else Passage(block[:1])
    match = _PLACE_AFTER.match(whole.text)
    if match and not _NO_SITE.search(whole.text):
        header.place = whole.group(match, "place")
        header.placed.update(line.number for line in block)
    elif len(block) == 1 and SITE.search(block[0].text) and not _NO_SITE.search(block[0].text):
        header.place = Passage(block).cut()
        header.placed.add(block[0].number)


def _place_below(block: Sequence[Line]) -> Piece | None:
    """Give a place that has the line below day and time for itself."""
    said = False
    for line in block:
        if next(time_spans(Passage([line])), None):
            said = True
        elif said and SITE.search(line.text) and not _NO_SITE.search(line.text):
            return None if _NO_PLACE.search(line.text) else Passage([line]).cut()
    return None


def _place(passage: Passage) -> Piece | None:
    spans = list(time_spans(passage))
    text = passage.text
    before = _PLACE_BEFORE_DATE.search(text[: spans[0][0]])
    if before:
        return passage.group(before, "place")
    met = _MET_AT.search(text[: spans[0][0]])
    if met:
        return passage.group(met, "place")
    for (_, end), (start, _) in itertools.pairwise(spans):
        between = _BETWEEN.match(text[end:start])
        if between:
            return passage.cut(end + between.start("place"), end + between.end("place"))
    end = spans[-1][1]
    after = _PLACE_AFTER.match(text[end:]) or _SITE_AFTER.match(text[end:])
    if after and after.re is _SITE_AFTER and _NO_PLACE.search(after["place"]):
        after = None
    after = after if after else _SEPARATED.match(text[end:])
    if after and after.re is _SEPARATED and _NO_PLACE.search(after["place"]):
        after = None
    if after:
        begin = end + after.start("place")
        return passage.cut(begin, sentence_end(text, begin))
    virtual = _VIRTUAL.search(text)
    return passage.group(virtual, "place") if virtual else None
