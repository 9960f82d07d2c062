"""Lists with one person a line: "Jude Harker, Valley Voices" is a person and an organisation.

By its form such a line may as well name two people. What stands above and below it tells: where
those lines each name one person and what they are or come from, so does this one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from governance.minutes.reading.attendance_headings import section_of
from governance.minutes.reading.draft import Person
from governance.minutes.reading.people import read_people
from governance.minutes.reading.person import read_person
from governance.minutes.reading.source import Line, Passage
from governance.minutes.reading.words import TITLE_PREFIX, is_person

_PAIR = re.compile(r"(?P<one>[^,;:()\[\]\t|&–—]+),\s+(?P<two>[^,;:()\[\]\t|&–—]+)")
_LIKE_IT = 2
"""How many lines near it must name one person and what they are."""
_NEAR = 10
"""Lines above and below that may be of the same list."""
_BULLET = re.compile(r"^(?:[-•*·▪]|\(?\d{1,2}[.)])\s+")


def read_pair(lines: Sequence[Line], index: int, kinds: dict[int, str]) -> Person | None:
    """Read a line that has the form of two names as one person of an organisation.

    Args:
        kinds: what lines are by their numbers, so that each is looked at once; added to.

    Returns:
        None where it has another form, or where its list names several people a line.
    """
    passage = _without_bullet(lines[index])
    if not _may_be_two(passage.text):
        return None
    near = [*_list(reversed(lines[max(0, index - _NEAR) : index])),
            *_list(lines[index + 1 : index + 1 + _NEAR])]  # fmt: skip
    for line in near:
        if line.number not in kinds:
            kinds[line.number] = _kind(_without_bullet(line))
    said = [kinds[line.number] for line in near]
    if said.count("pair") < _LIKE_IT or "several" in said:
        return None
    return read_person(passage)


def _list(lines: Iterator[Line] | Sequence[Line]) -> Iterator[Line]:
    own = itertools.takewhile(lambda line: section_of(line) is None, lines)
    return (line for line in own if not line.blank)


def _without_bullet(line: Line) -> Passage:
    match = _BULLET.match(line.text)
    return Passage([line], match.end() if match else 0)


def _may_be_two(text: str) -> bool:
    match = _PAIR.fullmatch(text.strip())
    if match is None or not is_person(match["one"]) or not is_person(match["two"]):
        return False
    # Who has a title is a person for certain.
    return TITLE_PREFIX.match(match["two"]) is None


def _kind(passage: Passage) -> str:
    """Say what a line of the list is: a person with what they are, several people, or other."""
    if _may_be_two(passage.text):
        return "other"
    people = list(itertools.islice(read_people(passage, 0, len(passage.text)), 2))
    if len(people) > 1:
        return "several"
    said = people and (people[0].role or people[0].organisation)
    return "pair" if said and "," in passage.text else "other"
