"""Sentences that say who stood in for whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import NAME

_VERB = (
    r"(?:(?:(?:was|is)\s+)?(?:in\s+attendance|attended|attending|present|substituted|substituting|"
    r"deputised|deputising|acted|sat)\s+(?:as\s+(?:a\s+|the\s+)?(?:substitute|deputy)\s+)?(?:in\s+(?:the\s+)?"
    r"place\s+of|for|on\s+behalf\s+of)|replaced)"
)
_STOOD_IN = re.compile(
    rf"(?:^|(?<=[.;]\s)|(?<=\bthat\s))(?P<who>{NAME})(?:,\s+[A-Z][\w&' ]{{1,40}}?)?"
    rf",?\s+{_VERB}\s+(?P<absent>{NAME})"
    r"(?=(?:\s+(?:for|at)\s+this\s+meeting)?(?:\s+only)?(?:[.;,]|$|\s+and\b))"
)
_STOOD_IN_FOR = re.compile(
    rf"(?P<absent>{NAME}),?\s+(?:\(?\s*who\s+)?(?:was|had\s+been|is)\s+"
    rf"(?:substituted|replaced|represented|deputised)\s+(?:for\s+)?by\s+(?P<who>{NAME})"
)


_SUBSTITUTION = re.compile(rf"\b[Ss]ubstitution\s+of\s+(?P<who>{NAME})\s+for\s+(?P<absent>{NAME})")


def stands_in(lines: Sequence[Line], index: int) -> tuple[Piece, Piece, Sequence[Line]] | None:
    """Read "Councillor Low attended in place of Councillor High" at a line, which may wrap.

    Returns:
        Who, for whom, and the lines that say it; None if the line says nothing of the kind.
    """
    own = [lines[index]]
    match = _STOOD_IN.match(own[0].text)
    if match is None and index + 1 < len(lines) and not lines[index + 1].blank:
        own = [lines[index], lines[index + 1]]
        match = _STOOD_IN.match(Passage(own).text)
    if match is None:
        return None
    passage = Passage(own)
    who, absent = passage.group(match, "who"), passage.group(match, "absent")
    return (who, absent, own) if who is not None and absent is not None else None


def substitutions(passage: Passage) -> list[tuple[Piece, Piece, bool]]:
    """Read who stood in for whom out of sentences.

    Returns:
        Who, for whom, and whether the absent one is the subject ("X was substituted by Y").
    """
    found = []
    for form in (_STOOD_IN, _STOOD_IN_FOR, _SUBSTITUTION):
        for match in form.finditer(passage.text):
            who, absent = passage.group(match, "who"), passage.group(match, "absent")
            if who is not None and absent is not None:
                found.append((who, absent, form is _STOOD_IN_FOR))
    return found
