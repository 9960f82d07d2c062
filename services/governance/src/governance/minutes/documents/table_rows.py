"""Rows of a table in a PDF: which lines are one row, and how a row is written as text.

Text that wraps breaks where the next word has no room; where it had room, something new begins.
Lines that are drawn between rows tell it without that.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from governance.minutes.documents.form import NUMBER
from governance.minutes.documents.layout import Cell, TextLine
from governance.minutes.documents.tables import Table
from governance.minutes.reading.attendance_headings import list_headed_by, lists_beside
from governance.minutes.reading.person import is_titled
from governance.minutes.reading.words import TITLE_PREFIX, is_person

LOOSE = 1.2
"""How much wider than between lines the space between paragraphs is."""
_FEWEST_RULES = 2
_SPACE = 0.25
_GOES_ON = re.compile(r"(?:[,;&–-]|\b(?:and|of|for|the|to|in))$")
_NOT, _PERHAPS, _SURELY = 0, 1, 2
_LONGEST = 160
"""Characters from which the cells of a row are text that is laid out in them."""

Paragraphs = list[list[Cell]]
"""The paragraphs of a cell, each with the lines that it has."""


@dataclass
class _Row:
    top: float
    base: float
    size: float
    cells: dict[int, Paragraphs] = field(default_factory=dict)

    def last(self, column: int) -> Cell | None:
        return self.cells[column][-1][-1] if column in self.cells else None

    @property
    def lists(self) -> bool:
        """Say whether its first cell is the heading of the people beside it."""
        label = " ".join(cell.text for cell in self.cells[0][0]) if 0 in self.cells else ""
        return list_headed_by(label) is not None


def rows_of(table: Table, pitch: float) -> Iterator[TextLine]:
    """Give the rows of a table as lines; of lists beside one another, one after the other."""
    heads = next((i for i, line in enumerate(table.lines) if _heads(line)), None)
    if heads is None:
        yield from _rows(table, table.lines, pitch)
        return
    yield from _rows(table, table.lines[:heads], pitch)
    lists = [table.column(table.lines[heads].cells[at]) for at in _heads(table.lines[heads])]
    for begin, end in itertools.pairwise([*lists, len(table.starts)]):
        own = [_only(table, line, begin, end) for line in table.lines[heads:]]
        yield from _rows(table, [line for line in own if line.cells], pitch, first=begin)


def _heads(line: TextLine) -> list[int]:
    return lists_beside([cell.text for cell in line.cells])


def _only(table: Table, line: TextLine, begin: int, end: int) -> TextLine:
    cells = tuple(cell for cell in line.cells if begin <= table.column(cell) < end)
    return TextLine(cells, line.base, line.size)


def _rows(
    table: Table, lines: Sequence[TextLine], pitch: float, *, first: int = 0
) -> Iterator[TextLine]:
    ruled = _is_ruled(table, lines)
    row: _Row | None = None
    labelled = False
    for at, line in enumerate(lines):
        placed = table.placed(line)
        if placed is None:
            yield from _written(row, first, labelled, ruled) if row else ()
            yield line
            row = None
            continue
        following = lines[at + 1] if at + 1 < len(lines) else None
        if row is None or _begins(table, row, line, placed, following,
                                  pitch=pitch, ruled=ruled, key=first + labelled):  # fmt: skip
            yield from _written(row, first, labelled, ruled) if row else ()
            row = _Row(line.base, line.base, line.size)
            for column, cell in placed.items():
                row.cells[column] = [[cell]]
        else:
            _put(table, row, placed)
            row.base = line.base
        if first == 0 and 0 in row.cells:
            labelled = row.lists and len(row.cells) > 1
    yield from _written(row, first, labelled, ruled) if row else ()


def _put(table: Table, row: _Row, placed: dict[int, Cell]) -> None:
    for column, cell in placed.items():
        before = row.last(column)
        if before is None:
            row.cells[column] = [[cell]]
        elif _goes_on(table, before, cell, column, row.size, people=False):
            row.cells[column][-1].append(cell)
        else:
            row.cells[column].append([cell])


def _is_ruled(table: Table, lines: Sequence[TextLine]) -> bool:
    """Say whether lines are drawn between the rows, and not below a heading alone."""
    parted = [_rule_between(table, a, b) for a, b in itertools.pairwise(lines)]
    side_by_side = [len(a.cells) > 1 and len(b.cells) > 1 for a, b in itertools.pairwise(lines)]
    joined = sum(1 for rule, both in zip(parted, side_by_side, strict=True) if both and not rule)
    return sum(parted) >= _FEWEST_RULES and sum(parted) >= joined


def _rule_between(table: Table, above: TextLine, below: TextLine) -> bool:
    left, right = min(above.left, below.left), max(above.cells[-1].right, below.cells[-1].right)
    own = (rule for rule in table.across if below.base < rule.at < above.base)
    covered = sum(max(0.0, min(rule.end, right) - max(rule.begin, left)) for rule in own)
    return covered >= (right - left) / 2


def _begins(
    table: Table,
    row: _Row,
    line: TextLine,
    placed: dict[int, Cell],
    following: TextLine | None,
    *,
    pitch: float,
    ruled: bool,
    key: int,
) -> bool:
    """Say whether a line begins a row below ``row``.

    Args:
        key: the first column that every row has; a list beside its heading is one column further.
    """
    above = TextLine(tuple(p[-1][-1] for _, p in sorted(row.cells.items())), row.base, row.size)
    parted = _rule_between(table, above, line)
    near = LOOSE * pitch * max(row.size, line.size)
    if ruled or parted:
        return parted
    if row.base - line.base > near:
        return True
    going = {c: _on(table, row, c, cell, people=c == key) for c, cell in placed.items()}
    if len(placed) > 1:
        unsure = max(going.values()) == _PERHAPS and min(placed) <= key
        return unsure or not all(going.values())
    column, cell = next(iter(placed.items()))
    if column > key:
        return False
    if column == 0 and len(row.cells) > 1 and following is not None and len(following.cells) == 1:
        plain = table.column(following.cells[0]) == 0 and 0 < line.base - following.base <= near
        return plain or not going[column]
    wanted = _SURELY if column == 0 and len(row.cells) > 1 else _PERHAPS
    return going[column] < wanted or cell.bold != row.cells[column][-1][-1].bold


def _on(table: Table, row: _Row, column: int, cell: Cell, *, people: bool) -> int:
    before = row.last(column)
    if before is None or (column == 0 and NUMBER.match(before.text)):
        return _NOT
    return _goes_on(table, before, cell, column, row.size, people=people)


def _goes_on(
    table: Table, before: Cell, cell: Cell, column: int, size: float, *, people: bool
) -> int:
    """Say how surely a line of a cell goes on with the one above it: its first word had no room.

    Args:
        people: whether the column is one of names.
    """
    opened = before.text.count("(") > before.text.count(")")
    if opened or _GOES_ON.search(before.text) or cell.text[0].islower() or cell.text[0] == "(":
        return _SURELY
    if re.match(r"[•▪·]", cell.text):
        return _NOT
    names = _names_somebody(cell.text)
    if people and names and not TITLE_PREFIX.fullmatch(f"{before.text} "):
        return _NOT
    word = cell.words[0].right - cell.words[0].left if cell.words else 0.0
    end = before.right + _SPACE * size + word
    if end > table.limits[column]:
        return _SURELY
    return _PERHAPS if end > table.reached[column] and not names else _NOT


def _names_somebody(text: str) -> bool:
    """Say whether words begin with a person's whole name."""
    name = re.split(r"\s*[,(;:–]|\s-\s", text)[0]
    return is_titled(name) or (is_person(name) and " " in name)


def _written(row: _Row, first: int, labelled: bool, ruled: bool) -> Iterator[TextLine]:
    """Write a row as the lines that it is: its cells beside one another, or one after the other."""
    cells = {
        column: [_joined(lines) for lines in paragraphs]
        for column, paragraphs in sorted(row.cells.items())
    }
    most = max(map(len, cells.values()))
    if len(cells) == 1:
        column, paragraphs = next(iter(cells.items()))
        for cell in paragraphs:
            yield _line(row, {column: cell}, first)
    elif most == 1:
        yield _line(row, {column: own[0] for column, own in cells.items()}, first)
    elif (labelled and len(cells) == 2) or (most == min(map(len, cells.values()))):
        for at in range(most):
            yield _line(row, {c: own[at] for c, own in cells.items() if at < len(own)}, first)
    elif ruled and any(sum(len(p.text) for p in own) > _LONGEST for own in cells.values()):
        for column, paragraphs in cells.items():
            for cell in paragraphs:
                yield _line(row, {column: cell}, column)
    else:
        yield _line(row, {column: _joined(own) for column, own in cells.items()}, first)


def _joined(cells: Sequence[Cell]) -> Cell:
    words = tuple(word for cell in cells for word in cell.words)
    text = " ".join(cell.text for cell in cells)
    text = re.sub(r"(?<=[A-Za-z])([\u00ad-]) (?=[A-Za-z])", r"\1", text)
    left, right = min(cell.left for cell in cells), max(cell.right for cell in cells)
    return Cell(text, left, right, all(cell.bold for cell in cells), words)


def _line(row: _Row, cells: dict[int, Cell], first: int) -> TextLine:
    """Give cells as a line, with an empty one for each column before the last that has none."""
    left = min(cell.left for cell in cells.values())
    whole = tuple(cells.get(at) or Cell("", left, left, bold=True)
                  for at in range(first, max(cells) + 1))  # fmt: skip
    return TextLine(whole, row.base, row.size, row.top)
