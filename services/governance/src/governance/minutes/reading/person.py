"""One person as lists of attendance write them: name, brackets, office, organisation, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from governance.minutes.reading.draft import Person
from governance.minutes.reading.source import Passage, Piece
from governance.minutes.reading.substitutes import stood_in, was_replaced
from governance.minutes.reading.words import (
    HONOURS,
    OFFICE,
    ORGANISATION,
    TITLE,
    TITLE_PREFIX,
    is_person,
)

_INITIALS = re.compile(r"[A-Z][A-Za-z'’]{0,2}[A-Z]|[A-Z]{2,4}|[A-Z]{2}[a-z]{1,2}")
_BARE_INITIALS = re.compile(r"\s(?=(?P<of>[A-Z][A-Za-z'’]{0,2}[A-Z][a-z]{0,2})\s+[A-Z])")
_NAME_END = re.compile(
    r"\s*(?:,|;|-(?=(?:Vice[- ])?Chair)|\s[-–—]+\s|\t|\(|\[|:\s|\s(?=(?:in\s+the\s+chair|in\s+(?:the\s+)?(?:place|stead)\s+of|"
    r"(?:as\s+(?:a\s+|the\s+)?)?(?:substitut|deput)|represent|on\s+behalf\s+of|attend(?:ing|ed)|until|from\s+item|"
    r"joined|left|via|remotely|virtually|for\s+(?:items?|[A-Z]))\b|substitut|deputi|represent))",
    re.IGNORECASE,
)
"""Where a name ends: at a mark, or at words that say how somebody came."""
_JOIN = re.compile(r"(?:,|\s[-–—]+\s|\t|;|\s\|\s)\s*")
_OPEN = "(["
_CLOSE = ")]"
_NOTE = re.compile(
    r"^(?:\+|\W*(?:until|from|up\s+to|left|joined|arrived|present|items?|minutes?\s+\d|agenda|part|partial|for\s+(?:part|"
    r"items?|agenda|this|the)|virtual(?:ly)?|remote(?:ly)?|via|by\s+(?:phone|telephone|video|teams|zoom|ms|microsoft|"
    r"invitation)|on\s+(?:teams|zoom|ms|screen|line)|online|in\s+person|dial(?:led|ling)?[\s-]in|ms\s+teams|teams|zoom|microsoft|"
    r"observ(?:er|ing)|non-voting|voting|retired|late|absent|apologies|pm|am|shared\s+vote|quorate|not\s+\w+)\b|\d)",
    re.IGNORECASE,
)
"""How, how long or for what somebody came: neither an office nor an organisation."""
_MERE_CHAIR = re.compile(
    r"^(?:in\s+the\s+|(?:the|meeting|joint|acting|interim|convening)\s+)*(?:(?:vice|deputy|co)[- ]?)?"
    r"chair(?:man|woman|person)?(?:\s+(?:of|for)\s+(?:the|this)\s+meeting)?$",
    re.IGNORECASE,
)
"""A part in the meeting, which goes behind an office that is named too."""
_FOR_WHOM = re.compile(
    r"^(?:representing|on\s+behalf\s+of|for|representative\s+of)\s+(?P<of>\S.*)$", re.I
)
_ACRONYM = re.compile(r"[A-Z]{2,5}")
"""Letters that stand for something that is explained elsewhere, or for the next person's name."""
_FIELDS = {"Assurance", "Audit", "Support", "Action", "Advice", "Service", "Services", "Housing", "Homes",
           "Healthcare", "Libraries", "Academic", "Advocacy", "Carers", "Volunteers"}  # fmt: skip
"""Words of bodies that are words of an office's fields too."""
_GOES_ON = re.compile(r"^(?:and|&|of|for)\b|\s(?:and|&)\s", re.IGNORECASE)
_OF = re.compile(r"^\s*(?:of|for|to|at|in|and|&|,|[-–—])(?:\s|$)", re.IGNORECASE)


def read_person(passage: Passage, start: int = 0, stop: int | None = None) -> Person | None:
    """Read one person: name, then brackets, then offices and organisations.

    Args:
        start: where in the passage the name begins.
        stop: where the last words about the person end.
    """
    end = len(passage.text) if stop is None else stop
    text = passage.text[start:end].rstrip(" .,;\t")
    end = start + len(text)
    first = _initials_behind(text) or _NAME_END.search(text)
    name_end = start + (first.start() if first else len(text))
    honours = HONOURS.search(text[: name_end - start])
    name = passage.cut(start, start + honours.start() if honours else name_end)
    if name is None or not (is_person(name.text) or is_titled(name.text)):
        return None
    person = Person(name)
    spans = list(_pieces(passage.text, name_end, end))
    if first is not None and first.re is _BARE_INITIALS:
        stop = name_end + 1 + len(first["of"])
        spans = [(name_end + 1, stop), *_pieces(passage.text, stop, end)]
    for at, (begin, close) in enumerate(spans):
        piece = passage.cut(begin, close)
        if piece is None:
            continue
        following = passage.text[slice(*spans[at + 1])] if at + 1 < len(spans) else ""
        if person.role is not None and is_mere_chair(piece.text) and ORGANISATION.search(following):
            continue  # "A (Co-Chair), Chair, NHS Fen ICB": the chair of that body, not of this.
        person = placed_in(person, piece)
    return person


def _initials_behind(text: str) -> re.Match[str] | None:
    """Find initials that stand between a name and an office without a mark: "Ann Low AL Clerk"."""
    for match in _BARE_INITIALS.finditer(text):
        name = text[: match.start()]
        if is_person(name) and is_initials_of(match["of"], name) and OFFICE.search(text, match.end()):
            return match
    return None


def is_titled(text: str) -> bool:
    """Accept "Councillor Green": one name is enough after a title."""
    bare = TITLE_PREFIX.sub("", text)
    return (
        bare != text
        and bool(re.match(rf"^(?!(?:{TITLE})\b)[A-Z][\w'’-]+$", bare))
        and not (OFFICE.fullmatch(bare) or ORGANISATION.fullmatch(bare))
    )


def is_initials_of(text: str, name: str) -> bool:
    """Say whether capitals such as "JA" may be the initials of a name: first and last agree."""
    words = [word for word in re.split(r"[\s-]+", TITLE_PREFIX.sub("", name)) if word[:1].isupper()]
    if text == "".join(word[0] for word in name.split() if word[:1].isupper()) and len(text) > 1:
        return True
    if not _INITIALS.fullmatch(text) or not words:
        return False
    last = text.rstrip("abcdefghijklmnopqrstuvwxyz")[-1]
    return text[0] == words[0][0] and last in {word[0] for word in words[1:] or words}


def placed_in(person: Person, piece: Piece) -> Person:
    """Take words about a person for what they are: initials, a substitute, an office, a body."""
    whole = _standing_in(person, piece)
    if whole is not None and whole.replaced_by is not None:
        return whole
    for part in _parts(piece):
        person = _placed(person, part)
    return person


def in_office(person: Person, cell: Piece) -> Person:
    """Take the cell of a column of offices: whole, but for a body or a note that stands in it."""
    kept: list[tuple[int, int]] = []
    lines = (cell.first_line, cell.last_line)
    for begin, end in _pieces(cell.text, 0, len(cell.text)):
        own = Piece(cell.text[begin:end], *lines)
        bracketed = cell.text[begin - 1 : begin] in tuple(_OPEN) if begin else False
        body = ORGANISATION.search(own.text) is not None and not is_office(own.text)
        if bracketed or body or _NOTE.match(own.text):
            person = (
                placed_in(person, own)
                if body or not is_mere_chair(own.text)
                else _noted(person, own)
            )
        else:
            kept.append((begin, end))
    if not kept:
        return person
    role = Piece(cell.text[kept[0][0] : kept[-1][1]], *lines)
    before = person.role
    person = replace(person, role=role)
    return _noted(person, before) if before is not None and is_mere_chair(before.text) else person


def _placed(person: Person, piece: Piece) -> Person:
    if is_initials_of(piece.text, person.name.text):
        return replace(person, initials=person.initials or piece)
    return _standing_in(person, piece) or _with_office(person, piece)


def _standing_in(person: Person, piece: Piece) -> Person | None:
    text = piece.text
    lines = (piece.first_line, piece.last_line)
    absent, other = stood_in(text), was_replaced(text)
    if absent is not None:
        return replace(person, in_place_of=person.in_place_of or Piece(absent, *lines))
    if other is not None:
        return replace(person, replaced_by=person.replaced_by or Piece(other, *lines))
    return None


def _with_office(person: Person, piece: Piece) -> Person:
    text = piece.text
    represented = _FOR_WHOM.match(text)
    if represented and ORGANISATION.search(text):
        piece = Piece(represented["of"], piece.first_line, piece.last_line)
        return replace(person, organisation=person.organisation or piece)
    if _NOTE.match(text) and not _MERE_CHAIR.match(text):
        return _noted(person, piece)
    if is_office(text):
        return _in_office(person, piece)
    if TITLE_PREFIX.match(f"{text} "):
        return _noted(person, piece)  # Others, who are named together: "Mr & Mrs Low".
    if _ACRONYM.fullmatch(text) and not ORGANISATION.search(text):
        return _noted(person, piece)
    if person.organisation is None and (ORGANISATION.search(text) or _is_proper(text)):
        return replace(person, organisation=piece)
    return _noted(person, piece)


def is_office(text: str) -> bool:
    """Say whether words name an office, and no organisation with the word of one in its name."""
    office, body = OFFICE.search(text), ORGANISATION.search(text)
    if office is None:
        return False
    if body is None or OFFICE.search(text.rsplit(maxsplit=1)[-1]):
        return True
    last = max(m.end() for m in ORGANISATION.finditer(text))
    whole = last == len(text) and not any(_OF.match(text[m.end() :]) for m in OFFICE.finditer(text))
    return office.start() < body.start() and not whole


def _in_office(person: Person, piece: Piece) -> Person:
    if person.role is None:
        return replace(person, role=piece)
    if _MERE_CHAIR.match(person.role.text) and not _MERE_CHAIR.match(piece.text):
        return _noted(replace(person, role=piece), person.role)
    return _noted(person, piece)


def is_mere_chair(text: str) -> bool:
    """Say whether words only say that somebody chairs: "Chair", "in the Chair", "Vice-Chair"."""
    return _MERE_CHAIR.match(text) is not None


def _noted(person: Person, piece: Piece) -> Person:
    """Keep the first note, but for one that says who was in the chair."""
    chairs = is_mere_chair(piece.text) and not (person.note and is_mere_chair(person.note.text))
    return replace(person, note=piece if chairs else person.note or piece)


def _is_proper(text: str) -> bool:
    """Say whether words are written as a name is: every one that is not small has a capital."""
    return all(
        word[:1].isupper() or word in {"of", "and", "the", "for", "in", "&"}
        for word in text.split()
    )


def _parts(piece: Piece) -> Iterator[Piece]:
    """Part a cell or the content of brackets where an office and a body stand side by side."""
    text = piece.text.strip()
    if (
        text[:1] in _OPEN
        and text[-1:] in _CLOSE
        and text.find(_CLOSE[_OPEN.index(text[0])]) == len(text) - 1
    ):
        text = text[1:-1]
    for begin, end in _pieces(text, 0, len(text)):
        own = text[begin:end].strip(" ,;–—-\t")
        if own:
            yield Piece(" ".join(own.split()), piece.first_line, piece.last_line)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part words about a person at commas, dashes, tabs and brackets.

    A comma inside an office parts nothing: "Director of Strategy, People and Culture" is one.
    """
    spans = list(_cut(text, start, end))
    held: tuple[int, int] | None = None
    for at, (begin, close) in enumerate(spans):
        own = text[begin:close]
        if held is not None and begin < held[1]:
            continue
        row = _row_of_fields(text, spans[at:]) if held else None
        if held is not None and row is not None and is_office(text[held[0] : held[1]]):
            held = (held[0], row)
            continue
        bracketed = text[begin - 1 : begin] in tuple(_OPEN) if begin else False
        if (
            held is not None
            and not bracketed
            and _is_of_office(
                text[held[0] : held[1]], own, dashed=text[held[1] : begin].strip(" –—-") == ""
            )
        ):
            held = (held[0], close)
            continue
        if held is not None:
            yield held
        held = (begin, close)
    if held is not None:
        yield held


def _row_of_fields(text: str, spans: list[tuple[int, int]]) -> int | None:
    """Give where a row of an office's fields ends: "Strategy, Policy and Programmes"."""
    for at, (begin, close) in enumerate(spans):
        own = text[begin:close]
        comma = text[begin - 2 : begin].strip() == ","
        bodies = [m.group() for m in ORGANISATION.finditer(own) if m.group() not in _FIELDS]
        plain = not OFFICE.search(own) and not bodies and not is_person(own)
        if not (comma and plain and own[:1].isupper()) or _ACRONYM.fullmatch(own):
            return None
        if re.search(r"\s(?:and|&)\s", own):
            return close if at else None
    return None


def _is_of_office(before: str, own: str, *, dashed: bool) -> bool:
    """Say whether words after a comma are still those of the office before it."""
    neither = not OFFICE.search(own) and not ORGANISATION.search(own) and not _NOTE.match(own)
    plain = stood_in(own) is None and was_replaced(own) is None
    goes_on = dashed or bool(_GOES_ON.search(own.strip()))
    return neither and plain and goes_on and is_office(before)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, depth, index = start, 0, start
    while index < end:
        character = text[index]
        if character in _OPEN:
            if depth == 0:
                yield from _whole(text, begin, index)
                begin = index + 1
            depth += 1
        elif character in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield from _whole(text, begin, index)
                begin = index + 1
        elif depth == 0 and (match := _JOIN.match(text, index, end)):
            yield from _whole(text, begin, index)
            begin = index = match.end()
            continue
        index += 1
    yield from _whole(text, begin, end)


def _whole(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    own = text[begin:end]
    stripped = own.strip(" ,;:.–—-\t")
    if stripped:
        at = begin + own.index(stripped)
        yield at, at + len(stripped)
