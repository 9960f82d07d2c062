"""Who was in the chair: who opened, who took it for which items, and who took it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from governance.minutes.reading.draft import Chairing, Person
from governance.minutes.reading.offices import is_office
from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.words import NAME

_OFFICE = r"(?:[Tt]he\s+)?(?:Vice|Deputy)[- ][Cc]hair(?:man|woman|person)?"
_WHO = rf"(?P<name>{NAME}|{_OFFICE})"
_REST = r"(?:this|the)\s+(?:item|meeting|session|rest|remainder|remaining|discussion|following)"
_CHANGES = (
    re.compile(
        rf"{_WHO}"
        rf"(?:,?\s+(?:as\s+)?{_OFFICE},?|\s+returned(?:\s+to\s+the\s+(?:meeting|room))?\s+and|"
        r"\s+(?:then|now|subsequently|also))*"
        r"\s+(?:(?P<again>resumed|retook|returned\s+to)|took|assumed|occupied|was\s+in|in)\s+the\s+"
        r"[Cc]hair\b(?!\s+of\b)"
    ),
    re.compile(
        rf"{_WHO}(?:,?\s+(?:as\s+)?{_OFFICE},?)?\s+(?:then\s+|therefore\s+)?(?:chaired|presided\s+over|"
        rf"acted\s+as\s+[Cc]hair\w*\s+for)\s+{_REST}"
    ),
    re.compile(rf"\b(?:handed|passed)\s+(?:over\s+)?the\s+[Cc]hair\w*\s+(?:over\s+)?to\s+{_WHO}"),
    re.compile(rf"\b[Tt]he\s+[Cc]hair\s+was\s+(?:then\s+)?taken\s+by\s+{_WHO}"),
)
_ITEMS = re.compile(
    r"\b(?P<items>(?:agenda\s+)?(?:items?|minutes?)\s+(?:[A-Z]+[/.-]?)?\d[^.;)]*?|the\s+(?:remaining|other)\s+items|"
    r"the\s+(?:rest|remainder)\s+of\s+the\s+meeting)"
    rf"(?=,?\s+(?:and|with|while)\s+(?:{NAME}|the\b)|[.;)\]]|$)"
)
_AND_FOR = re.compile(
    rf",?\s+(?:and|with)\s+{_WHO}\s+(?:took\s+it\s+)?for\s+(?=(?:agenda\s+)?items?|the\s)"
)
"""The second of "X took the chair for items 1 to 3 and Y for the remaining items"."""
_PART = re.compile(
    r"\bchair\w*\b.{0,20}?\b(?P<items>(?:(?:agenda\s+)?(?:items?|minutes?|part)\s+[^.;)]+))",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"^(?:The|Chair|It|This|He|She|They|At|Then)\b(?!\s+(?:Vice|Deputy))")
_IN_CHAIR = re.compile(
    r"^(?:in\s+the\s+|(?:the|trust|ICB|ICP|PCCC|place|committee|board|independent|acting|convening|meeting|non-executive\s+\w+,?|panel)\s+)*"
    r"chair(?:man|woman|person)?\b(?!\s*(?:of\s+(?!the\s+(?:meeting|committee|board|trust|council|partnership|panel|forum)\b)|,\s*\S))|"
    r"^chaired\s+by$|\band\s+(?:(?:the|committee|board|panel|meeting)\s+)*chair(?:man|woman|person)?$|[-–—,]\s*chair(?:man|woman|person)?$|\(chair(?:man|woman|person)?\)$",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(r"\b(?:vice|deputy|elect|former|items?|co)\b", re.IGNORECASE)
_SECOND = re.compile(r"^chair(?:man|woman|person)?,\s+(?P<office>\S.*)$", re.IGNORECASE)
"""Two offices of one person: "Chair, Non-Executive Member"."""
_IN_THE_CHAIR = re.compile(
    r"\bin\s+the\s+chair\b|^chaired\s+by$|\b(?:of|for)\s+(?:the|this)\s+meeting\b", re.IGNORECASE
)


def find_opener(people: Iterable[Person]) -> Piece | None:
    """Give who is named as in the chair in the attendance; None if nobody, or several, are."""
    named = [p for p in people if any(_chairs(said) for said in (p.role, p.note))]
    sure = [p for p in named if any(_IN_THE_CHAIR.search(s.text) for s in (p.role, p.note) if s)]
    # "Chair, Healthwatch Fen" chairs another body; one without a body chairs this one.
    own = [p for p in named if p.organisation is None or p.note is not None]
    for chosen in (sure, named, own):
        if len(chosen) == 1:
            return chosen[0].name
    return None


def find_chairs(
    people: Iterable[Person], sections: Sequence[tuple[str | None, Sequence[Line]]]
) -> list[Chairing]:
    """Find who took the chair for a part: in the attendance first, then item by item."""
    return [*_of_attendance(people), *_of_sections(sections)]


def _chairs(said: Piece | None) -> bool:
    if said is None or _NOT_NOW.search(said.text):
        return False
    second = _SECOND.match(said.text)
    also = second is not None and is_office(second["office"])
    return also or _IN_CHAIR.search(said.text) is not None


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
            found = [m for form in _CHANGES for m in form.finditer(passage.text)]
            for match in sorted(found, key=lambda m: m.start()):
                yield from _change(item, passage, match)


def _change(item: str | None, passage: Passage, match: re.Match[str]) -> Iterator[Chairing]:
    name = passage.group(match, "name")
    end = passage.text.find(".", match.end())
    stop = len(passage.text) if end < 0 else end
    words = passage.cut(match.start(), stop)
    if name is None or words is None or _NO_NAME.match(name.text):
        return
    part = _ITEMS.search(passage.text, match.end(), stop)
    again = bool(match.groupdict().get("again"))
    yield Chairing(name, words, item, passage.group(part, "items") if part else None, again)
    other = _AND_FOR.match(passage.text, part.end(), stop) if part else None
    rest = _ITEMS.match(passage.text, other.end(), stop) if other else None
    other_name = passage.group(other, "name") if other else None
    if other_name is not None and rest is not None:
        yield Chairing(other_name, words, item, passage.group(rest, "items"))
