"""Headings of lists of attendance: which list a line opens, whatever words a body uses for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from governance.minutes.reading.lexicon import LEXICON
from governance.minutes.reading.source import Line
from governance.minutes.reading.words import (
    DATE,
    ORGANISATION,
    PLURAL_TITLE,
    TITLE_PREFIX,
    is_person,
)

_LONGEST = 90
_HEAD = re.compile(
    r"^(?P<head>[^:\t]{3,90}?)\s*(?:[:;\t]\s*[–—-]?\s*|(?:…|\.{3,})\s*|\s[–—-]+\s+|\s*[–—-]\s*$|$)"
)
_BRACKETS = re.compile(r"\s*\([^)]{0,60}\)")
_NOT_ABLE = re.compile(r"\b(?:not\s+able|could\s+not|couldn['’]t)\b", re.I)
_ASKED = re.compile(r"\s+at\s+(?:the\s+)?request\s+of\b.*$", re.I)
_WORD = re.compile(r"[\w'’-]+")
_BARE = re.compile(
    r"^(?:present|in\s+attendance|also\s+(?:present|in\s+attendance)|apologies|officers)"
    r"(?:,?\s+(?=\S)|(?=(?-i:[A-Z][a-z]+\s[A-Z])))",
    re.I,
)
"""A heading that names follow without a mark: "Present Councillors A Low", "PresentAnn Low"."""
_OF_A_BODY = re.compile(
    r"^(?:(?:[A-Z][\w'’&-]*|and|of|for|the|&),?\s)+(?P<end>(?i:(?:voting\s+|non-voting\s+)?(?:members|directors|councillors|"
    r"trustees|governors|attendees|staff)(?:\s+(?:members\s+)?(?:present|in\s+attendance|attending))?|present|in\s+attendance|apologies))$"
)
"""A heading with the name of a body in it: "Ashby Place Sub-Committee members present"."""
_ACRONYM = re.compile(r"^[A-Z]{2,6}\s")
_IN_ATTENDANCE = re.compile(r"\bin attend[ae]nce(?: (?:were|was|at the meeting|for the meeting))*$")
_TAKER = re.compile(
    r"^(?:minutes?|notes?|record)(?:\s+(?:taken|recorded)?\s*by|[- ]?takers?|\s+secretary)"
    r"\s*[:\t–-]\s*",
    re.I,
)
_NOTHING_MORE = re.compile(
    r"^(?:apologies|present|attendance|members|absent)\s+(?:of|for)\s+the\s+meeting$", re.I
)
_OF_ONE = re.compile(
    r"^(?!.*\b(?:present|attend\w*|also|in)\b)(?:[\w'’-]+\s+)+"
    r"(?:member|officer|advis[eo]r|observer|clerk|substitute)$",
    re.I,
)
"""The office of one person on a line by itself: "Partner Member", "Democratic Services Officer"."""

IN_THE_CHAIR = re.compile(
    r"^(?:in\s+the\s+chair|chair(?:man|person|ed\s+by)?|presiding)\s*:?$", re.I
)
"""A heading of its own, above the name of who chaired."""
KINDS = LEXICON.headings


def section_of(line: Line) -> tuple[str, int] | None:
    """Give which list a heading of attendance opens, and where in the line its content begins."""
    taker = _TAKER.match(line.text)
    if taker:
        return "in_attendance", taker.end()
    if IN_THE_CHAIR.match(line.text):
        return "present", len(line.text)
    if _OF_ONE.match(line.text):
        return None
    match = _HEAD.match(line.text)
    if match is None or DATE.match(line.text, match.end()):
        return None  # "Cabinet - Tuesday 4 March 2025" is a title.
    head = _BRACKETS.sub("", match["head"]).strip(" .*")
    head = _ASKED.sub("", _NOT_ABLE.sub("unable", head))
    found = (_kind(head, match["head"]), match.end())
    found = found if found[0] else _of_names(line.text)
    found = found if found[0] else _of_a_body(line.text, head, match.end())
    return (found[0], found[1]) if found[0] else None


def list_headed_by(text: str) -> str | None:
    """Give the list that words by themselves are the heading of: "Present", "Apologies:"."""
    text = text.strip()
    if not text or IN_THE_CHAIR.match(text):
        return None  # "Chair" may be the office of whoever stands above.
    opened = section_of(Line(0, text, text, emphasised=False))
    return opened[0] if opened is not None and opened[1] >= len(text) else None


def lists_beside(cells: Sequence[str]) -> list[int]:
    """Give which cells of a line head lists that stand beside one another; none if one does."""
    if len(cells) < 2:
        return []
    kinds = {at: kind for at, cell in enumerate(cells) if (kind := list_headed_by(cell))}
    return sorted(kinds) if 0 in kinds and len({*kinds.values()}) > 1 else []


def _of_names(text: str) -> tuple[str | None, int]:
    bare = _BARE.match(text)
    rest = text[bare.end() :] if bare else ""
    titled = TITLE_PREFIX.match(rest) or PLURAL_TITLE.match(rest)
    listed = bare is not None and ("," in bare.group() or not bare.group()[-1].isspace())
    named = titled or (listed and is_person(re.split(r"\s*[,(]", rest)[0]))
    return (_kind(bare.group().strip(" ,"), ""), bare.end()) if bare and named else (None, 0)


def _of_a_body(text: str, head: str, end: int) -> tuple[str | None, int]:
    match = _OF_A_BODY.match(head)
    body = ORGANISATION.search(head) or text.endswith(":") or _ACRONYM.match(head)
    said = match is not None and match["end"].casefold() in {
        "present",
        "in attendance",
        "apologies",
    }
    alone = (end == len(text) or (said and ":" in text[:end])) and len(head) <= _LONGEST
    return (_kind(match["end"], ""), end) if match and body and alone else (None, 0)


def _kind(head: str, whole: str) -> str | None:
    """Give the list that words open, where all of them are words of such a heading."""
    words = [word.casefold() for word in _WORD.findall(head)]
    if not words or any(word not in _KNOWN for word in words) or _NOTHING_MORE.match(head):
        return None
    said = {*words}
    title = said & {"meeting", "minutes", "notes"}
    if title and not said & {"present", "attendance", "apologies"} and words[0] not in _OTHERS:
        return None
    if said & {*KINDS["apologies"]} and said & _CAME:
        return "present"  # "Attendees and apologies": those who came stand first.
    if said & {*KINDS["apologies"]}:
        return "apologies" if words[0] not in {"no", "the"} else None
    others = said & {*KINDS["in_attendance"]} or "non-voting" in whole.casefold()
    if others or (_IN_ATTENDANCE.search(" ".join(words)) and not said & {*KINDS["members"]}):
        return "in_attendance"
    return "present" if said & {*KINDS["present"]} else None


_OTHERS = {"observers", "guests", "visitors", "officers", "staff"}
_CAME = {"attendees", "attendance", "attendence", "attended", "present"}
_KNOWN = {word for words in KINDS.values() for word in words}
