"""Lines of lists of attendance: which go on, which head others, which speak of the one above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from governance.minutes.reading.attendance_found import Attendance, bullet_of, people_of
from governance.minutes.reading.attendance_headings import section_of
from governance.minutes.reading.draft import Person
from governance.minutes.reading.offices import is_office
from governance.minutes.reading.people import read_one
from governance.minutes.reading.person import in_office, placed_in
from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.torn import is_organisation_of
from governance.minutes.reading.words import ORGANISATION, TITLE, is_person

CHAIR = re.compile(
    r"^(?P<role>(?:(?:vice|deputy|convening|acting)[- ]?)?chair(?:man|woman|person)?|chaired\s+by|"
    r"chair(?:man|woman|person)?(?=\s+(?:and|/|&)\s+(?:minute|note)[- ]?taker)|"
    r"(?:vice|deputy)[- ]chair)(?:\s+(?:and|/|&)\s+(?:minute|note)[- ]?taker)?"
    rf"(?:\s*[:\t–-]\s*|\s+(?=(?-i:{TITLE})\.?\s+[A-Z]))"
    r"(?P<name>\S.*)$",
    re.IGNORECASE,
)
_NOMINATED = re.compile(r"(?:nominated|appointed|elected)\s+by\b", re.IGNORECASE)
_APOLOGIES = re.compile(r"(?:an?\s+)?apolog(?:y|ies)\b", re.IGNORECASE)
_MEETING = re.compile(r"\bthe\s+meeting\b", re.IGNORECASE)
"""Words of a sentence, which goes on with no list."""
WRAPPED = 60
"""Characters from which a line of several names may be parted within a name."""


def of_the_one_above(found: Attendance, section: str, lines: Sequence[Line], index: int) -> bool:
    """Read a line that only says what the person on the line above is, where each has two lines.

    Names that follow one another have their offices elsewhere: those are of none of them.
    """
    people, text = getattr(found, section), lines[index].text
    if people and is_organisation_of(lines, index, people[-1]):
        body = Piece(text, lines[index].number, lines[index].number)
        people[-1] = replace(people[-1], organisation=body)
        found.placed.add(lines[index].number)
        return True
    above = [line for line in lines[max(0, index - 8) : index] if not line.blank][-2:]
    if not people or not above or people[-1].role or people[-1].organisation:
        return False
    mere = people[-1].name.text == above[-1].text
    alone = len(above) < 2 or read_one(Passage([above[0]])) is None or section_of(above[0])
    said = Passage([lines[index]]).cut()
    is_said = (
        not _NOMINATED.match(text)
        and (is_office(text) or ORGANISATION.search(text))
        and len(text) < WRAPPED
    )
    if not (mere and alone and is_said) or said is None or read_one(Passage([lines[index]])):
        return False
    people[-1] = in_office(people[-1], said) if is_office(text) else placed_in(people[-1], said)
    found.placed.add(lines[index].number)
    return True


def on_cards(lines: Sequence[Line], index: int) -> list[Person]:
    """Read a row of names below which a row says, cell by cell, what each of them is."""
    names, said = lines[index], lines[index + 1] if index + 1 < len(lines) else None
    if said is None or "\t" not in names.text or len(names.cells) != len(said.cells):
        return []
    if not all(is_person(name) for name in names.cells):
        return []
    if not all(cell and (is_office(cell) or ORGANISATION.search(cell)) for cell in said.cells):
        return []
    people = []
    for name, words in zip(_pieces(names), _pieces(said), strict=True):
        person = Person(name)
        people.append((in_office if is_office(words.text) else placed_in)(person, words))
    return people


def _pieces(line: Line) -> list[Piece]:
    return [Piece(cell, line.number, line.number) for cell in line.cells]


def is_heading_above(lines: Sequence[Line], index: int) -> bool:
    """Say whether the heading of a list stands just above: "Members" below it opens no other."""
    above = next((line for line in reversed(lines[:index]) if not line.blank), None)
    opened = section_of(above) if above is not None else None
    return above is not None and opened is not None and opened[1] >= len(above.text)


def heads_a_list(lines: Sequence[Line], index: int) -> bool:
    """Say whether a line stands above bullets as the heading of the people in them."""
    text = lines[index].text
    below = next((line.text for line in lines[index + 1 :] if not line.blank), "")
    bare = not bullet_of(text) and len(text) < WRAPPED and re.search(r"[,;(\t\d]", text) is None
    return bare and re.match(r"[-•*·▪]\s", below) is not None


def parts_a_list(line: Line) -> bool:
    """Say whether a line only says where those below it come from."""
    return len(line.text) < WRAPPED and (line.emphasised or line.text.endswith(":"))


def runs_on(line: Line, following: Line) -> bool:
    if following.blank or section_of(following) or line.blank or bullet_of(following.text):
        return False
    sent = line.text.endswith(".") and _APOLOGIES.match(following.text)
    if sent or CHAIR.match(following.text) or _MEETING.search(following.text):
        return False
    if line.text.count("(") > line.text.count(")"):
        return True
    if "\t" in line.text.strip() or "\t" in following.text:
        return False
    if len(line.text) >= WRAPPED and sum(1 for _ in people_of(line)) > 1:
        return True
    return bool(re.search(r"(?:[,;&/–-]|\b(?:and|of|for|the|Councill?ors?))$", line.text)) or (
        following.text[:1].islower() or following.text[:1] == "("
    )
