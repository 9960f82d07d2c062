"""The end of the minutes: the next meeting, the time of closing, the place for a signature."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from governance.minutes.reading.draft import Item, NextMeeting, TimePiece
from governance.minutes.reading.items import body_of
from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.words import find_date, find_times, sentence_end, time_spans

_NEXT_ITEM = re.compile(
    r"\b(?:next|future|forthcoming)\s+meetings?\b|\bdates?\s+of\s+(?:the\s+)?next\b", re.IGNORECASE
)
_NEXT_LINE = re.compile(
    r"^(?:(?:dates?|time|details?)(?:\s*(?:,|and|&)\s*(?:time|venue|place))*\s+of\s+(?:the\s+)?)?"
    r"next\s+(?:\w+\s+)?meeting(?:\s+in\s+public)?(?:\s+(?:dates?|details))?\s*[:\t–—-]\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_NEXT_HEAD = re.compile(
    r"^(?:(?:dates?|time|details?)(?:\s*(?:,|and|&)\s*(?:time|venue|place))*\s+of\s+(?:the\s+)?)?"
    r"next\s+(?:\w+\s+)?meeting(?:\s+in\s+public)?(?:\s+(?:dates?|details))?\W*$",
    re.IGNORECASE,
)
"""A heading without a number, above the day."""
_WHEN_OR_WHERE = re.compile(r"^(?:date|day|time|venue|location|place|where|when)\s*[:\t]", re.I)
_SENTENCE = re.compile(
    r"\bnext\s+(?:[\w-]+\s+){0,6}?(?:meeting|held)\b.{0,80}?\b(?:on|for|be|is|:)\s|"
    r"\b(?:will|would|shall|to)\s+(?:next\s+meet|meet\s+(?:next|again))\b",
    re.IGNORECASE,
)
_NAMED_MEETING = re.compile(
    r"next\s+(?:\w+\s+)?meeting\s+of\s+(?:the\s+)?(?:[A-Z][\w'’&-]*\s+){2,}"
)
_LONGEST = 160
"""Characters of words about the next meeting that name no day: more tell of something else."""
_CLOSED = re.compile(
    r"\b(?:meeting|business|chair\w*|session|proceedings)\b.{0,60}?\b(?:closed|ended|concluded|finished|close|rose|"
    r"terminated|adjourned)\b(?:.{0,60}?\bat\b|\s*[:–—-]?(?=\s*\d))|"
    r"\b(?:closed|ended|concluded|finished|brought)\s+the\s+(?:\w+\s+)?(?:meeting|session|proceedings)\b.{0,40}?\bat\b|"
    r"^\W*(?:closed?|ended?|finish(?:ed)?|concluded|rose)(?:\s+of\s+(?:the\s+)?meeting)?(?:\s+time)?\s*(?:at|[:–—-]|\t)\s*(?=\d)|"
    r"\b(?:meeting\s+(?:close|end|finish)\w*|(?:finish|end|closing)\s+time|time\s+(?:ended|closed|finished))\s*[:\t–—-]\s*(?=\d)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^(?:signed|signature|chair(?:man|person)?|date|dated)\b\s*:?\W*(?:[.…_]{3,}.*)?$|^[.…_\s]{5,}",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:^|[,;\s])(?:at|in|via|by(?=\s+(?:MS\s+|Microsoft\s+)?(?:Teams|Zoom)\b)|venue:?|(?:location|place|where)[:\t]|held\s+at)\s*(?<=\s)(?:the\s+)?(?P<place>[A-Z][^.;]*)",
    re.IGNORECASE,
)
_PLACE_AFTER_TIME = re.compile(
    r"[\s,;–-]+(?:(?:at|in|via|(?i:venue|location|place|where):?)\s+)?(?:the\s+)?(?P<place>[A-Z][^.;]*)"
)
_UNKNOWN_PLACE = re.compile(
    r"\b(?:to\s+be\s+(?:confirmed|advised|agreed)|tbc|tba)\b", re.IGNORECASE
)


def is_signature(line: Line) -> bool:
    """Say whether a line is the place for the chair's signature."""
    return bool(_SIGNATURE.match(line.text))


def find_next_meeting(
    items: Sequence[Item], lines: Sequence[Line]
) -> tuple[NextMeeting | None, set[int]]:
    """Find when the body meets next, and the lines that say it."""
    for item in reversed(items):
        if _NEXT_ITEM.search(item.title.text):
            said = _said_in_item(item, lines)
            if said is not None:
                return said
    first_item = items[0].first_line if items else 0
    groups = blocks(lines)
    for block, following in reversed([*zip(groups, [*groups[1:], []], strict=True)]):
        own, start, end = _said_in_block(block, following, first_item)
        if own:
            return _next(Passage(own), start, end), {line.number for line in own}
    return None, set()


def _said_in_item(item: Item, lines: Sequence[Line]) -> tuple[NextMeeting | None, set[int]] | None:
    groups = [_before_closing(block) for block in blocks(body_of(lines, item))]
    own = [line for line in lines if item.first_line <= line.number <= item.title.last_line]
    for block in [*groups, own]:
        passage = Passage(block)
        said = _SENTENCE.search(passage.text)
        if said and find_date(passage, said.start()):
            end = sentence_end(passage.text, said.start())
            return _next(passage, said.start(), end), {li.number for li in block}
        day = find_date(passage)
        if day or (block is not own and find_times(passage)):
            end = _until_closing(passage)
            return _next(passage, 0, end), {li.number for li in block}
    if groups and len(Passage(groups[0]).text) <= _LONGEST:
        return _next(Passage(groups[0]), 0, None), {li.number for li in groups[0]}
    return None


def _said_in_block(
    block: Sequence[Line], following: Sequence[Line], first_item: int
) -> tuple[Sequence[Line], int, int | None]:
    """Give the lines that say when the body meets next, and which of their characters."""
    for index, line in enumerate(block):
        match = _NEXT_LINE.match(line.text)
        if match:
            # In the head, the rows below it speak of the meeting that was held.
            rows = _labelled(block[index + 1 :]) if line.number >= first_item else []
            return [line, *rows], match.start("rest"), None
        if _NEXT_HEAD.match(line.text):
            below = block[index + 1 :] or following
            below = _labelled(below) or _before_closing(below)[:1]
            if below and find_date(Passage(below)):
                return [line, *below], len(line.text), None
    passage = Passage(block)
    sentence = _SENTENCE.search(passage.text)
    if sentence and _of_others(passage.text, sentence.start()):
        return [], 0, None
    if sentence and find_date(passage, sentence.start()):
        return block, sentence.start(), sentence_end(passage.text, sentence.start())
    return [], 0, None


def _of_others(text: str, at: int) -> bool:
    """Say whether words speak of others: "at the next meeting of the Fen Joint Board"."""
    before = re.search(r"\b(?:at|to|for)\s+the\s+$", text[:at], re.IGNORECASE)
    return before is not None and _NAMED_MEETING.match(text, at) is not None


def _labelled(block: Sequence[Line]) -> list[Line]:
    """Give the rows at the beginning of a block that say, each by its label, when or where."""
    return list(itertools.takewhile(lambda line: _WHEN_OR_WHERE.match(line.text), block))


def _before_closing(block: Sequence[Line]) -> list[Line]:
    """Give the lines of a block up to one that tells how the meeting ended."""
    closing = (i for i, line in enumerate(block) if i and _CLOSED.search(line.text))
    return list(block[: next(closing, len(block))])


def _until_closing(passage: Passage) -> int:
    """Give where the words about the next meeting end, if the closing follows in one paragraph."""
    closed = _CLOSED.search(passage.text)
    cut = passage.text.rfind(". ", 0, closed.start() + 1) if closed else -1
    return cut if cut > 0 else len(passage.text)


def is_next_meeting(line: Line) -> bool:
    """Say whether a row or line by itself says when the body meets next."""
    return bool(_NEXT_LINE.match(line.text))


def find_closing_time(lines: Sequence[Line]) -> tuple[TimePiece | None, int | None]:
    """Find when the meeting ended, and the line that says it."""
    for block in reversed(blocks(lines)):
        for size in (1, 2):
            for at in range(len(block) - size, -1, -1):
                passage = Passage(block[at : at + size])
                match = _CLOSED.search(passage.text)
                times = find_times(passage, match.end()) if match else []
                if times:
                    return times[0], times[0].piece.last_line
    return None, None


def _next(passage: Passage, start: int, end: int | None) -> NextMeeting | None:
    text = passage.cut(start, end)
    if text is None:
        return None
    times = list(find_times(passage, start))
    return NextMeeting(
        text,
        find_date(passage, start),
        times[0] if times else None,
        _place(passage, start, len(passage.text) if end is None else end),
    )


def _place(passage: Passage, start: int, end: int) -> Piece | None:
    spans = [s for s in time_spans(passage) if start <= s[0] < end]
    after = spans[-1][1] if spans else start
    match = _PLACE_AFTER_TIME.match(passage.text, after, end) if spans else None
    match = match or _PLACE.search(passage.text, after, end)
    if not match or _UNKNOWN_PLACE.search(match.group("place")):
        return None
    place = passage.group(match, "place")
    return place if place and not re.match(r"\d", place.text) else None
