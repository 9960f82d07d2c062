"""Words about a person: what is an office, and where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from governance.minutes.reading.substitutes import stood_in, was_replaced
from governance.minutes.reading.words import OFFICE, ORGANISATION, is_person

_JOIN = re.compile(
    r"(?:,|\s[-–—]+\s|\t|;|\s\|\s)\s*|"
    r"(?:(?<=Director)|(?<=Officer)|(?<=Manager)|(?<=Executive)|(?<=Taker)|(?<=Lead)|(?<=Nurse)|"
    r"(?<=Secretary)|(?<=Chair)|(?<=Member))\s+(?=NHS\s+[A-Z])"
)
"""What parts words about a person: a mark, or the beginning of an NHS body's name."""
OPEN = "(["
CLOSE = ")]"
NOTE = re.compile(
    r"^(?:\+|\W*(?:until|from|up\s+to|left|joined|arrived|present|items?|minutes?\s+\d|agenda|part|partial|for\s+(?:part|"
    r"items?|agenda|this|the)|virtual(?:ly)?|remote(?:ly)?|via|by\s+(?:phone|telephone|video|teams|zoom|ms|microsoft|"
    r"invitation)|on\s+(?:teams|zoom|ms|screen|line)|online|in\s+person|dial(?:led|ling)?[\s-]in|ms\s+teams|teams|zoom|microsoft|"
    r"observ(?:er|ing)|non-voting|voting|retired|late|absent|apologies|pm|am|shared\s+vote|quorate|not\s+\w+)\b|\d)",
    re.IGNORECASE,
)
"""How, how long or for what somebody came: neither an office nor an organisation."""
_MERE_CHAIR = re.compile(
    r"^(?:in\s+the\s+|(?:the|meeting|joint|acting|interim|convening)\s+)*"
    r"(?:(?:vice|deputy|co)[- ]?)?chair(?:man|woman|person)?"
    r"(?:\s+(?:of|for)\s+(?:the|this)\s+meeting)?$",
    re.IGNORECASE,
)
"""A part in the meeting, which goes behind an office that is named too."""
ACRONYM = re.compile(r"[A-Z]{2,5}")
"""Letters that stand for something that is explained elsewhere, or for the next person's name."""
_FIELDS = {"Assurance", "Audit", "Support", "Action", "Advice", "Service", "Services", "Housing",
           "Homes", "Healthcare", "Libraries", "Academic", "Advocacy", "Carers"}  # fmt: skip
"""Words of bodies that are words of an office's fields too."""
_ABOUT_PATIENTS = re.compile(
    r"\b(?:Patients?|Carers?|Volunteers?)(?=,?\s+(?:and|&|Safety|Experience|Engagement|Involvement)\b)"
)
"""A word for people that is one of the fields of an office: "Patient and Public Involvement"."""
_GOES_ON = re.compile(r"^(?:and|&|of|for)\b|\s(?:and|&)\s", re.IGNORECASE)
_KIND_OF = re.compile(r"\s+(?:(?:Associate|Non|Independent|Lay|Joint|Interim|Acting)[\s-]+)*")
"""What may stand between a body and an office in it."""
_OF = re.compile(r"^\s*(?:of|for|to|at|in|and|&|,|[-–—])(?:\s|$)", re.IGNORECASE)


def is_office(text: str) -> bool:
    """Say whether words name an office, and no organisation with the word of one in its name."""
    office, body = OFFICE.search(text), ORGANISATION.search(text)
    if office is None:
        return False
    if body is None or OFFICE.search(text.rsplit(maxsplit=1)[-1]):
        return True
    if body.start() == 0 and _KIND_OF.fullmatch(text, body.end(), office.start()):
        return True  # "Practice Manager Kestrel": the office in a practice, and of which.
    last = max(m.end() for m in ORGANISATION.finditer(text))
    whole = last == len(text) and not any(_OF.match(text[m.end() :]) for m in OFFICE.finditer(text))
    return office.start() < body.start() and not whole


def is_mere_chair(text: str) -> bool:
    """Say whether words only say that somebody chairs: "Chair", "in the Chair", "Vice-Chair"."""
    return _MERE_CHAIR.match(text) is not None


def pieces_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part words about a person at commas, dashes, tabs and brackets.

    A comma inside an office parts nothing: "Director of Strategy, People and Culture" is one.
    """
    spans = list(_cut(text, start, end))
    held: tuple[int, int] | None = None
    for at, (begin, close) in enumerate(spans):
        own = text[begin:close]
        if held is not None and begin < held[1]:
            continue
        row = _row_of_fields(text, spans[at:]) if held else None
        if held is not None and row is not None and is_office(text[held[0] : held[1]]):
            held = (held[0], row)
            continue
        bracketed = text[begin - 1 : begin] in tuple(OPEN) if begin else False
        if (
            held is not None
            and not bracketed
            and _is_of_office(
                text[held[0] : held[1]], own, dashed=text[held[1] : begin].strip(" –—-") == ""
            )
        ):
            held = (held[0], close)
            continue
        if held is not None:
            yield held
        held = (begin, close)
    if held is not None:
        yield held


def _row_of_fields(text: str, spans: list[tuple[int, int]]) -> int | None:
    """Give where a row of an office's fields ends: "Strategy, Policy and Programmes"."""
    for at, (begin, close) in enumerate(spans):
        own = text[begin:close]
        comma = text[begin - 2 : begin].strip() == ","
        bodies = [m.group() for m in ORGANISATION.finditer(own) if m.group() not in _FIELDS]
        plain = not OFFICE.search(own) and not bodies and not is_person(own)
        if not (comma and plain and own[:1].isupper()) or ACRONYM.fullmatch(own):
            return None
        if re.search(r"\s(?:and|&)\s", own):
            return close if at else None
    return None


def _is_of_office(before: str, own: str, *, dashed: bool) -> bool:
    """Say whether words after a comma are still those of the office before it."""
    named = OFFICE.search(_ABOUT_PATIENTS.sub("", own)) or any(
        match.group() not in _FIELDS or match.end() == len(own)
        for match in ORGANISATION.finditer(own)
    )
    neither = not named and not NOTE.match(own)
    plain = stood_in(own) is None and was_replaced(own) is None
    goes_on = dashed or bool(_GOES_ON.search(own.strip()))
    return neither and plain and goes_on and is_office(before)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, depth, index = start, 0, start
    while index < end:
        character = text[index]
        if character in OPEN:
            if depth == 0:
                yield from _whole(text, begin, index)
                begin = index + 1
            depth += 1
        elif character in CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield from _whole(text, begin, index)
                begin = index + 1
        elif depth == 0 and (match := _JOIN.match(text, index, end)):
            yield from _whole(text, begin, index)
            begin = index = match.end()
            continue
        index += 1
    yield from _whole(text, begin, end)


def _whole(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    own = text[begin:end]
    stripped = own.strip(" ,;:.–—-\t")
    if stripped:
        at = begin + own.index(stripped)
        yield at, at + len(stripped)
