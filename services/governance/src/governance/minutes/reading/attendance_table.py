"""Attendance as a table: which column is what, and who stands in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from governance.minutes.reading.attendance_headings import section_of
from governance.minutes.reading.draft import Person
from governance.minutes.reading.person import in_office, placed_in, read_person
from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import is_person

Columns = dict[str, int]
"""Where the columns stand, by what they hold."""

_HEADINGS = {
    "name": re.compile(
        r"^(?:full\s+|(?:board|committee|panel|group)\s+)?(?:names?|members?|attendees?)\b", re.I
    ),
    "role": re.compile(r"^(?:role|position|title|job|designation|post|capacity)", re.I),
    "organisation": re.compile(
        r"^(?:organi[sz]ation|representing|employer|partner|sector|body)", re.I
    ),
    "replaced_by": re.compile(
        r"^(?:(?:name\s+of\s+)?(?:deputy|substitute)(?!\s+for)|represented\s+by|replaced\s+by|deputised\s+by)\b",
        re.I,
    ),
    "in_place_of": re.compile(
        r"^(?:in\s+(?:the\s+)?place\s+of|(?:substitut\w+|deput\w+)\s+for|on\s+behalf\s+of)\b", re.I
    ),
    "status": re.compile(r"^(?:attendance|attended|present|status|apologies)", re.I),
}
_INITIALS = re.compile(r"^initials?$", re.I)
_MARK = re.compile(r"^(?:P|A|Ap|DNA|D/?R|S|N/?A|present|apologies|absent|deputy)$", re.I)
"""The heading of a column in which rows are marked."""
_LONGEST_HEADING = 30
_STATUS = {
    "present": re.compile(
        r"^(?:y(?:es)?|p|present|attended|in person|remote|virtual\w*)\b|^[✓✔√]", re.I),
    "apologies": re.compile(r"^(?:a|apolog\w*|absent|n|no|x)$|^[✗✘✕×]|^apolog", re.I),
    "in_attendance": re.compile(r"^(?:in attendance|ia|observer)$", re.I),
}  # fmt: skip


def list_said(text: str) -> str | None:
    """Give the list that a mark of attendance stands for: "✓", "A", "Apologies"."""
    return next((name for name, mark in _STATUS.items() if mark.search(text)), None)


def _marks(cells: Sequence[str]) -> Columns:
    """Give the columns of which one is marked in each row: "P", "A", "DNA"."""
    found = [at for at, cell in enumerate(cells) if at and _MARK.match(cell)]
    return {f"mark {at}": at for at in found} if len(found) > 1 else {}


def columns_of(line: Line) -> Columns | None:
    """Read the header of a table of people; None if the line is none."""
    cells = [cell.strip() for cell in line.cells]
    columns: Columns = {}
    for index, cell in enumerate(cells):
        if is_person(cell) and not any(p.search(cell) for p in _HEADINGS.values()):
            return None  # A row of the table: its cells may be words of a header.
        for name, pattern in _HEADINGS.items():
            if name not in columns and pattern.search(cell):
                columns[name] = index
                break
    if (
        "name" not in columns
        and list_of(line)
        and 0 not in {columns.get("role"), columns.get("organisation")}
    ):
        columns = {"name": 0, **{k: at for k, at in columns.items() if at > 0}}
    if "name" in columns and (marks := _marks(cells)):
        kept = {k: at for k, at in columns.items() if at not in marks.values()}
        columns = {**kept, **marks}
    return columns if len(cells) > 1 and len(columns) > 1 and "name" in columns else None


def heading_of(text: str) -> str | None:
    """Give what a column holds, by its heading; "initials" too."""
    if is_person(text) or len(text) > _LONGEST_HEADING:
        return None
    if _INITIALS.match(text):
        return "initials"
    return next((name for name, pattern in _HEADINGS.items() if pattern.search(text)), None)


def list_of(line: Line) -> str | None:
    """Give the list that the first cell of a header names: "Present", "Apologies"."""
    first = line.text.split("\t")[0].strip()
    opened = section_of(replace(line, text=first)) if first else None
    return opened[0] if opened is not None and opened[1] == len(first) else None


def row_of(line: Line, columns: Columns) -> tuple[Person, str | None] | None:
    """Read a row: who, and the list that its column of attendance names."""
    cells = dict(_cells(line))
    name = cells.get(columns["name"])
    if name is None:
        return None
    person = read_person(Passage([line], line.text.index(name.text)), stop=len(name.text))
    if person is None:
        return None
    organisation = cells.get(columns.get("organisation", -1)) or person.organisation
    status = cells.get(columns.get("status", -1))
    named = list_said(status.text) if status is not None else None
    marks = [at for name, at in columns.items() if name.startswith("mark ")]
    if marks:
        marked = [cells[at].text for at in marks if at in cells]
        named = list_said(marked[0]) if len(marked) == 1 else None
        if named is None:
            return None  # "DNA", or a mark that says nothing: a person looks at the row.
    person = replace(person, organisation=organisation)
    role = cells.get(columns.get("role", -1))
    person = in_office(person, role) if role is not None else person
    for which in ("replaced_by", "in_place_of"):
        other = cells.get(columns.get(which, -1))
        if other is not None and is_person(other.text):
            person = replace(person, **{which: other})
    for at, cell in cells.items():
        # A column without a heading says what its words say.
        if at not in columns.values():
            person = placed_in(person, cell)
    return person, named


def _cells(line: Line) -> Iterator[tuple[int, Piece]]:
    start = 0
    for index, cell in enumerate(line.text.split("\t"), line.skipped):
        piece = Passage([line]).cut(start, start + len(cell))
        if piece is not None:
            yield index, piece
        start += len(cell) + 1
