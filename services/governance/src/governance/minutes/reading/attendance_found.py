"""Everybody whom the attendance names, and how one who is named twice stays one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from governance.minutes.reading.draft import Person
from governance.minutes.reading.offices import is_mere_chair
from governance.minutes.reading.people import read_people
from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import TITLE_PREFIX

_LONGEST_LIST = 200


@dataclass
class Attendance:
    """Everybody named, by list, and the lines that named them."""

    present: list[Person] = field(default_factory=list)
    in_attendance: list[Person] = field(default_factory=list)
    apologies: list[Person] = field(default_factory=list)
    without_heading: list[Piece] = field(default_factory=list)
    """Lists taken for those present that no heading opens."""
    perhaps_two: list[Piece] = field(default_factory=list)
    """Lines read as a person and an organisation that have the form of two names."""
    kinds: dict[int, str] = field(default_factory=dict)
    """What the lines of lists are, by their numbers, as far as it was asked."""
    placed: set[int] = field(default_factory=set)


def add(people: list[Person], person: Person) -> None:
    """Add a person to a list; one who is named twice (as chair, then among all) is one.

    Only the latest names are looked through: no list of people is longer.
    """
    for index in range(len(people) - 1, max(-1, len(people) - _LONGEST_LIST), -1):
        known = people[index]
        if _bare(known) == _bare(person):
            people[index] = merged(known, person)
            return
    people.append(person)


def _bare(person: Person) -> str:
    """Give a name to compare: without its titles, where more than a family name is left."""
    bare = TITLE_PREFIX.sub("", person.name.text)
    return (bare if " " in bare else person.name.text).casefold()


def merged(known: Person, again: Person) -> Person:
    """Give all that is said of a person in two places; of two offices, the chair is a note."""
    if known.role is not None and again.role is not None:
        role, note = ((again.role, known.role) if is_mere_chair(known.role.text)
                      else (known.role, again.role))  # fmt: skip
        differs = role.text != note.text
        known = replace(known, role=role, note=known.note or (note if differs else None))
    return Person(**{name: value or getattr(again, name) for name, value in vars(known).items()})


def people_of(line: Line) -> Iterator[Person]:
    passage = Passage([line])
    return read_people(passage, 0, len(passage.text))


def bullet_of(text: str) -> int:
    match = re.match(r"^(?:[-•*·▪]|\(?\d{1,2}[.)])\s+", text)
    return match.end() if match else 0
