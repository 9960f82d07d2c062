"""Headings of lists of attendance: which list a line opens, whatever words a body uses for it."""

from __future__ import annotations

import re

from governance.minutes.reading.lexicon import LEXICON
from governance.minutes.reading.source import Line
from governance.minutes.reading.words import PLURAL_TITLE, TITLE_PREFIX

_LONGEST = 90
_HEAD = re.compile(r"^(?P<head>[^:\t]{3,90}?)\s*(?:[:\t]\s*[–—-]?\s*|\s[–—-]+\s+|\s*[–—-]\s*$|$)")
_BRACKETS = re.compile(r"\s*\([^)]{0,60}\)")
_WORD = re.compile(r"[\w'’-]+")
_BARE = re.compile(
    r"^(?:present|in\s+attendance|also\s+(?:present|in\s+attendance)|apologies|officers)\s+(?=\S)",
    re.I,
)
"""A heading that names follow without a mark: "Present Councillors A Low and B High"."""
_OF_A_BODY = re.compile(
    r"^(?:(?:[A-Z][\w'’&-]*|and|of|for|the|&),?\s)+(?P<end>(?i:(?:voting\s+|non-voting\s+)?(?:members?|directors|councillors|"
    r"trustees|governors|attendees)(?:\s+(?:present|in\s+attendance|attending))?|present|in\s+attendance|apologies))$"
)
"""A heading with the name of a body in it: "Ashby Place Sub-Committee members present"."""
_TAKER = re.compile(
    r"^(?:minutes?|notes?|record)(?:\s+(?:taken|recorded)?\s*by|[- ]?takers?|\s+secretary)\s*[:\t–-]\s*",
    re.I,
)
_NOTHING_MORE = re.compile(
    r"^(?:apologies|present|attendance|members|absent)\s+(?:of|for)\s+the\s+meeting$", re.I
)

KINDS = LEXICON.headings


def section_of(line: Line) -> tuple[str, int] | None:
    """Give which list a heading of attendance opens, and where in the line its content begins."""
    taker = _TAKER.match(line.text)
    if taker:
        return "in_attendance", taker.end()
    match = _HEAD.match(line.text)
    if match is None:
        return None
    head = _BRACKETS.sub("", match["head"]).strip(" .*")
    kind = _kind(head, match["head"])
    if kind is not None:
        return kind, match.end()
    bare = _BARE.match(line.text)
    if bare and (
        TITLE_PREFIX.match(line.text[bare.end() :]) or PLURAL_TITLE.match(line.text[bare.end() :])
    ):
        kind = _kind(bare.group().strip(), "")
        return (kind, bare.end()) if kind else None
    of_a_body = _OF_A_BODY.match(head)
    if of_a_body and match.end() == len(line.text) and len(head) <= _LONGEST:
        kind = _kind(of_a_body["end"], "")
        return (kind, match.end()) if kind else None
    return None


def _kind(head: str, whole: str) -> str | None:
    """Give the list that words open, where all of them are words of such a heading."""
    words = [word.casefold() for word in _WORD.findall(head)]
    if not words or any(word not in _KNOWN for word in words) or _NOTHING_MORE.match(head):
        return None
    said = {*words}
    if said & {"meeting", "minutes", "notes"} and not said & {"present", "attendance", "apologies"}:
        return None  # A title.
    if said & {*KINDS["apologies"]}:
        return "apologies" if words[0] not in {"no", "the"} else None
    also = said & {*KINDS["in_attendance"]} or "non-voting" in whole.casefold()
    if also:
        return "in_attendance"
    if words[-2:] == ["in", "attendance"] and not said & {*KINDS["members"]}:
        return "in_attendance"
    if said & {*KINDS["present"]}:
        return "present"
    return None


_KNOWN = {word for words in KINDS.values() for word in words}
