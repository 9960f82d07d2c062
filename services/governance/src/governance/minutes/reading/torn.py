"""Tables of people that lost their columns: each cell has a line of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from governance.minutes.reading.attendance_headings import list_headed_by
from governance.minutes.reading.attendance_table import heading_of, list_said
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
) -> tuple[Person, str | None, list[Line]] | None:
    """Read the cells of one row, which begin at a line; None if they do not fit the columns.

    Where a cell is empty the next row moves up: a cell that is a person's name is none of this row.

    Returns:
        Who, the list that a mark of attendance names, and the lines.
    """
    said_list = None
    own = [line for line in lines[index : index + 3 * len(kinds)] if not line.blank][: len(kinds)]
    if len(own) < len(kinds) or any(len(line.text) > _LONGEST for line in own):
        return None
    person = read_one(Passage(own[:1]))
    if person is None or person.name.text != own[0].text:
        return None
    if kinds[-1] == "replaced_by":
        person, own = _with_deputy(lines, person, own)
    for kind, line in zip(kinds[1:], own[1:], strict=False):
        if kind == "replaced_by":
            continue
        said = Piece(line.text, line.number, line.number)
        if is_person(line.text) or (list_headed_by(line.text) and not is_office(line.text)):
            return None
        if kind == "initials" and not is_initials_of(line.text, person.name.text):
            return None
        if kind == "role":
            person = in_office(person, said)
        elif kind == "status":
            said_list = list_said(line.text)
            if said_list is None:
                return None
        elif kind == "organisation":
            person = replace(person, organisation=person.organisation or said)
        else:
            person = placed_in(person, said)
    return person, said_list, own


def _with_deputy(
    lines: Sequence[Line], person: Person, own: list[Line]
) -> tuple[Person, list[Line]]:
    """Take the last line of a row for the deputy, unless the next row begins with it."""
    last = own[-1]
    below = next((li.text for li in lines if li.number > last.number and not li.blank), "")
    if not is_person(last.text) or (below and is_office(below)):
        return person, own[:-1]
    return replace(person, replaced_by=Piece(last.text, last.number, last.number)), own


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


def _is_column(text: str) -> bool:
    """Say whether words head a column, as "Role" does; "Present" heads a list."""
    return heading_of(text) in {"name", "role", "organisation", "initials"}


def torn_lists(lines: Sequence[Line], index: int) -> int | None:
    """Give the index behind headings of lists that follow one another without a name between.

    They stood beside one another, and whose list a name below them is cannot be told.
    """
    kinds: list[str] = []
    at, columns = index, False
    while at < len(lines):
        if not lines[at].blank:
            column = bool(kinds) and _is_column(lines[at].text)
            kind = None if column else list_headed_by(lines[at].text)
            if kind is None and not column:
                break
            columns = columns or column
            kinds += [kind] if kind is not None else []
        at += 1
    several = len({*kinds}) > _FEWEST or (columns and len({*kinds}) == _FEWEST)
    return at if several or kinds == ["present", "apologies"] else None
