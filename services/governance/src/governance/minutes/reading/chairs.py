"""Who was in the chair: for which items, who took it meanwhile, and who took it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from governance.minutes.reading.draft import Chairing, Person
from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.words import NAME

_OFFICE = r"(?:[Tt]he\s+)?(?:Vice|Deputy)[- ][Cc]hair(?:man|woman|person)?"
_CHANGE = re.compile(
    rf"(?P<name>{NAME}|{_OFFICE})"
    rf"(?:,?\s+(?:as\s+)?{_OFFICE},?|\s+returned(?:\s+to\s+the\s+(?:meeting|room))?\s+and|"
    r"\s+(?:then|now|subsequently|also))*"
    r"\s+(?:(?P<again>resumed|retook|returned\s+to)|took|assumed|occupied|was\s+in|in)\s+the\s+"
    r"[Cc]hair\b(?!\s+of\b)"
)
_ITEMS = re.compile(r"\b(?P<items>(?:agenda\s+)?(?:items?|minutes?)\s+\d[^.;)]*)", re.IGNORECASE)
_PART = re.compile(
    r"\bchair\w*\b.{0,20}?\b(?P<items>(?:(?:agenda\s+)?(?:items?|minutes?|part)\s+[^.;)]+))",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"^(?:The|Chair|It|This|He|She|They|At|Then)\b(?!\s+(?:Vice|Deputy))")


def find_chairs(
    people: Iterable[Person], sections: Sequence[tuple[str | None, Sequence[Line]]]
) -> list[Chairing]:
    """Find who took the chair for a part: in the attendance first, then item by item."""
    return [*_of_attendance(people), *_of_sections(sections)]


def _of_attendance(people: Iterable[Person]) -> Iterator[Chairing]:
    for person in people:
        for said in (person.role, person.note):
            match = _PART.search(said.text) if said is not None else None
            if said is not None and match is not None:
                items = Piece(match["items"], said.first_line, said.last_line)
                yield Chairing(person.name, said, None, items)
                break


def _of_sections(sections: Sequence[tuple[str | None, Sequence[Line]]]) -> Iterator[Chairing]:
    for item, lines in sections:
        for block in blocks(lines):
            passage = Passage(block)
            for match in _CHANGE.finditer(passage.text):
                name = passage.group(match, "name")
                end = passage.text.find(".", match.end())
                stop = len(passage.text) if end < 0 else end
                words = passage.cut(match.start(), stop)
                if name is None or words is None or _NO_NAME.match(name.text):
                    continue
                part = _ITEMS.search(passage.text, match.end(), stop)
                items = passage.group(part, "items") if part else None
                yield Chairing(name, words, item, items, match.group("again") is not None)
