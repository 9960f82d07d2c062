"""Sentences that say who stood in for whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import NAME

_STOOD_IN = re.compile(
    rf"^(?P<who>{NAME}),?\s+(?:(?:was\s+)?(?:attended|attending|present|substituted|substituting|"
    r"deputised|deputising|acted|sat)\s+(?:as\s+(?:a\s+)?(?:substitute|deputy)\s+)?(?:in\s+(?:the\s+)?"
    rf"place\s+of|for|on\s+behalf\s+of)|replaced)\s+(?P<absent>{NAME})(?:\s+(?:for|at)\s+this\s+"
    r"meeting)?(?:\s+only)?\.?$"
)


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
