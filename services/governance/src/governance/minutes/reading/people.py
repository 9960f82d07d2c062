"""People side by side: where in a list or a sentence one person ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from governance.minutes.reading.draft import Person
from governance.minutes.reading.person import is_initials_of, is_titled, placed_in, read_person
from governance.minutes.reading.source import Passage
from governance.minutes.reading.words import (
    HONOURS,
    OFFICE,
    ORGANISATION,
    PLURAL_TITLE,
    TITLE,
    TITLE_PREFIX,
    is_person,
)

__all__ = [
    "is_initials_of",
    "is_row_of_names",
    "placed_in",
    "read_one",
    "read_people",
    "read_person",
]

_INITIALS = re.compile(r"\((?P<of>[A-Z][A-Za-z'’]{0,2}[A-Z][a-z]{0,2})\)")
_BRACKETS = re.compile(r"\s*[(\[](?P<inner>[^)\]]*)[)\]]")
_CROWD = re.compile(
    r"^(?:(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|some|other|the)\s+)+"
    r"(?:[\w-]+\s+)?(?:members?|governors?|observers?|staff|officers?|students?|residents?|public|press|attendees)\b|"
    r"^members\s+of\s+the\b|^the\s+(?:clerk|secretary|minute[- ]taker|note[- ]taker)\b\W*$",
    re.IGNORECASE,
)
"""People who are counted and not named."""
_PARTS = re.compile(
    r"(?<=[a-z]{2})(?<!Cllr)(?<!Prof)(?<!Revd)(?<!Rev)(?<!Ald)(?<!Mrs)\.\s+(?=[A-Z][a-z]+\.?\s+[A-Z])|\.\s+(?=\w+\s+members?\s+of\s+the\s+public\b)|"
    rf"(?<=\))\s+(?=(?:{TITLE})\.?\s+[A-Z])|"
    r"\s*\t\s*|\s*;\s*(?:and\s+)?|\s*,\s*(?:and\s+|&\s+)?|\s+and,?\s+|\s+/\s+(?=[A-Z])|(?<!\bMr)(?<!\bDr)\s+&\s+(?=[A-Z])|\s+\|\s+"
)
_HEAD = re.compile(r"^(?P<of>[A-Z][^:;,()\t]{2,70}):\s+(?=\S)")
"""Words before a colon that say where those who follow come from: "Downs Council: …"."""
_TALK = re.compile(r"^(?!in\b|by\b|with\b)\W*\w+(?:\s+\w+)?\s+[a-z]{2,}\s+[a-z]{2,}\s+[a-z]{2,}\b")
"""The words of a sentence, at the beginning of which no list of names stands."""
_SINGLE = re.compile(r"[A-Z][\w'’-]+$")
_FIRST_NAME = re.compile(r"(?P<name>[A-Z][a-z]{1,14})(?=\s*(?:\(|\.?$))")
_FEWEST = 3
"""First names that make a list."""
_OFFICE_FIRST = re.compile(
    r"(?:the\s+)?(?P<office>[^:\t(]{3,80}?)\s*(?::\s|\t|\s[–—-]\s)\s*(?P<name>\S.*)$"
)


_OFFICE_WORD = re.compile(rf"{OFFICE.pattern}|\b(?:Councill?or|Cllr)$")
_OFFICE_AND_NAME = re.compile(
    rf"(?:the\s+)?(?P<office>(?:[A-Z]\w+\s+){{0,3}}(?:{OFFICE.pattern}|Councill?or))(?:\s+[–—-]|:)\s+(?=[A-Z])"
)
"""The office of another person before the name: "… and the Clerk – Ann Low"."""


_BODY_FIRST = re.compile(r"(?P<of>[A-Z][\w&'’ ]{1,60}?)\s*[–—-]\s+(?P<name>[A-Z][^,:;()\t]*?)\s*$")


def is_row_of_names(passage: Passage) -> bool:
    """Say whether the cells of a line are names side by side."""
    cells = [_BRACKETS.sub("", cell).strip() for cell in passage.text.split("\t")]
    return len(cells) > 1 and all(is_person(cell) for cell in cells if cell)


def read_one(passage: Passage, start: int = 0) -> Person | None:
    """Read the person that a line is about; None where it names nobody, or more than one."""
    people = list(read_people(passage, start, len(passage.text)))
    return people[0] if len(people) == 1 else None


def read_people(passage: Passage, start: int, end: int) -> Iterator[Person]:
    """Read names, with or without offices after them, from a list in one passage."""
    text = passage.text
    start = _after_head(text, start, end)
    joined = list(_by_initials(text, start, end))
    if joined:
        yield from (p for b, e in joined if (p := read_person(passage, b, e)) is not None)
        return
    begin, stop = next(_segments(text, start, end))
    if _TALK.search(text[begin:stop]) and not _begins(text, begin, stop, plural=False):
        return
    found = False
    for begin, stop in _spans(text, start, end):
        of_office = _is_office_and_name(text, begin, stop)
        person = (_office_first(passage, begin, stop) if of_office else None) or _read(
            passage, begin, stop
        )
        if person is not None:
            found = True
            yield person
    if not found:
        person = _office_first(passage, start, end) or _body_first(passage, start, end)
        yield from [person] if person is not None else _first_names(passage, start, end)


def _first_names(passage: Passage, start: int, end: int) -> Iterator[Person]:
    """Read a list in which everybody goes by a first name: "Ann (Chair), Ben and Caz"."""
    spans = list(_segments(passage.text, start, end))
    names = [_FIRST_NAME.match(passage.text, begin, stop) for begin, stop in spans]
    if len(spans) < _FEWEST or not all(m and is_person(f"Mr {m['name']}") for m in names):
        return
    for match, (_, stop) in zip(names, spans, strict=True):
        name = passage.group(match, "name") if match else None
        rest = passage.cut(match.end("name"), stop) if match else None
        if name is not None:
            yield placed_in(Person(name), rest) if rest is not None else Person(name)


def _by_initials(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part people that run on without a mark, by the initials behind each: "A Low (AL) Clerk B …".

    Nothing is given where marks part them, or one of them has no initials that are of the name.
    """
    begins = []
    for match in _INITIALS.finditer(text, start, end):
        after = max(text.rfind(mark, start, match.start()) for mark in ")]") + 1 or start
        words = [m.start() for m in re.finditer(r"(?<!\S)[A-Z]", text[after : match.start()])]
        own = [after + w for w in words[-7:]]
        name = next(
            (at for at in own if _bears(text[at : match.start()].strip(), match["of"])), None
        )
        if name is None:
            return
        begins.append(name)
    run_on = [b for b in begins[1:] if re.search(r"[\w)\]]\s*$", text[start:b])]
    if len(begins) > 1 and begins[0] == start and run_on:
        yield from zip(begins, [*begins[1:], end], strict=True)


def _bears(name: str, initials: str) -> bool:
    """Say whether words are a full name with these initials."""
    full = is_person(name) and " " in TITLE_PREFIX.sub("", name)
    return full and is_initials_of(initials, name)


def _after_head(text: str, start: int, end: int) -> int:
    match = _HEAD.match(text[start:end])
    if match is None or OFFICE.fullmatch(match["of"]) or is_person(match["of"]):
        return start
    named = ORGANISATION.search(match["of"]) or PLURAL_TITLE.match(text, start + match.end())
    follows = _names(text, start + match.end(), end)
    return start + match.end() if named and follows else start


def _names(text: str, start: int, end: int) -> bool:
    first = next(_segments(text, start, end), None)
    return first is not None and _begins(text, *first, plural=False)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give where each person begins and ends, with what is said of them."""
    current: int | None = None
    last, plural, said, single = start, False, False, False
    for begin, stop in _segments(text, start, end):
        hard = ";" in text[last:begin]
        titled = PLURAL_TITLE.match(text, begin, stop)
        own, before = text[begin:stop], single
        single = _SINGLE.match(own.strip()) is not None
        alike = plural and (not hard or (single and before))
        plural = (alike and not _CROWD.match(own)) or titled is not None
        if _CROWD.match(text[begin:stop]):
            if current is not None:
                yield current, last
            current = None
        elif said and not hard and _is_place(text, begin, stop, end, text[last:begin]):
            pass  # "Public Governor, Linwood North": a place, though it looks like a name.
        elif _begins(text, begin, stop, plural=plural):
            said = False
            if current is not None:
                yield current, last
            current = titled.end() if titled else begin
        elif hard and current is not None:
            yield current, last
            current = None
        elif _is_office_and_name(text, begin, stop):
            if current is not None:
                yield current, last
            current = begin
        else:
            said = current is not None
        last = stop
    if current is not None:
        yield current, last


def _is_office_and_name(text: str, begin: int, stop: int) -> bool:
    match = _OFFICE_AND_NAME.match(text, begin, stop)
    return match is not None and is_person(_BRACKETS.sub("", text[match.end() : stop]).strip(" ."))


def _is_place(text: str, begin: int, stop: int, end: int, mark: str) -> bool:
    """Say whether the last words of a list, bare after an office, are no other person."""
    bare = re.fullmatch(r"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?\.?", text[begin:stop].strip())
    return mark.strip() == "," and stop >= end and bare is not None


def _begins(text: str, start: int, stop: int, *, plural: bool) -> bool:
    """Say whether a person is named at the beginning of a segment."""
    titled = PLURAL_TITLE.match(text, start, stop)
    own = text[titled.end() if titled else start : stop]
    if read_person(Passage.of(own)) is not None:
        return True
    bare = HONOURS.sub("", _BRACKETS.sub("", own).strip(" ."))
    single = (plural or titled is not None) and _SINGLE.match(bare) is not None
    return single and not OFFICE.search(bare) and not ORGANISATION.search(bare)


def _read(passage: Passage, begin: int, stop: int) -> Person | None:
    person = read_person(passage, begin, stop)
    if person is not None:
        return person
    first, last = next(_segments(passage.text, begin, stop))
    person = read_person(passage, first, last) if last < stop else None
    if person is not None:
        return person
    # After "Councillors" a family name is enough.
    match = re.match(r"[A-Z][\w'’-]+", passage.text[begin:stop])
    name = passage.cut(begin, begin + match.end()) if match else None
    rest = passage.cut(begin + match.end(), stop) if match else None
    if name is None:
        return None
    return placed_in(Person(name), rest) if rest is not None else Person(name)


def _office_first(passage: Passage, start: int, end: int) -> Person | None:
    """Read "Chief Executive – Neil Farraday": the office stands before the name."""
    match = _OFFICE_FIRST.match(passage.text[start:end])
    if match is None or not _OFFICE_WORD.search(match["office"]):
        return None
    person = read_person(passage, start + match.start("name"), end)
    office = passage.cut(start + match.start("office"), start + match.end("office"))
    if person is None or office is None or is_titled(office.text):
        return None
    return replace(person, role=office) if person.role is None else person


def _body_first(passage: Passage, start: int, end: int) -> Person | None:
    """Read "Fen Council – Neil Low": where somebody comes from stands before the name."""
    match = _BODY_FIRST.match(passage.text[start:end])
    if match is None or is_person(match["of"]) or OFFICE.search(match["of"]):
        return None
    if not (is_person(match["name"]) and " " in match["name"]):
        return None
    name = passage.cut(start + match.start("name"), start + match.end("name"))
    body = passage.cut(start + match.start("of"), start + match.end("of"))
    return Person(name, organisation=body) if name is not None and body is not None else None


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a list at commas, semicolons and "and", but not inside brackets."""
    begin, opened = start, 0
    for match in _PARTS.finditer(text, start, end):
        opened = text.count("(", begin, match.start()) - text.count(")", begin, match.start())
        if opened > 0:
            continue
        yield begin, match.start()
        begin = match.end()
    yield begin, end
