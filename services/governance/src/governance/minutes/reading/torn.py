"""Tables of people that lost their columns: each cell has a line of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from governance.minutes.reading.attendance_headings import list_headed_by
from governance.minutes.reading.attendance_table import heading_of
from governance.minutes.reading.draft import Person
from governance.minutes.reading.offices import is_office
from governance.minutes.reading.people import read_one
from governance.minutes.reading.person import in_office, is_initials_of, placed_in
from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import ORGANISATION, is_person

_MOST_COLUMNS = 5
_FEWEST = 2
_LONGEST = 120


def torn_header(lines: Sequence[Line], index: int) -> tuple[list[str], int] | None:
    """Read the headings of columns below one another: "Name", "Role", "Organisation".

    Returns:
        What each column holds, and the index behind the last heading; None if there are none.
    """
    kinds: list[str] = []
    at = index
    while at < len(lines) and len(kinds) <= _MOST_COLUMNS:
        if not lines[at].blank:
            kind = heading_of(lines[at].text)
            if kind is None or kind in kinds:
                break
            kinds.append(kind)
        at += 1
    told = kinds[:1] == ["name"] and {*kinds} & {"role", "organisation"}
    return (kinds, at) if told and len(kinds) >= _FEWEST else None


def torn_row(
    lines: Sequence[Line], index: int, kinds: Sequence[str]
) -> tuple[Person, list[Line]] | None:
    """Read the cells of one row, which begin at a line; None if they do not fit the columns.

    Where a cell is empty the next row moves up: a cell that is a person's name is none of this row.
    """
    own = [line for line in lines[index : index + 3 * len(kinds)] if not line.blank][: len(kinds)]
    if len(own) < len(kinds) or any(len(line.text) > _LONGEST for line in own):
        return None
    person = read_one(Passage(own[:1]))
    if person is None or person.name.text != own[0].text:
        return None
    for kind, line in zip(kinds[1:], own[1:], strict=True):
        said = Piece(line.text, line.number, line.number)
        if is_person(line.text) or list_headed_by(line.text):
            return None
        if kind == "initials" and not is_initials_of(line.text, person.name.text):
            return None
        if kind == "role":
            person = in_office(person, said)
        elif kind == "organisation":
            person = replace(person, organisation=person.organisation or said)
        else:
            person = placed_in(person, said)
    return person, own


def is_organisation_of(lines: Sequence[Line], index: int, person: Person) -> bool:
    """Say whether a line is the third that each person of a list has: name, office, body.

    A body may also head those who follow; so the next person must have three lines too.
    """
    above = [line.text for line in lines[max(0, index - 6) : index] if not line.blank][-2:]
    said = person.role is not None and above == [person.name.text, person.role.text]
    if not said or person.organisation is not None or not _is_body(lines[index].text):
        return False
    below = [line.text for line in lines[index + 1 : index + 8] if not line.blank][:3]
    if not below or list_headed_by(below[0]) or not is_person(below[0]):
        return True
    return len(below) > _FEWEST and is_office(below[1]) and _is_body(below[2])


def _is_body(text: str) -> bool:
    return ORGANISATION.search(text) is not None and not is_office(text) and not is_person(text)


def torn_lists(lines: Sequence[Line], index: int) -> int | None:
    """Give the index behind headings of lists that follow one another without a name between.

    They stood beside one another, and whose list a name below them is cannot be told.
    """
    kinds: list[str] = []
    at = index
    while at < len(lines):
        if not lines[at].blank:
            kind = list_headed_by(lines[at].text)
            if kind is None:
                break
            kinds.append(kind)
        at += 1
    torn = len({*kinds}) > _FEWEST or kinds == ["present", "apologies"]
    return at if torn else None
