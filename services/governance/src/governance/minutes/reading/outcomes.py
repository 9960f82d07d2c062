"""Outcomes and elections, suggested from the words of a resolution."""

from __future__ import annotations

import re
from collections.abc import Sequence

from governance.minutes.reading.draft import Outcome, Part
from governance.minutes.reading.source import Piece
from governance.minutes.reading.words import NAME, sentence_end

# Codes of the vocabulary "outcome", each with the words that show it; the first that fits counts.
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for code, words in (
        ("agreed_in_principle", r"in principle"),
        ("rejected", r"reject(?:s|ed)?|refuse[sd]?|not (?:be )?(?:approved|agreed|supported)"),
        ("deferred", r"defer(?:s|red)?|adjourn(?:s|ed)?|postponed?"),
        ("delegated", r"delegate[sd]?|delegated authority|authority (?:be )?given"),
        ("referred", r"refer(?:s|red) (?:back )?to|be referred"),
        ("approved", r"approve[sd]?|ratif(?:y|ies|ied)|adopt(?:s|ed)?"),
        ("endorsed", r"endorse[sd]?"),
        ("agreed", r"agree[sd]?|accept(?:s|ed)?|support(?:s|ed)?|confirm(?:s|ed)?|"
                   r"elected|re-elected|appointed|re-appointed|reappointed"),
        ("noted", r"noted|to note|receive[sd]?|welcome[sd]?|thanked"),
    )
)  # fmt: skip
_RANK = ("rejected", "deferred", "approved", "agreed_in_principle", "agreed", "endorsed",
         "delegated", "referred", "noted")  # fmt: skip
_FORMAL = re.compile(r"\b(?:resolved|agreed|decided|decision|resolution)\b", re.IGNORECASE)
_OFFICE_OF = (
    r"(?:\s+(?:as|to\s+be|to\s+serve\s+as|to\s+the\s+(?:office|position)\s+of))?"
    r"(?:\s+(?:the|a|an|its|their))?\s+(?P<office>\S.*)$"
)
_ELECTIONS = (
    re.compile(
        rf"(?:^|\band\s+|\bthat\s+|[.:]\s+)(?:[Tt]hat\s+)?(?P<person>{NAME})(?:,\s+[^.;]{{3,80}},)?\s+(?:(?:should|would|will|shall)\s+)?(?:be|is|was|were)\s+"
        r"(?:and\s+(?:is\s+)?hereby\s+)?(?:(?:duly|hereby|unanimously|formally)\s+)*"
        rf"(?:re-?)?(?:elected|appointed){_OFFICE_OF}"
    ),
    re.compile(
        rf"(?:^|\band\s+|\bthat\s+)(?:[Tt]hat\s+)?(?P<person>{NAME})\s+(?:remain|continue)s?(?=\s+as\b){_OFFICE_OF}"
    ),
    re.compile(
        rf"(?:^|\b)(?:[Tt]o\s+)?(?:re-?)?(?:elect|appoint)(?:ed)?\s+(?P<person>{NAME}){_OFFICE_OF}"
    ),
)
_AN_OFFICE = re.compile(
    r"^(?:(?:Joint|Honorary|Lord|Lead|Interim|Acting|Independent)\s+)*"
    r"(?:(?:[Vv]ice|[Dd]eputy|[Cc]o)[- ])?(?:chair\w*|mayor|leader|president|member|representative|"
    r"treasurer|spokes\w+|sheriff|governor|director|trustee|champion|observer|officer|clerk|secretary)\b|^(?:Vice|Deputy)\b",
    re.IGNORECASE,
)


def part_outcome(text: Piece, lead: Piece) -> Outcome | None:
    """Suggest the outcome of a part; failing its own words, that of the lead ("Resolved")."""
    for code, sign in _SIGNS:
        match = sign.search(text.text)
        if match:
            return Outcome(code, Piece(match.group(), text.first_line, text.last_line))
    for code, sign in _SIGNS:
        match = sign.search(lead.text)
        if match:
            return Outcome(code, Piece(match.group(), lead.first_line, lead.last_line))
    formal = _FORMAL.search(lead.text)
    if formal:
        return Outcome("agreed", Piece(formal.group(), lead.first_line, lead.last_line))
    return None


def overall_outcome(parts: Sequence[Part], lead: Piece) -> Outcome | None:
    """Suggest the outcome of a resolution: the weightiest of its parts."""
    outcomes = [part.outcome for part in parts if part.outcome is not None]
    return min(outcomes, key=lambda o: _RANK.index(o.code)) if outcomes else None


def election(text: Piece) -> tuple[Piece | None, Piece | None]:
    """Give who is elected and to what office, where a part is an election."""
    for form in _ELECTIONS:
        match = form.search(text.text)
        if match and _AN_OFFICE.search(match["office"]):
            end = sentence_end(match["office"])
            office = re.sub(r"(?:;|,)?(?:\s+and)?$", "", match["office"][:end].rstrip(".; "))
            lines = (text.first_line, text.last_line)
            return Piece(match["person"], *lines), Piece(office, *lines)
    return None, None
