"""Whom a short form means: "JA", "Vera" or "The Vice-Chair", by those who are named in full."""

from __future__ import annotations

import re
from collections.abc import Iterable

from governance.minutes.reading.draft import Person
from governance.minutes.reading.words import TITLE_PREFIX, same_person

_OFFICE = re.compile(
    r"^(?:the\s+)?(?P<which>(?:vice|deputy)[- ])?chair(?:man|woman|person)?$", re.I
)
_CHAIR = re.compile(r"\bchair(?:man|woman|person)?\b", re.IGNORECASE)
_SECOND = re.compile(r"\b(?:vice|deputy)[- ]?chair", re.IGNORECASE)


def meant(short: str, people: Iterable[Person]) -> str | None:
    """Give the full name that a short form means; None where nobody, or more than one, fits."""
    everyone = list(people)
    for fits in (_is_called, _has_initials, _has_family_name, _has_first_name, _holds_office):
        names = {person.name.text for person in everyone if fits(person, short)}
        if names:
            return names.pop() if len(names) == 1 else None
    return None


def _is_called(person: Person, short: str) -> bool:
    return person.name.text == short


def _has_initials(person: Person, short: str) -> bool:
    return person.initials is not None and person.initials.text == short


def _has_family_name(person: Person, short: str) -> bool:
    return same_person(person.name.text, short)


def _has_first_name(person: Person, short: str) -> bool:
    return TITLE_PREFIX.sub("", person.name.text).split()[:1] == [short]


def _holds_office(person: Person, short: str) -> bool:
    office = _OFFICE.match(short)
    said = " ".join(piece.text for piece in (person.role, person.note) if piece is not None)
    if office is None or not _CHAIR.search(said):
        return False
    return bool(_SECOND.search(said)) == (office["which"] is not None)
