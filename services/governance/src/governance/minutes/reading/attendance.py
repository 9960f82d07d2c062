"""Attendance: who was present, in attendance, or sent apologies, as lists, lines or tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from governance.minutes.reading.attendance_headings import IN_THE_CHAIR, section_of
from governance.minutes.reading.attendance_table import Columns, columns_of, list_of, row_of
from governance.minutes.reading.draft import Person
from governance.minutes.reading.pairs import read_pair
from governance.minutes.reading.people import read_one, read_people
from governance.minutes.reading.person import in_office, is_mere_chair, is_office, placed_in
from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.standing_in import stands_in, substitutions
from governance.minutes.reading.words import (
    NAME,
    ORGANISATION,
    TITLE_PREFIX,
    same_person,
    sentence_end,
)

_CHAIR = re.compile(
    r"^(?P<role>(?:(?:vice|deputy|convening|acting)[- ]?)?chair(?:man|woman|person)?|chaired\s+by|"
    r"chair(?:man|woman|person)?(?=\s+(?:and|/|&)\s+(?:minute|note)[- ]?taker)|"
    r"(?:vice|deputy)[- ]chair)(?:\s+(?:and|/|&)\s+(?:minute|note)[- ]?taker)?\s*[:\t–-]\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\bapolog(?:ies|y)(?:\s+for\s+(?:absence|non-attendance))?(?:\s+(?:were|was|had\s+been|have\s+been))?"
    r"(?:\s+also)?(?:\s+(?:received|submitted|noted|given|tendered|sent|recorded|presented|made))?"
    r"(?:\s+and\s+\w+)?(?:,\s+with\s+\w+,)?"
    r"\s+(?:from|on\s+behalf\s+of|for)\s*:?\s*(?=\S)(?!absence)",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"^(?:(?:county|borough|district|city|town|co-?opted|elected|voting|partner|lay|independent|"
    r"statutory|appointed|substitute|other)\s+)*(?:councill?ors|members|representatives|governors|"
    r"directors)\s*(?:\(\w+\))?:?$",
    re.IGNORECASE,
)
"""A heading within a list: who follows is of this kind."""
_BUSINESS = re.compile(
    r"^(?:part\s+(?:one|two|three|[ab]|\d|i{1,3})\b|welcome\b|introductions?\b|minutes\s+of\b|"
    r"matters\s+arising\b|declarations?\s+of\b|agenda\b|public\s+(?:participation|questions)\b)",
    re.IGNORECASE,
)
"""What begins without a number: no list goes on below it."""
_HAVE_SENT = re.compile(
    r",?\s+(?:(?:had|have|has|also)\s+)*(?:sent|given|submitted|tendered)\s+(?:(?:his|her|their)\s+)?apolog(?:y|ies)\b",
    re.IGNORECASE,
)
_WAS_SUBSTITUTE = re.compile(rf"(?P<who>{NAME})\s+was\s+(?:his|her|their)\s+(?:substitute|deputy)\b")
_NOMINATED = re.compile(r"(?:nominated|appointed|elected)\s+by\b", re.IGNORECASE)
_TOLD = re.compile(r"\s[a-z]{4,}(?:ed|s)\s+[a-z]{2,}\b.*\.$")
"""A sentence of what somebody did, which is no entry of a list."""
_SUBSTITUTE = re.compile(r"^attend(?:ed|ing)\s+as\s+(?:(?:a|the|his|her|their)\s+)?(?:substitute|deputy)", re.I)
_LATENESS = re.compile(r"[;,]?\s+(?:and\s+)?for\s+lateness\b", re.IGNORECASE)
"""Where a sentence of apologies goes on to those who came late."""
_BY_INVITATION = re.compile(r"\b(?:attended|attending|present)\s+by\s+invitation\b", re.IGNORECASE)
_NOBODY = re.compile(r"^\W*(?:none|nil|n/?a|there\s+were\s+no\b.*|no\s+apologies.*)\W*$", re.I)
_MEETING = re.compile(r"\bthe\s+meeting\b", re.IGNORECASE)
"""Words of a sentence, which goes on with no list."""
_LONGEST_LIST = 200
_WRAPPED = 60
"""Characters from which a line of several names may be parted within a name."""


@dataclass
class Attendance:
    """Everybody named, by list, and the lines that named them."""

    present: list[Person] = field(default_factory=list)
    in_attendance: list[Person] = field(default_factory=list)
    apologies: list[Person] = field(default_factory=list)
    perhaps_two: list[Piece] = field(default_factory=list)
    """Lines read as a person and an organisation that have the form of two names."""
    kinds: dict[int, str] = field(default_factory=dict)
    """What the lines of lists are, by their numbers, as far as it was asked."""
    placed: set[int] = field(default_factory=set)


def read_attendance(lines: Sequence[Line]) -> Attendance:
    """Read the lists of attendance that stand before the first item."""
    found = Attendance()
    section, index = "", 0
    columns: Columns | None = None
    while index < len(lines):
        line = lines[index]
        opened = section_of(line)
        header = columns_of(line)
        if line.blank:
            index += 1
        elif header:
            columns, index = header, index + 1
            section = list_of(line) or section or "present"
            found.placed.add(line.number)
        elif section and _GROUP.match(line.text) and (not opened or _is_heading_above(lines, index)):
            found.placed.add(line.number)
            index += 1
        elif stood := stands_in(lines, index):
            _put_in_place(found, *stood)
            index += 1
        elif opened:
            section, columns = _section(found, line, opened[0]), None
            found.placed.add(line.number)
            index = _opened(found, section, lines, index, opened[1])
        elif _SENTENCE.search(line.text):
            index = read_apologies(found, lines, index)
        elif _chair(found, line):
            index += 1
        elif section and _heads_a_list(lines, index):
            found.placed.add(line.number)
            index += 1
        elif section and _BUSINESS.match(line.text):
            section, index = "", index + 1
        elif columns and "\t" in line.text:
            _row(found, section, line, columns)
            index += 1
        elif section and _of_the_one_above(found, section, lines, index):
            index += 1
        elif section:
            index = _entries(found, section, lines, index, 0)
        else:
            index += 1
    return found


def read_apologies(found: Attendance, lines: Sequence[Line], index: int) -> int:
    """Read "Apologies were received from …" at ``index``; give where to go on."""
    end = index + 1
    while end < len(lines) and not lines[end].blank and section_of(lines[end]) is None:
        end += 1
    passage = Passage(lines[index:end])
    before = len(found.apologies)
    for match in _SENTENCE.finditer(passage.text):
        stop = sentence_end(passage.text, match.end())
        late = _LATENESS.search(passage.text, match.end(), stop)
        people = list(read_people(passage, match.end(), late.start() if late else stop))
        for person in people:
            if found.apologies and person.note and _SUBSTITUTE.match(person.note.text):
                found.apologies[-1] = replace(found.apologies[-1], replaced_by=person.name)
                continue
            _add(found.apologies, person)
        if len(found.apologies) == before:  # A name without a full stop, and a sentence of something else below.
            line = Passage(lines[index : index + 1])
            alone = _SENTENCE.search(line.text)
            people = list(read_people(line, alone.end(), len(line.text))) if alone else []
            for person in people:
                _add(found.apologies, person)
        if people:
            found.placed.update(line.number for line in lines[index:end])
    return end


def read_apologies_item(found: Attendance, lines: Sequence[Line], beside: int) -> None:
    """Read the apologies out of the text of an item, as a sentence or as one name a line.

    Args:
        beside: number of the line of its title, beside which several names may stand.
    """
    before = len(found.apologies)
    for block in blocks(lines):
        _sent(found, Passage(block))
    index = 0
    while index < len(lines):
        said = _SENTENCE.search(lines[index].text)
        index = read_apologies(found, lines, index) if said else index + 1
    if len(found.apologies) > before:
        return
    for line in lines:
        person = read_one(Passage([line], _bullet(line.text)))
        if person is not None and not line.blank and not _TOLD.search(line.text):
            found.apologies.append(person)
    if len(found.apologies) == before and lines and lines[0].number == beside:
        found.apologies += _people(lines[0])


def _sent(found: Attendance, passage: Passage) -> None:
    """Read "Councillor Low sent his apologies. Councillor High was his substitute"."""
    start = 0
    while start < len(passage.text):
        end = sentence_end(passage.text, start)
        sent = _HAVE_SENT.search(passage.text, start, end)
        instead = _WAS_SUBSTITUTE.search(passage.text, start, end)
        for person in read_people(passage, start, sent.start()) if sent else ():
            _add(found.apologies, person)
        who = passage.group(instead, "who") if instead else None
        if who is not None and found.apologies:
            found.apologies[-1] = replace(found.apologies[-1], replaced_by=who)
        start = end + 2


def read_attendance_item(found: Attendance, title: Line, lines: Sequence[Line]) -> None:
    """Read lists that stand in an item: "1. Present: …", with the next below it."""
    opened = section_of(title)
    if opened is None or opened[0] == "apologies":
        return
    own = read_attendance([title, *lines])
    for people, more in ((found.present, own.present), (found.in_attendance, own.in_attendance),
                         (found.apologies, own.apologies)):  # fmt: skip
        for person in more:
            _add(people, person)


def read_substitutes_item(found: Attendance, lines: Sequence[Line]) -> None:
    """Note who stood in for whom, where the text of an item says it of people who are listed."""
    listed = bool(found.present)
    for block in blocks(lines):
        for who, absent, of_absent in substitutions(Passage(block)):
            people = found.apologies if of_absent else [*found.present, *found.in_attendance]
            named = absent if of_absent else who
            known = next((p for p in people if same_person(p.name.text, named.text)), None)
            if known is None and not of_absent:
                # Where nobody is listed as present, the apologies tell of it.
                of_absent = True
                known = next((p for p in found.apologies if p.replaced_by is None
                              and same_person(p.name.text, absent.text)), None)  # fmt: skip
            if known is None and listed:
                continue
            if known is None:
                found.present.append(Person(who, in_place_of=absent))
                continue
            for group in (found.present, found.in_attendance, found.apologies):
                for at, person in enumerate(group):
                    if person is known:
                        other = {"replaced_by": who} if of_absent else {"in_place_of": absent}
                        group[at] = replace(person, **other)


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
        found.present[-1] = _merged(found.present[-1], Person(found.present[-1].name, note=words))
    return at


def _entries(found: Attendance, section: str, lines: Sequence[Line], index: int, skip: int) -> int:
    """Read one entry, or one list that runs over lines, beginning at ``index``."""
    line = lines[index]
    if _NOBODY.match(line.text[skip:]) or not line.text[skip:].strip():
        if line.text[skip:].strip():
            found.placed.add(line.number)
        return index + 1
    end = index + 1
    while end < len(lines) and _runs_on(lines[end - 1], lines[end]):
        end += 1
    passage = Passage(lines[index:end], skip or _bullet(line.text))
    pair = read_pair(lines, index, found.kinds) if end == index + 1 else None
    people = [pair] if pair else list(read_people(passage, 0, len(passage.text)))
    if pair:
        found.perhaps_two.append(Piece(line.text, line.number, line.number))
    for person in people:
        invited = person.note is not None and _BY_INVITATION.search(person.note.text)
        _add(found.in_attendance if invited else getattr(found, section), person)
    if people or _parts_a_list(line):
        found.placed.update(li.number for li in lines[index:end])
    return end


def _of_the_one_above(
    found: Attendance, section: str, lines: Sequence[Line], index: int
) -> bool:
    """Read a line that only says what the person on the line above is, where each has two lines.

    Names that follow one another have their offices elsewhere: those are of none of them.
    """
    people, text = getattr(found, section), lines[index].text
    above = [line for line in lines[max(0, index - 8) : index] if not line.blank][-2:]
    if not people or not above or people[-1].role or people[-1].organisation:
        return False
    mere = people[-1].name.text == above[-1].text
    alone = len(above) < 2 or read_one(Passage([above[0]])) is None or section_of(above[0])
    said = Passage([lines[index]]).cut()
    is_said = not _NOMINATED.match(text) and (is_office(text) or ORGANISATION.search(text)) and len(text) < _WRAPPED
    if not (mere and alone and is_said) or said is None or read_one(Passage([lines[index]])):
        return False
    people[-1] = in_office(people[-1], said) if is_office(text) else placed_in(people[-1], said)
    found.placed.add(lines[index].number)
    return True


def _is_heading_above(lines: Sequence[Line], index: int) -> bool:
    """Say whether the heading of a list stands just above: "Members" below it opens no other."""
    above = next((line for line in reversed(lines[:index]) if not line.blank), None)
    opened = section_of(above) if above is not None else None
    return above is not None and opened is not None and opened[1] >= len(above.text)


def _heads_a_list(lines: Sequence[Line], index: int) -> bool:
    """Say whether a line stands above bullets as the heading of the people in them."""
    text = lines[index].text
    below = next((line.text for line in lines[index + 1 :] if not line.blank), "")
    bare = not _bullet(text) and len(text) < _WRAPPED and re.search(r"[,;(\t\d]", text) is None
    return bare and re.match(r"[-•*·▪]\s", below) is not None


def _parts_a_list(line: Line) -> bool:
    """Say whether a line only says where those below it come from."""
    return len(line.text) < _WRAPPED and (line.emphasised or line.text.endswith(":"))


def _runs_on(line: Line, following: Line) -> bool:
    if following.blank or section_of(following) or line.blank or _bullet(following.text):
        return False
    if _CHAIR.match(following.text) or _MEETING.search(following.text):
        return False
    if line.text.count("(") > line.text.count(")"):
        return True
    if "\t" in line.text.strip() or "\t" in following.text:
        return False
    if len(line.text) >= _WRAPPED and sum(1 for _ in _people(line)) > 1:
        return True
    return bool(re.search(r"(?:[,;&/–-]|\b(?:and|of|for|the|Councill?ors?))$", line.text)) or (
        following.text[:1].islower() or following.text[:1] == "("
    )


def _people(line: Line) -> Iterator[Person]:
    passage = Passage([line])
    return read_people(passage, 0, len(passage.text))


def _add(people: list[Person], person: Person) -> None:
    """Add a person to a list; one who is named twice (as chair, then among all) is one.

    Only the latest names are looked through: no list of people is longer.
    """
    for index in range(len(people) - 1, max(-1, len(people) - _LONGEST_LIST), -1):
        known = people[index]
        if _bare(known) == _bare(person):
            people[index] = _merged(known, person)
            return
    people.append(person)


def _bare(person: Person) -> str:
    """Give a name to compare: without its titles, where more than a family name is left."""
    bare = TITLE_PREFIX.sub("", person.name.text)
    return (bare if " " in bare else person.name.text).casefold()


def _merged(known: Person, again: Person) -> Person:
    """Give all that is said of a person in two places; of two offices, the chair is a note."""
    if known.role is not None and again.role is not None:
        role, note = ((again.role, known.role) if is_mere_chair(known.role.text)
                      else (known.role, again.role))  # fmt: skip
        differs = role.text != note.text
        known = replace(known, role=role, note=known.note or (note if differs else None))
    return Person(**{name: value or getattr(again, name) for name, value in vars(known).items()})


def _bullet(text: str) -> int:
    match = re.match(r"^(?:[-•*·▪]|\(?\d{1,2}[.)])\s+", text)
    return match.end() if match else 0


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
    match = _CHAIR.match(line.text)
    if not match:
        return False
    person = read_one(Passage([line], match.start("name")))
    role = Passage([line]).group(match, "role")
    if person is None or role is None:
        return False
    # "Chaired by" is no office.
    office = role if is_mere_chair(role.text) else None
    said = Person(person.name, role=office, note=None if office else role)
    _add(found.present, _merged(person, said))
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
        _add(getattr(found, status or section), person)
        found.placed.add(line.number)
