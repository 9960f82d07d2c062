"""People as lists of attendance write them: name, brackets, office, organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from governance.minutes.reading.draft import Person
from governance.minutes.reading.source import Passage, Piece
from governance.minutes.reading.words import (
    NAME,
    OFFICE,
    ORGANISATION,
    TITLE,
    TITLE_PREFIX,
    is_person,
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
_ATTENDING = re.compile(rf"^(?P<name>{NAME})\s+(?:attending|attended|attends|to\s+attend)$")
_BRACKETS = re.compile(r"\s*[(\[](?P<inner>[^)\]]*)[)\]]")
_HONOURS = re.compile(
    r"(?:[,\s]+(?:OBE|MBE|CBE|DBE|KBE|CB|CMG|QPM|KPM|QN|DL|JP|KC|QC|MP|FRCP|FRCGP|FRCS|PhD|MSc|BSc|"
    r"RGN|RN|FRS))+$"
)
"""Letters after a name, which are none of it."""
_INITIALS = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z]|[A-Z]{2,4}")
_CROWD = re.compile(
    r"^(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|some)\s+"
    r"(?:[\w-]+\s+)?(?:members?|governors?|observers?|staff|officers?|students?|residents?)\b",
    re.IGNORECASE,
)
"""People who are counted and not named."""
_NOTE = re.compile(r"\s*\((?P<note>[^)]+)\)$")
_AND = re.compile(r"\s*\t\s*|\s*;\s*(?:and\s+)?|\s*,\s*and\s+|\s+and\s+|\s*,\s*|\s+&\s+(?=[A-Z])")


def is_row_of_names(passage: Passage) -> bool:
    """Say whether the cells of a line are names side by side."""
    cells = [_BRACKETS.sub("", cell).strip() for cell in passage.text.split("\t")]
    return len(cells) > 1 and all(is_person(cell) for cell in cells if cell)


def read_people(passage: Passage, start: int, end: int) -> Iterator[Person]:
    """Read names (with or without offices after them) from a list in one sentence."""
    text = passage.text
    current: Person | None = None
    for begin, stop in _segments(text, start, end):
        person = read_person(passage, begin, stop)
        if person is not None:
            if current is not None:
                yield current
            current = person
        elif current is not None and not _CROWD.match(text[begin:stop]):
            piece = passage.cut(begin, stop)
            current = placed_in(current, piece) if piece is not None else current
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


def read_person(passage: Passage, start: int = 0, stop: int | None = None) -> Person | None:
    """Read one person: name, then brackets, then office and organisation."""
    end = len(passage.text) if stop is None else stop
    text = passage.text[start:end].rstrip(" .,;")
    end = start + len(text)
    first = re.search(r"\s*(?:,|\s[-–—]\s|\t|\(|\[|:\s)", text)
    name_end = start + (first.start() if first else len(text))
    honours = _HONOURS.search(text[: name_end - start])
    name = passage.cut(start, start + honours.start() if honours else name_end)
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
    following = _BRACKETS.sub("", offices[0].text).strip() if offices else ""
    if is_person(following) and not ORGANISATION.search(following):
        return None  # Another person, with brackets of their own.
    for piece in offices:
        person = placed_in(person, piece)
        note = _NOTE.search(piece.text)
        if note and note.start() > 0:
            said = Piece(note["note"], piece.first_line, piece.last_line)
            person = _noted(person, said)
    return person


def is_initials_of(text: str, name: str) -> bool:
    """Say whether capitals such as "JA" may be the initials of a name: first and last agree."""
    words = [word for word in re.split(r"[\s-]+", TITLE_PREFIX.sub("", name)) if word[:1].isupper()]
    if not _INITIALS.fullmatch(text) or not words:
        return False
    return text[0] == words[0][0] and text[-1].upper() in {word[0] for word in words[1:] or words}


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
    standing_in = _standing_in(person, inner)
    if standing_in is not None:
        return standing_in
    if is_initials_of(inner.text, person.name.text):
        return replace(person, initials=inner)
    if OFFICE.search(inner.text) and person.role is None:
        return replace(person, role=inner)
    if ORGANISATION.search(inner.text) and person.organisation is None:
        return replace(person, organisation=inner)
    return replace(person, note=person.note or inner)


def _standing_in(person: Person, said: Piece) -> Person | None:
    """Read for whom a person stood in, or who for them; None if it says neither."""
    lines = (said.first_line, said.last_line)
    stood = _STOOD_IN.match(said.text)
    if stood:
        return replace(person, in_place_of=Piece(stood["name"], *lines))
    other = (
        _REPLACED.match(said.text) or _REPLACED_BY.match(said.text) or _ATTENDING.match(said.text)
    )
    if other:
        return replace(person, replaced_by=Piece(other["name"], *lines))
    return None


def placed_in(person: Person, piece: Piece) -> Person:
    """Take a piece after the name for an office or for an organisation, by its words."""
    if is_initials_of(piece.text.strip("()"), person.name.text):
        return replace(person, initials=person.initials or _bare(piece))
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


def _noted(person: Person, said: Piece) -> Person:
    if is_initials_of(said.text, person.name.text):
        return replace(person, initials=said)
    return _standing_in(person, said) or replace(person, note=person.note or said)


def _bare(piece: Piece) -> Piece:
    return Piece(piece.text.strip("()"), piece.first_line, piece.last_line)
