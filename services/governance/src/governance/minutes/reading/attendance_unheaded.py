"""Names that no heading says were present: taken for that where they make a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from governance.minutes.reading.attendance_found import Attendance, add, bullet_of
from governance.minutes.reading.attendance_headings import section_of
from governance.minutes.reading.draft import Person
from governance.minutes.reading.people import read_people
from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.words import DATE

BUSINESS = re.compile(
    r"^(?:part\s+(?:one|two|three|[ab]|\d|i{1,3})\b|welcome\b|introductions?\b|minutes\s+of\b|"
    r"matters\s+arising\b|declarations?\s+of\b|agenda\b|public\s+(?:participation|questions)\b)",
    re.IGNORECASE,
)
"""What begins without a number: no list goes on below it."""
_NO_NAMES = re.compile(rf"{DATE.pattern}|\d|:", re.IGNORECASE)
_FEWEST = 3
"""Names that make a list which no heading opens."""


def read_without_heading(found: Attendance, lines: Sequence[Line]) -> None:
    """Take names below one another, or side by side, for those present if no heading says who was.

    Each line of them must name somebody; they stand before any list that has a heading.
    """
    headed = next((i for i, line in enumerate(lines) if section_of(line)), len(lines))
    for block in blocks(lines[:headed]):
        if any(_NO_NAMES.search(line.text) or BUSINESS.match(line.text) for line in block):
            continue
        passage = Passage(block)
        side_by_side = list(read_people(passage, 0, len(passage.text)))
        below = [_of_line(line) for line in block]
        listed = [person for people in below for person in people]
        if not all(below) or len(listed) < len(side_by_side):
            listed = side_by_side if _is_list(passage.text, side_by_side) else []
        for person in listed:
            add(found.present, person)
        if listed:
            found.without_heading += [passage.cut() or Piece("", 0, 0)]
    if len(found.present) < _FEWEST:
        found.present.clear()
        found.without_heading.clear()
    for piece in found.without_heading:
        found.placed.update(range(piece.first_line, piece.last_line + 1))


def _of_line(line: Line) -> list[Person]:
    """Read who stands on a line: one person, or those who shared a seat ("Ann Low / Bo Hay")."""
    passage = Passage([line], bullet_of(line.text))
    people = list(read_people(passage, 0, len(passage.text)))
    return people if len(people) == 1 + line.text.count(" / ") else []


def _is_list(text: str, people: Sequence[Person]) -> bool:
    """Say whether a paragraph is a list of people, and no sentence that names some."""
    return len(people) >= _FEWEST and not re.search(
        r"[a-z]{3,}\.\s|\s(?:was|were|had|has|is)\s", text
    )
