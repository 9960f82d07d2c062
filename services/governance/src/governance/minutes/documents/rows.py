"""Rows of tables: data in cells stays a row; text that is laid out in cells becomes paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from governance.minutes.documents.form import Script
from governance.minutes.reading.attendance_headings import list_headed_by, lists_beside
from governance.minutes.reading.words import is_person

_NUMBER = re.compile(
    r"^(?:(?:agenda\s+)?item\s+)?(?:[A-Z]{1,6}[/.-]?)?\d{1,4}(?:[/.]\d{1,4}){0,3}[a-z]?[.):]?$",
    re.I,
)
_TWO = 2
_LONGEST_CELL = 160
"""Characters from which a cell is text that somebody put into a table to lay it out."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a line of one."""

    text: str
    bold: bool = False
    heading: bool = False
    loose: bool = True
    """A blank line stands before it; without one it goes on or belongs to a list."""


Cell = Sequence[Paragraph]


def put(script: Script, paragraphs: Sequence[Paragraph]) -> None:
    """Add paragraphs to the text."""
    for paragraph in paragraphs:
        if paragraph.loose:
            script.gap()
        script.add(paragraph.text, bold=paragraph.bold, heading=paragraph.heading)


def put_table(script: Script, rows: Sequence[Sequence[Cell]]) -> None:
    """Add a table: each row as cells parted by tabs, or the paragraphs of its cells in order."""
    script.gap()
    beside = False
    for row in rows:
        cells = [[p for p in cell if p.text.strip()] for cell in row]
        beside = beside or _heads_lists(cells)
        if beside and all(len(cell) <= 1 for cell in cells):
            _put_data(script, cells)
        elif _are_cards(cells):
            _put_data(script, [cell[:1] for cell in cells])
            _put_data(script, [cell[1:] for cell in cells])
        elif _is_data(cells) and not _is_list(cells):
            _put_data(script, cells)
        else:
            _put_laid_out(script, [cell for cell in cells if cell])
    script.gap()


def _heads_lists(cells: Sequence[Sequence[Paragraph]]) -> bool:
    """Say whether lists of people stand beside one another below a row."""
    return bool(lists_beside([cell[0].text if len(cell) == 1 else "" for cell in cells]))


def _are_cards(cells: Sequence[Sequence[Paragraph]]) -> bool:
    """Say whether each cell names a person, and below the name says who that is."""
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and all(len(cell) == _TWO and is_person(cell[0].text) for cell in filled)


def _is_list(cells: Sequence[Sequence[Paragraph]]) -> bool:
    """Say whether the heading of a list of people stands beside several."""
    filled = [cell for cell in cells if cell]
    label = " ".join(p.text for p in filled[0])
    return len(filled) == _TWO and len(filled[1]) > 1 and list_headed_by(label) is not None


def _is_data(cells: Sequence[Sequence[Paragraph]]) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        return False
    if any(p.heading for cell in filled for p in cell):
        return False
    if len(filled) == 2 and _NUMBER.match(filled[0][0].text.strip()):
        return False
    return all(
        len(cell) <= 2 and sum(len(p.text) for p in cell) <= _LONGEST_CELL for cell in filled
    )


def _put_data(script: Script, cells: Sequence[Sequence[Paragraph]]) -> None:
    texts = [" ".join(p.text.replace("\t", " ") for p in cell) for cell in cells]
    script.add("\t".join(texts))


def _put_laid_out(script: Script, cells: Sequence[Sequence[Paragraph]]) -> None:
    number = ""
    for cell in cells:
        first = cell[0].text.strip()
        if len(cell) == 1 and _NUMBER.match(first) and not number:
            number = first
            continue
        rest = list(cell)
        if number:
            head = rest[0]
            rest[0] = Paragraph(f"{number} {head.text}", head.bold, head.heading)
            number = ""
        script.gap()
        put(script, rest)
    if number:
        script.gap()
        script.add(number)
