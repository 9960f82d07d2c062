"""Attendance: who was present, in attendance, or sent apologies, as lists, lines or tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from governance.minutes.reading.draft import Person
from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import (
    OFFICE,
    ORGANISATION,
    TITLE,
    TITLE_PREFIX,
    is_person,
    sentence_end,
)

_TAIL = r"(?:\s*\([^)]{0,40}\))?\s*(?:[:–—\t-]\s*|$)"
_SECTIONS = {
    "present": re.compile(
        r"^(?:(?:(?:committee|board|panel|partnership|core|voting|full)\s+)?members?(?:\s+in)?\s+"
        r"(?:present|attendance|attending)|present|attendees|attendance|those\s+present|"
        r"(?:core|voting|full|board|committee)\s+members)" + _TAIL, re.I),
    "in_attendance": re.compile(
        r"^(?:also\s+(?:in\s+attendance|present|attending)|in\s+attendance|(?:council\s+)?officers"
        r"(?:\s+(?:present|in\s+attendance|attending))?|observers?|attending|non-voting(?:\s+"
        r"members)?(?:\s+present)?|guests?|by\s+invitation|others\s+present|presenters?|"
        r"(?:regular\s+)?attendees\s+\(non-voting\)|secretariat|minutes?(?:\s+taken\s+by|[- ]taker)"
        r"|substitutes?(?:\s+(?:members?\s+)?present)?)" + _TAIL, re.I),
    "apologies": re.compile(
        r"^apologies(?:\s+for\s+absence)?(?:\s+(?:received|noted|given))?(?:\s+from)?" + _TAIL,
        re.I),
}  # fmt: skip
_CHAIR = re.compile(
    r"^(?P<role>(?:(?:vice|deputy)[- ]?)?chair(?:man|woman|person)?|chaired\s+by|"
    r"(?:vice|deputy)[- ]chair)\s*[:\t–-]\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\bapologies(?:\s+for\s+(?:absence|non-attendance))?(?:\s+(?:were|was|had\s+been|have\s+been))?"
    r"(?:\s+also)?(?:\s+(?:received|submitted|noted|given|tendered|sent|recorded|presented))?"
    r"(?:\s+and\s+\w+)?"
    r"\s+(?:from|on\s+behalf\s+of|for)\s*:?\s*(?=\S)(?!absence)",
    re.IGNORECASE,
)
_STOOD_IN = re.compile(
    r"^(?:in\s+(?:the\s+)?place\s+of|substitut(?:e|ing)\s+for|deputi[sz](?:ing|ed)\s+for|"
    r"deputy\s+for|on\s+behalf\s+of|attending\s+for|for)\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_REPLACED = re.compile(
    r"^(?:with\s+)?(?P<name>.+?)\s+(?:(?:attending|attended|present|in\s+attendance|substituting|"
    r"deputising|substituted|deputised)\s+)?(?:in\s+(?:his|her|their)?\s*(?:place|stead)|"
    r"instead|deputising|substituting|as\s+(?:substitute|deputy))$",
    re.IGNORECASE,
)
_REPLACED_BY = re.compile(
    r"^(?:(?:represented|replaced|deputised)\s+by|(?:deputy|substitute)\s*:?)\s+(?P<name>[A-Z].+)$"
)
_BRACKETS = re.compile(r"\s*[(\[](?P<inner>[^)\]]*)[)\]]")
_NOTE = re.compile(r"\s*\((?P<note>[^)]+)\)$")
_NOBODY = re.compile(r"^\W*(?:none|nil|n/?a|there\s+were\s+no\b.*|no\s+apologies.*)\W*$", re.I)
_AND = re.compile(r"\s*\t\s*|\s*;\s*(?:and\s+)?|\s*,\s*and\s+|\s+and\s+|\s*,\s*|\s+&\s+(?=[A-Z])")
_HEADINGS = {
    "name": re.compile(r"^(?:full\s+)?(?:names?|members?|attendees?)\b", re.I),
    "role": re.compile(r"^(?:role|position|title|job|designation|post|capacity)", re.I),
    "organisation": re.compile(
        r"^(?:organi[sz]ation|representing|employer|partner|sector|body)", re.I
    ),
    "status": re.compile(r"^(?:attendance|attended|present|status|apologies)", re.I),
}
_STATUS = {
    "present": re.compile(
        r"^(?:y(?:es)?|p|present|attended|in person|remote|virtual\w*)\b|^[✓✔√]", re.I),
    "apologies": re.compile(r"^(?:a|apolog\w*|absent|n|no|x)$|^[✗✘✕×]|^apolog", re.I),
    "in_attendance": re.compile(r"^(?:in attendance|ia|observer)$", re.I),
}  # fmt: skip


@dataclass
class Attendance:
    """Everybody named, by list, and the lines that named them."""

    present: list[Person] = field(default_factory=list)
    in_attendance: list[Person] = field(default_factory=list)
    apologies: list[Person] = field(default_factory=list)
    placed: set[int] = field(default_factory=set)


def section_of(line: Line) -> tuple[str, int] | None:
    """Give which list a heading of attendance opens, and where in the line its content begins."""
    for name in ("in_attendance", "apologies", "present"):
        match = _SECTIONS[name].match(line.text)
        if match and not _SENTENCE.match(line.text):
            return name, match.end()
    return None


def read_attendance(lines: Sequence[Line]) -> Attendance:
    """Read the lists of attendance that stand before the first item."""
    found = Attendance()
    section, index = "", 0
    columns: dict[str, int] | None = None
    while index < len(lines):
        line = lines[index]
        opened = section_of(line)
        header = _columns(line)
        if line.blank:
            index += 1
        elif header:
            columns, index = header, index + 1
            section = section or "present"
            found.placed.add(line.number)
        elif opened:
            section, columns = opened[0], None
            found.placed.add(line.number)
            index = _entries(found, section, lines, index, opened[1])
        elif _SENTENCE.search(line.text):
            index = read_apologies(found, lines, index)
        elif _chair(found, line):
            index += 1
        elif columns and "\t" in line.text:
            _row(found, section, line, columns)
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
    for match in _SENTENCE.finditer(passage.text):
        stop = sentence_end(passage.text, match.end())
        people = list(_list(passage, match.end(), stop))
        for person in people:
            _add(found.apologies, person)
        if people:
            found.placed.update(line.number for line in lines[index:end])
    return end


def read_apologies_item(found: Attendance, lines: Sequence[Line]) -> None:
    """Read the apologies out of the text of an item, as a sentence or as one name a line."""
    before = len(found.apologies)
    for index, line in enumerate(lines):
        if _SENTENCE.search(line.text):
            read_apologies(found, lines, index)
    if len(found.apologies) > before:
        return
    for line in lines:
        person = _person(Passage([line], _bullet(line.text)))
        if person is not None and not line.blank:
            found.apologies.append(person)


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
    one = None if ";" in passage.text or _is_row_of_names(passage) else _person(passage)
    people = [one] if one is not None else list(_list(passage, 0, len(passage.text)))
    for person in people:
        _add(getattr(found, section), person)
    if people:
        found.placed.update(li.number for li in lines[index:end])
    return end


def _runs_on(line: Line, following: Line) -> bool:
    if following.blank or section_of(following) or line.blank or _bullet(following.text):
        return False
    if _CHAIR.match(following.text):
        return False
    return bool(re.search(r"(?:[,;&/–-]|\b(?:and|of|for|the|Councill?ors?))$", line.text)) or (
        following.text[:1].islower() or following.text[:1] == "("
    )


def _add(people: list[Person], person: Person) -> None:
    """Add a person to a list; one who is named twice (as chair, then among all) is one."""
    for index, known in enumerate(people):
        if known.name.text.casefold() == person.name.text.casefold():
            merged = {name: value or getattr(person, name) for name, value in vars(known).items()}
            people[index] = Person(**merged)
            return
    people.append(person)


def _is_row_of_names(passage: Passage) -> bool:
    """Say whether the cells of a line are names side by side."""
    cells = [_BRACKETS.sub("", cell).strip() for cell in passage.text.split("\t")]
    return len(cells) > 1 and all(is_person(cell) for cell in cells if cell)


def _bullet(text: str) -> int:
    match = re.match(r"^(?:[-•*·▪]|\(?\d{1,2}[.)])\s+", text)
    return match.end() if match else 0


def _chair(found: Attendance, line: Line) -> bool:
    match = _CHAIR.match(line.text)
    if not match:
        return False
    person = _person(Passage([line], match.start("name")))
    if person is None:
        return False
    role = Passage([line]).group(match, "role")
    _add(found.present, replace(person, role=person.role or role))
    found.placed.add(line.number)
    return True


def _columns(line: Line) -> dict[str, int] | None:
    cells = [cell.strip() for cell in line.text.split("\t")]
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        for name, pattern in _HEADINGS.items():
            if name not in columns and pattern.search(cell):
                columns[name] = index
                break
    return columns if len(cells) > 1 and len(columns) > 1 and "name" in columns else None


def _row(found: Attendance, section: str, line: Line, columns: dict[str, int]) -> None:
    cells = dict(_cells(line))
    name = cells.get(columns["name"])
    if name is None:
        return
    person = _person(Passage([line], line.text.index(name.text)), stop=len(name.text))
    if person is None:
        return
    role = cells.get(columns.get("role", -1)) or person.role
    organisation = cells.get(columns.get("organisation", -1)) or person.organisation
    status = cells.get(columns.get("status", -1))
    if status is not None:
        section = next((s for s, p in _STATUS.items() if p.search(status.text)), section)
    _add(getattr(found, section), replace(person, role=role, organisation=organisation))
    found.placed.add(line.number)


def _cells(line: Line) -> Iterator[tuple[int, Piece]]:
    start = 0
    for index, cell in enumerate(line.text.split("\t")):
        piece = Passage([line]).cut(start, start + len(cell))
        if piece is not None:
            yield index, piece
        start += len(cell) + 1


def _list(passage: Passage, start: int, end: int) -> Iterator[Person]:
    """Read names (with or without offices after them) from a list in one sentence."""
    text = passage.text
    current: Person | None = None
    for begin, stop in _segments(text, start, end):
        person = _person(passage, begin, stop)
        if person is not None:
            if current is not None:
                yield current
            current = person
        elif current is not None:
            piece = passage.cut(begin, stop)
            current = _placed_in(current, piece) if piece is not None else current
    if current is not None:
        yield current


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a list at commas, semicolons and "and", but not inside brackets."""
    semicolons = ";" in text[start:end]
    begin, depth_end = start, 0
    for match in _AND.finditer(text, start, end):
        if match.start() < depth_end:
            continue
        opening = text.rfind("(", begin, match.start())
        if opening >= 0 and ")" not in text[opening : match.start()]:
            closing = text.find(")", match.start())
            depth_end = closing if closing >= 0 else end
            continue
        if semicolons and ";" not in match.group():
            continue
        yield begin, match.start()
        begin = match.end()
    yield begin, end


def _person(passage: Passage, start: int = 0, stop: int | None = None) -> Person | None:
    """Read one person: name, then brackets, then office and organisation."""
    end = len(passage.text) if stop is None else stop
    text = passage.text[start:end].rstrip(" .,;")
    end = start + len(text)
    first = re.search(r"\s*(?:,|\s[-–—]\s|\t|\(|\[|:\s)", text)
    name_end = start + (first.start() if first else len(text))
    name = passage.cut(start, name_end)
    if name is None or not (is_person(name.text) or _titled(name.text)):
        return None
    person = Person(name)
    rest_from = name_end
    for match in _BRACKETS.finditer(passage.text, name_end, end):
        if passage.text[rest_from : match.start()].strip(" ,–—-\t"):
            break
        person = _bracket(person, passage, match)
        rest_from = match.end()
    pieces = [
        passage.cut(rest_from + m.start(), rest_from + m.end())
        for m in re.finditer(r"(?:(?!\s[-–—]\s)[^,\t])+", passage.text[rest_from:end])
    ]
    clean = [_trimmed(piece) for piece in pieces if piece is not None]
    offices = [piece for piece in clean if piece is not None]
    if any(is_person(p.text) and not OFFICE.search(p.text) for p in offices) and not first:
        return None
    if len(offices) > 1 and all(is_person(piece.text) for piece in offices):
        return None
    if offices and is_person(offices[0].text) and not ORGANISATION.search(offices[0].text):
        return None
    for piece in offices:
        person = _placed_in(person, piece)
        note = _NOTE.search(piece.text)
        if note and person.note is None:
            person = replace(person, note=Piece(note["note"], piece.first_line, piece.last_line))
    return person


def _titled(text: str) -> bool:
    """Accept "Councillor Green": one name is enough after a title."""
    bare = TITLE_PREFIX.sub("", text)
    return bare != text and bool(re.match(rf"^(?!(?:{TITLE})\b)[A-Z][\w'’-]+$", bare))


def _trimmed(piece: Piece) -> Piece | None:
    text = re.sub(r"^[\s–—-]+(?=\S)|[\s–—-]+$", "", piece.text)
    return Piece(text, piece.first_line, piece.last_line) if text and text not in "()" else None


def _bracket(person: Person, passage: Passage, match: re.Match[str]) -> Person:
    inner = passage.group(match, "inner")
    if inner is None:
        return person
    lines = (inner.first_line, inner.last_line)
    stood = _STOOD_IN.match(inner.text)
    if stood:
        return replace(person, in_place_of=Piece(stood["name"], *lines))
    other = _REPLACED.match(inner.text) or _REPLACED_BY.match(inner.text)
    if other:
        return replace(person, replaced_by=Piece(other["name"], *lines))
    if OFFICE.search(inner.text) and person.role is None:
        return replace(person, role=inner)
    if ORGANISATION.search(inner.text) and person.organisation is None:
        return replace(person, organisation=inner)
    return replace(person, note=person.note or inner)


def _placed_in(person: Person, piece: Piece) -> Person:
    """Take a piece after the name for an office or for an organisation, by its words."""
    bare = _NOTE.sub("", piece.text)
    piece = Piece(bare, piece.first_line, piece.last_line) if bare else piece
    stood = _STOOD_IN.match(piece.text)
    if stood and person.in_place_of is None:
        name = Piece(stood["name"], piece.first_line, piece.last_line)
        return replace(person, in_place_of=name)
    office = OFFICE.search(piece.text)
    body = ORGANISATION.search(piece.text)
    is_office = office is not None and (
        body is None or office.start() < body.start() or bool(OFFICE.fullmatch(bare.split()[-1]))
    )
    if is_office and person.role is None:
        return replace(person, role=piece)
    if person.organisation is None:
        return replace(person, organisation=piece)
    return replace(person, note=person.note or piece)
