"""Attendance: who was present, in attendance, or sent apologies, as lists, lines or tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from governance.minutes.reading.apologies import SENTENCE, read_apologies
from governance.minutes.reading.attendance_found import Attendance, add, bullet_of, merged
from governance.minutes.reading.attendance_headings import IN_THE_CHAIR, section_of
from governance.minutes.reading.attendance_lines import (
    CHAIR,
    heads_a_list,
    is_heading_above,
    of_the_one_above,
    on_cards,
    parts_a_list,
    runs_on,
)
from governance.minutes.reading.attendance_table import Columns, columns_of, list_of, row_of
from governance.minutes.reading.attendance_unheaded import BUSINESS, read_without_heading
from governance.minutes.reading.draft import Person
from governance.minutes.reading.offices import is_mere_chair
from governance.minutes.reading.pairs import read_pair
from governance.minutes.reading.people import read_one, read_people
from governance.minutes.reading.side_by_side import one_after_another
from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.standing_in import stands_in, substitutions
from governance.minutes.reading.torn import torn_header, torn_lists, torn_row
from governance.minutes.reading.words import same_person

_GROUP = re.compile(
    r"^(?:(?:county|borough|district|city|town|co-?opted|elected|voting|partner|lay|independent|"
    r"statutory|appointed|substitute|other)\s+)*(?:councill?ors|members|representatives|governors|"
    r"directors)\s*(?:\(\w+\))?:?$",
    re.IGNORECASE,
)
"""A heading within a list: who follows is of this kind."""
_CAME = re.compile(
    r",?\s+(?:(?:was|were)\s+(?:also\s+)?(?:present|in\s+attendance)|(?:also\s+)?attended\s+the\s+(?:meeting|session))\b[^,;]*$",
    re.IGNORECASE,
)
"""The end of a sentence below a list that says who came too."""
_BY_INVITATION = re.compile(r"\b(?:attended|attending|present)\s+by\s+invitation\b", re.IGNORECASE)
_NOBODY = re.compile(r"^\W*(?:none|nil|n/?a|there\s+were\s+no\b.*|no\s+apologies.*)\W*$", re.I)


@dataclass
class _Columns:
    """What the columns of a table hold, where its headings stand beside or below one another."""

    known: Columns | None = None
    torn: list[str] = field(default_factory=list)


def read_attendance(lines: Sequence[Line]) -> Attendance:
    """Read the lists of attendance that stand before the first item."""
    found = Attendance()
    lines = one_after_another(lines)
    section, index = "", 0
    columns = _Columns()
    while index < len(lines):
        line = lines[index]
        opened = section_of(line)
        if line.blank:
            index += 1
        elif (step := _of_table(found, section, columns, lines, index)) is not None:
            section, index = step
        elif section and _GROUP.match(line.text) and (not opened or is_heading_above(lines, index)):
            found.placed.add(line.number)
            index += 1
        elif stood := stands_in(lines, index):
            _put_in_place(found, *stood)
            index += 1
        elif opened and (at := _end_of_list(line, opened[1])) is not None:
            section, columns = _section(found, line, opened[0]), _Columns()
            found.placed.add(line.number)
            whole = at == len(line.text)
            own = lines if whole else [*lines[:index], replace(line, text=line.text[:at])]
            end = _opened(found, section, own, index, opened[1])
            index = end if whole else read_apologies(found, lines, index)
        elif SENTENCE.search(line.text):
            index = read_apologies(found, lines, index)
        elif _chair(found, line):
            index += 1
        elif section and BUSINESS.match(line.text):
            section, index = "", index + 1
        elif section:
            index = _within(found, section, lines, index, columns.known)
        else:
            index += 1
    if not found.present:
        read_without_heading(found, lines)
    return found


def _of_table(
    found: Attendance, section: str, columns: _Columns, lines: Sequence[Line], index: int
) -> tuple[str, int] | None:
    """Read headings of columns at ``index``, or a row whose cells stand below one another.

    Returns:
        The list that goes on, and where; None where nothing of the kind stands there.
    """
    after = torn_lists(lines, index)
    if after is not None:
        return "", after
    header = columns_of(lines[index])
    if header is not None:
        columns.known = header
        found.placed.add(lines[index].number)
        return list_of(lines[index]) or section or "present", index + 1
    headings = torn_header(lines, index) if section else None
    if headings is not None:
        columns.torn, end = headings
        found.placed.update(line.number for line in lines[index:end] if not line.blank)
        return section, end
    row = torn_row(lines, index, columns.torn) if columns.torn and section else None
    if row is None:
        return None
    person, said, own = row
    add(getattr(found, said or section), person)
    found.placed.update(line.number for line in own)
    return section, lines.index(own[-1], index) + 1


def _end_of_list(line: Line, start: int) -> int | None:
    """Give where the list beside a heading ends: before a sentence of apologies, if there is one.

    None where that sentence is all that stands beside it.
    """
    said = SENTENCE.search(line.text, start)
    if said is None:
        return len(line.text)
    stop = line.text.rfind(". ", start, said.start())
    return stop + 1 if stop > start else None


def _within(
    found: Attendance, section: str, lines: Sequence[Line], index: int, columns: Columns | None
) -> int:
    """Read a line of a list; give where to go on."""
    line = lines[index]
    if columns and ("\t" in line.text or line.skipped):
        _row(found, section, line, columns)
    elif heads_a_list(lines, index):
        found.placed.add(line.number)
    elif people := on_cards(lines, index):
        for person in people:
            add(getattr(found, section), person)
        found.placed |= {line.number, lines[index + 1].number}
        return index + 2
    elif not of_the_one_above(found, section, lines, index):
        return _entries(found, section, lines, index, 0)
    return index + 1


def read_attendance_item(found: Attendance, title: Line, lines: Sequence[Line]) -> None:
    """Read lists that stand in an item: "1. Present: …", with the next below it."""
    opened = section_of(title)
    if opened is None or opened[0] == "apologies":
        return
    own = read_attendance([title, *lines])
    for people, more in ((found.present, own.present), (found.in_attendance, own.in_attendance),
                         (found.apologies, own.apologies)):  # fmt: skip
        for person in more:
            add(people, person)


def read_substitutes_item(found: Attendance, lines: Sequence[Line]) -> None:
    """Note who stood in for whom, where the text of an item says it of people who are listed."""
    listed = bool(found.present)
    for block in blocks(lines):
        for who, absent, of_absent in substitutions(Passage(block)):
            came = not of_absent and _note(
                [found.present, found.in_attendance], who, in_place_of=absent
            )
            # Where nobody is listed as present, the apologies tell of it.
            if not came and not _note([found.apologies], absent, replaced_by=who) and not listed:
                found.present.append(Person(who, in_place_of=absent))


def _note(groups: Sequence[list[Person]], named: Piece, **other: Piece) -> bool:
    """Add to whoever has a name what is said of them; give whether somebody has it."""
    for group in groups:
        for at, person in enumerate(group):
            if same_person(person.name.text, named.text):
                group[at] = replace(person, **other)
                return True
    return False


def _opened(found: Attendance, section: str, lines: Sequence[Line], index: int, skip: int) -> int:
    """Read what stands beside a heading, or the name below "In the Chair"."""
    if not IN_THE_CHAIR.match(lines[index].text):
        return _entries(found, section, lines, index, skip)
    words = Passage([lines[index]]).cut(0, len(lines[index].text.rstrip(" :")))
    index += 1
    while index < len(lines) and lines[index].blank:
        index += 1
    before = len(found.present)
    at = _entries(found, "present", lines, index, 0) if index < len(lines) else index
    if words is not None and len(found.present) == before + 1:
        found.present[-1] = merged(found.present[-1], Person(found.present[-1].name, note=words))
    return at


def _entries(found: Attendance, section: str, lines: Sequence[Line], index: int, skip: int) -> int:
    """Read one entry, or one list that runs over lines, beginning at ``index``."""
    line = lines[index]
    if _NOBODY.match(line.text[skip:]) or not line.text[skip:].strip():
        if line.text[skip:].strip():
            found.placed.add(line.number)
        return index + 1
    came = _CAME.search(line.text, skip)
    if came is not None and found.present:
        people = list(read_people(Passage([line], skip), 0, came.start() - skip))
        for person in people:
            add(found.in_attendance, person)
        if people:
            found.placed.add(line.number)
        return index + 1
    end = index + 1
    while end < len(lines) and runs_on(lines[end - 1], lines[end]):
        end += 1
    passage = Passage(lines[index:end], skip or bullet_of(line.text))
    pair = read_pair(lines, index, found.kinds) if end == index + 1 else None
    people = [pair] if pair else list(read_people(passage, 0, len(passage.text)))
    if pair:
        found.perhaps_two.append(Piece(line.text, line.number, line.number))
    for person in people:
        invited = person.note is not None and _BY_INVITATION.search(person.note.text)
        add(found.in_attendance if invited else getattr(found, section), person)
    if people or parts_a_list(line):
        found.placed.update(li.number for li in lines[index:end])
    return end


def _put_in_place(found: Attendance, who: Piece, absent: Piece, own: Sequence[Line]) -> None:
    """Note for whom somebody stood in, who is listed already or not."""
    found.placed.update(line.number for line in own)
    for people in (found.present, found.in_attendance):
        for at, person in enumerate(people):
            if same_person(person.name.text, who.text):
                people[at] = replace(person, in_place_of=absent)
                return
    found.present.append(Person(who, in_place_of=absent))


def _chair(found: Attendance, line: Line) -> bool:
    match = CHAIR.match(line.text)
    if not match:
        return False
    person = read_one(Passage([line], match.start("name")))
    role = Passage([line]).group(match, "role")
    if person is None or role is None:
        return False
    # "Chaired by" is no office.
    office = role if is_mere_chair(role.text) else None
    said = Person(person.name, role=office, note=None if office else role)
    add(found.present, merged(person, said))
    found.placed.add(line.number)
    return True


def _section(found: Attendance, line: Line, name: str) -> str:
    """Give which list a heading opens: "Attendees" below the members are those in attendance."""
    attendees = name == "present" and re.match(r"attend(?:ees|ance)\b", line.text, re.IGNORECASE)
    # One name above it is the chair's.
    return "in_attendance" if attendees and len(found.present) > 1 else name


def _row(found: Attendance, section: str, line: Line, columns: Columns) -> None:
    read = row_of(line, columns)
    if read is not None:
        person, status = read
        if (status or section) != "apologies":
            person = replace(person, replaced_by=None)  # Whoever came has a deputy who did not.
        add(getattr(found, status or section), person)
        found.placed.add(line.number)
