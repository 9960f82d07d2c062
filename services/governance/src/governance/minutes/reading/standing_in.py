"""Sentences that say who stood in for whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import NAME, is_person

_SMALL = (
    r"(?:has|had|have|was|were|is|be|been|being|would|will|he|she|they|that|confirmed|advised|stated|also|then|duly|"
    r"appointed|nominated|named|notified|acting|acted|attending|attended|attends|present|in\s+attendance|sat|sitting|"
    r"standing\s+in|stood\s+in|the\s+meeting|this\s+meeting|as|an?|the|his|her|their|substitut(?:e|es|ed|ing)|deput(?:y|ies|ised|ising|izing)|member|"
    r"representative|replaced|replacing|replaces|to|took|taking)"
)
"""A word between two names that may be of a sentence on who stood in for whom, and of no other."""
_SIGN = (
    r"(?:substitut|deputi|deputy|replac|sat\b|acted|acting|attend|present|stood|standing|appointed|"
    r"nominated|took|taking)"
)
_VERB = (
    rf"(?=(?:{_SMALL}\s+){{0,12}}?{_SIGN})(?:{_SMALL}\s+){{0,12}}?(?:for|in\s+(?:the\s+)?(?:place|stead)\s+of|"
    r"the\s+place\s+of|instead\s+of|on\s+behalf\s+of|(?<=replacing\s)|(?<=replaced\s)(?!by)|(?<=replaces\s))"
)
_STOOD_IN = re.compile(
    rf"(?:^|(?<=[.;:]\s)|(?<=\bthat\s)|(?<=,\s)|(?<=\band\s))(?P<who>{NAME})"
    rf"(?:,\s+[A-Z][\w&' ]{{1,40}}?|\s+\([^()]{{2,60}}\))?,?\s+{_VERB}\s*(?P<absent>{NAME})"
    r"(?=(?:\s+\([^()]{2,60}\))?(?:\s+(?:for|at)\s+this\s+meeting)?(?:\s+only)?(?:[.;,)]|$|\s+and\b))"
)
_STOOD_IN_FOR = re.compile(
    rf"(?P<absent>{NAME}),?\s+(?:\(?\s*who(?:se\s+place)?\s+)?(?:was|had\s+been|is)\s+"
    rf"(?:substituted|replaced|represented|deputised|taken)\s+(?:for\s+)?by\s+(?P<who>{NAME})"
)
_FOR_WHOM = re.compile(
    rf"(?P<absent>{NAME}),?\s+for\s+whom\s+(?P<who>{NAME})\s+(?:was|is|had\s+been|acted|attended)\b"
    r"[^.;]{0,40}?\b(?:substitut|deput|represent)"
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
    if who is None or absent is None or not _are_people(who, absent):
        return None
    return who, absent, own


def substitutions(passage: Passage) -> list[tuple[Piece, Piece, bool]]:
    """Read who stood in for whom out of sentences.

    Returns:
        Who, for whom, and whether the absent one is the subject ("X was substituted by Y").
    """
    found = []
    for form in (_STOOD_IN, _STOOD_IN_FOR, _FOR_WHOM, _SUBSTITUTION):
        for match in form.finditer(passage.text):
            who, absent = passage.group(match, "who"), passage.group(match, "absent")
            broad = form is _STOOD_IN
            if who and absent and not (broad and not _are_people(who, absent)):
                found.append((who, absent, form in {_STOOD_IN_FOR, _FOR_WHOM}))
    return found


def _are_people(*named: Piece) -> bool:
    """Say whether all are people: "Ann Low attended on behalf of Fen Trust" replaces nobody."""
    return all(is_person(piece.text) for piece in named)
