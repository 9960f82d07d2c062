"""One person as lists of attendance write them: name, brackets, office, organisation, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from governance.minutes.reading.draft import Person
from governance.minutes.reading.offices import (
    ACRONYM,
    CLOSE,
    NOTE,
    OPEN,
    is_mere_chair,
    is_office,
    pieces_of,
)
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
    r"\s*(?:,|;|-(?=(?:Vice[- ])?Chair)|\s[-–—]+\s|\t|\(|\[|:\s|"
    r"\s(?=(?:in\s+the\s+chair|in\s+(?:the\s+)?(?:place|stead)\s+of|"
    r"(?:as\s+(?:a\s+|the\s+)?)?(?:substitut|deput)|represent|on\s+behalf\s+of|attend(?:ing|ed)|until|from\s+item|"
    r"joined|left|via|remotely|virtually|for\s+(?:items?|[A-Z])|from(?=\s+(?-i:[A-Z])))\b|substitut|deputi|represent))",
    re.IGNORECASE,
)
"""Where a name ends: at a mark, or at words that say how somebody came."""
_FOR_WHOM = re.compile(
    r"^(?:representing|on\s+behalf\s+of|for|from|representative\s+of)\s+(?P<of>\S.*)$", re.I
)


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
    spans = list(pieces_of(passage.text, name_end, end))
    if first is not None and first.re is _BARE_INITIALS:
        stop = name_end + 1 + len(first["of"])
        spans = [(name_end + 1, stop), *pieces_of(passage.text, stop, end)]
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
        if (
            is_person(name)
            and is_initials_of(match["of"], name)
            and OFFICE.search(text, match.end())
        ):
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
    for begin, end in pieces_of(cell.text, 0, len(cell.text)):
        own = Piece(cell.text[begin:end], *lines)
        bracketed = cell.text[begin - 1 : begin] in tuple(OPEN) if begin else False
        body = ORGANISATION.search(own.text) is not None and not is_office(own.text)
        if bracketed or body or NOTE.match(own.text):
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
    if NOTE.match(text) and not is_mere_chair(text):
        return _noted(person, piece)
    if is_office(text):
        return _in_office(person, piece)
    # Others may be named together ("Mr & Mrs Low"), and letters stand for anything.
    others = TITLE_PREFIX.match(f"{text} ")
    if others or (ACRONYM.fullmatch(text) and not ORGANISATION.search(text)):
        return _noted(person, piece)
    if person.organisation is None and (ORGANISATION.search(text) or _is_proper(text)):
        return replace(person, organisation=piece)
    return _noted(person, piece)


def _in_office(person: Person, piece: Piece) -> Person:
    if person.role is None:
        return replace(person, role=piece)
    if is_mere_chair(person.role.text) and not is_mere_chair(piece.text):
        return _noted(replace(person, role=piece), person.role)
    return _noted(person, piece)


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
        text[:1] in OPEN
        and text[-1:] in CLOSE
        and text.find(CLOSE[OPEN.index(text[0])]) == len(text) - 1
    ):
        text = text[1:-1]
    for begin, end in pieces_of(text, 0, len(text)):
        own = text[begin:end].strip(" ,;–—-\t")
        if own:
            yield Piece(" ".join(own.split()), piece.first_line, piece.last_line)
