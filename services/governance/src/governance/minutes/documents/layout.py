"""From characters with their places to lines: words, cells parted by tabs, columns of prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from governance.minutes.reading.attendance_headings import lists_beside

_SAME_LINE = 0.35
"""How far, in sizes of the letters, characters of one line stand above each other."""
_SPACE = 0.17
"""The gap, in sizes of the letters, from which two characters are two words."""
_SEEN_SPACE = 0.05
"""The same where PDFium sees a space: slanted letters lean into it."""
_CELL = 1.2
"""The gap from which two words are two cells; a justified line has smaller ones."""
_COLUMN_LINES = 8
"""Lines that both sides of a page must have to be columns of prose."""
_COLUMN_FILL = 0.7
"""How much of its width a line in a column of prose takes up; cells of a table are shorter."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and where it stands, in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    upright: bool = True
    spaced: bool = False
    """PDFium sees a space before it, which is not written."""


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them."""

    text: str
    left: float
    right: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Words side by side, without a wide gap."""

    text: str
    left: float
    right: float
    bold: bool
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn: across the page at a height, or down it at a distance from its left."""

    at: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page: its cells from left to right."""

    cells: tuple[Cell, ...]
    base: float
    size: float
    top: float | None = None
    """The base of its first line, where it has several."""

    @property
    def text(self) -> str:
        """Give its words, cells parted by tabs."""
        return "\t".join(cell.text for cell in self.cells)

    @property
    def bold(self) -> bool:
        """Say whether all of it is bold."""
        return all(cell.bold for cell in self.cells)

    @property
    def left(self) -> float:
        """Give where it begins."""
        return self.cells[0].left

    @property
    def first_base(self) -> float:
        """Give the base of its first line."""
        return self.base if self.top is None else self.top


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page in reading order."""

    lines: tuple[TextLine, ...]
    height: float
    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()


def lines_of(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """Give the lines that characters of one page make, in reading order."""
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        row = next((r for r in rows[:-12:-1] if _level(r[0], glyph)), None)
        if row is None:
            row = next((r for r in rows if _level(r[0], glyph)), None)
        if row is None:
            rows.append([glyph])
        else:
            row.append(glyph)
    lines = [line for row in rows if (line := _line(row)) is not None]
    lines.sort(key=lambda line: -line.base)
    return list(_in_reading_order(lines))


def _level(one: Glyph, other: Glyph) -> bool:
    return abs(one.base - other.base) <= _SAME_LINE * max(one.size, other.size)


def _line(row: list[Glyph]) -> TextLine | None:
    row = sorted(row, key=lambda glyph: glyph.left)
    size = median(glyph.size for glyph in row)
    cells: list[Cell] = []
    current: list[Glyph] = []
    for glyph in row:
        inked = glyph.text.strip() or glyph.text == "\u00ad"
        if current and inked:
            gap = glyph.left - _ink_end(current)
            if gap > _CELL * size:
                cells += _cell(current)
                current = []
        if inked or current:
            current.append(glyph)
    cells += _cell(current)
    if not cells:
        return None
    # A superscript ("25th") does not lift its line.
    plain = [glyph.base for glyph in row if glyph.size >= size * 0.9]
    return TextLine(tuple(cells), median(plain or [row[0].base]), size)


def _ink_end(glyphs: Sequence[Glyph]) -> float:
    return next((g.right for g in reversed(glyphs) if g.text.strip()), glyphs[-1].right)


def _cell(glyphs: Sequence[Glyph]) -> list[Cell]:
    words = [_word(own) for own in _words(glyphs)]
    return [cell_of(words)] if words else []


def cell_of(words: Sequence[Word]) -> Cell:
    """Give words side by side as one cell."""
    # A mark that is not bold (a bullet, a full stop) does not make a heading plain.
    letters = [word.bold for word in words if any(map(str.isalnum, word.text))]
    return Cell(" ".join(word.text for word in words), words[0].left, words[-1].right,
                bool(letters) and all(letters), tuple(words))  # fmt: skip


def _words(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    own: list[Glyph] = []
    spaced = False
    for glyph in glyphs:
        if not glyph.text.strip() and glyph.text != "\u00ad":
            spaced = True
            continue
        if own and not spaced and _doubled(own[-1], glyph):
            continue
        least = _SEEN_SPACE if glyph.spaced else _SPACE
        if own and (spaced or glyph.left - own[-1].right > least * glyph.size):
            yield own
            own = []
        own.append(glyph)
        spaced = False
    if own:
        yield own


def _word(glyphs: Sequence[Glyph]) -> Word:
    letters = [glyph.bold for glyph in glyphs if glyph.text.isalnum()]
    text = "".join(glyph.text for glyph in glyphs)
    return Word(text, glyphs[0].left, glyphs[-1].right, all(letters or [glyphs[0].bold]))


def _doubled(before: Glyph, glyph: Glyph) -> bool:
    """Say whether a character was drawn twice, a little aside, to look bold."""
    return (
        before.text == glyph.text
        and abs(glyph.left - before.left) < 0.06 * glyph.size
        and abs(glyph.base - before.base) < 0.06 * glyph.size
    )


def _in_reading_order(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Give the lines top down; where a part of the page has two columns, the left one first.

    Lists of people beside one another are told by their headings (`table_rows`).
    """
    heads = any(lists_beside([cell.text for cell in line.cells]) for line in lines)
    begin, end, gutter = (0, 0, None) if heads else _columns(lines)
    if gutter is None:
        yield from lines
        return
    yield from _in_reading_order(lines[:begin])
    yield from _side(lines[begin:end], gutter, right=False)
    yield from _side(lines[begin:end], gutter, right=True)
    yield from _in_reading_order(lines[end:])


def _side(lines: Sequence[TextLine], gutter: float, *, right: bool) -> Iterator[TextLine]:
    for line in lines:
        cells = tuple(cell for cell in line.cells if (cell.left >= gutter) == right)
        if cells:
            yield TextLine(cells, line.base, line.size)


def _columns(lines: Sequence[TextLine]) -> tuple[int, int, float | None]:
    """Find the run of lines, and the place between them, where prose stands in two columns."""
    best: tuple[int, int, int, float | None] = (0, 0, 0, None)
    for gutter in _gutters(lines):
        begin = 0
        for index in range(len(lines) + 1):
            if index < len(lines) and not _crosses(lines[index], gutter):
                continue
            run = lines[begin:index]
            count = _prose(run, gutter)
            if count > best[0]:
                best = (count, begin, index, gutter)
            begin = index + 1
    return best[1], best[2], best[3]


def _gutters(lines: Sequence[TextLine]) -> list[float]:
    """Give places that may part two columns: just left of where several cells begin."""
    starts: dict[int, int] = {}
    for line in lines:
        for cell in line.cells:
            starts[round(cell.left / 4)] = starts.get(round(cell.left / 4), 0) + 1
    return [at * 4 - 4.0 for at, count in starts.items() if count >= _COLUMN_LINES]


def _crosses(line: TextLine, gutter: float) -> bool:
    return any(cell.left < gutter < cell.right for cell in line.cells)


def _prose(run: Sequence[TextLine], gutter: float) -> int:
    """Give how many lines the shorter of two columns of prose has; 0 if they are none."""
    cells = [cell for line in run for cell in line.cells]
    left = [cell for cell in cells if cell.left < gutter]
    right = [cell for cell in cells if cell.left >= gutter]
    if min(len(left), len(right)) < _COLUMN_LINES:
        return 0
    for side in (left, right):
        begin, end = min(c.left for c in side), max(c.right for c in side)
        letters = median(len(cell.text) for cell in side)
        if letters < 20 or median(c.right - c.left for c in side) < _COLUMN_FILL * (end - begin):
            return 0
    return min(len(left), len(right))
