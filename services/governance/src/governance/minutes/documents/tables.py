"""Tables of a PDF: lines that stand in columns, and the columns and drawn lines that part them.

A PDF has no tables, only words with places. Lines whose words stand in the same columns are a
table; which of its lines are one row is told in `table_rows`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from governance.minutes.documents.form import NUMBER
from governance.minutes.documents.layout import Cell, PageLines, Rule, TextLine, cell_of

NEAR = 6.0
"""Points by which the beginnings of cells in one column differ."""
_FEW_LINES = 3
_MOST_COLUMNS = 8
_FARTHEST = 5.0
"""Sizes of the letters by which the rows of a table stand apart at most."""
_ALIGNED = 2.0
_WIDER = 0.45
"""The gap, in sizes of the letters, that parts two cells where a column is known to begin."""
_PADDING = 4.0
"""Points that text keeps from the next column at least."""
_LONGEST_LABEL = 30
"""Characters of words that may stand close before a column of few rows."""
_COVERED = 0.6
"""The part of a table's height, or of a row's width, that a drawn line must cover."""


@dataclass(frozen=True)
class Table:
    """Lines in columns."""

    lines: tuple[TextLine, ...]
    starts: tuple[float, ...]
    """Where the columns begin."""
    reached: tuple[float, ...]
    """How far to the right the text of each column goes."""
    limits: tuple[float, ...]
    """How far to the right it may go at most."""
    across: tuple[Rule, ...]

    def column(self, cell: Cell) -> int:
        """Give the column that a cell stands in, from 0."""
        near = [at for at, start in enumerate(self.starts) if start <= cell.left + NEAR]
        return near[-1] if near else 0

    def placed(self, line: TextLine) -> dict[int, Cell] | None:
        """Give the cells of a line by column; None where two stand in one."""
        cells = {self.column(cell): cell for cell in line.cells}
        return cells if len(cells) == len(line.cells) else None


def tables_in(lines: Sequence[TextLine], page: PageLines) -> Iterator[TextLine | Table]:
    """Give the lines of a page, those that stand in columns as tables."""
    at = 0
    while at < len(lines):
        end = _end_of_run(lines, at) if _in_cells(_with_next(lines, at)) else at
        if end == at:
            yield lines[at]
            at += 1
            continue
        table = _table(lines[at:end], lines, page)
        if table is not None:
            yield table
        else:
            yield from lines[at:end]
        at = end


def _is_near(left: float, starts: Sequence[float]) -> bool:
    return any(abs(left - start) <= NEAR for start in starts)


def _with_next(lines: Sequence[TextLine], at: int) -> TextLine:
    """Part the first row of a table, whose cells stand close, as the row below it is parted."""
    line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if following is None or len(line.cells) > 1 or not _in_cells(following):
        return line
    if (
        not 0 < line.base - following.base <= 2 * line.size
        or abs(line.left - following.left) > NEAR
    ):
        return line
    return _behind(line, [cell.left for cell in following.cells[1:]], 1)


def _in_cells(line: TextLine) -> bool:
    """Say whether words stand in cells, and are no number with its text."""
    numbered = len(line.cells) == 2 and NUMBER.match(line.cells[0].text) is not None
    return len(line.cells) > 1 and not numbered


def _end_of_run(lines: Sequence[TextLine], begin: int) -> int:
    """Give the index behind the last line that stands in the columns of the line ``begin``."""
    head = _with_next(lines, begin)
    first, starts = head.left, list(_wide_starts(head))
    rows, last = 1, begin
    for at in range(begin + 1, len(lines)):
        line, drop = _behind(lines[at], starts, rows), lines[at - 1].base - lines[at].base
        if not 0 < drop <= _FARTHEST * max(line.size, lines[at - 1].size):
            break
        lefts = [cell.left for cell in line.cells]
        later = [left for left in lefts if _is_near(left, starts)]
        if _in_cells(line) and (later or rows == 1):
            own = [*_wide_starts(line), *lefts[:1]]
            starts += [x for x in own if x > first + NEAR and not _is_near(x, starts)]
            first, rows, last = min(first, lefts[0]), rows + 1, at
        elif len(line.cells) == 1 and later:
            last = at
        elif len(line.cells) > 1 or not _in_first(line, first, min(starts)):
            break
        elif drop <= 2 * line.size:
            last = at if lines[last].base - line.base <= 2 * line.size else last
    return last + 1


def _wide_starts(line: TextLine) -> Iterator[float]:
    """Give where words begin behind a gap that is wider than one between words."""
    for cell in line.cells:
        if cell is not line.cells[0]:
            yield cell.left
        for before, word in itertools.pairwise(cell.words):
            if word.left - before.right > _WIDER * line.size:
                yield word.left


def _behind(line: TextLine, starts: Sequence[float], rows: int) -> TextLine:
    """Part words from a column that begins close behind them: a few, or those of a known table."""
    parted = _parted(line, (), starts) if len(line.cells) == 1 else line
    return parted if rows >= _FEW_LINES or len(parted.cells[0].text) <= _LONGEST_LABEL else line


def _in_first(line: TextLine, first: float, second: float) -> bool:
    return abs(line.left - first) <= NEAR and line.cells[-1].right < second


def _table(run: Sequence[TextLine], all_lines: Sequence[TextLine], page: PageLines) -> Table | None:
    top, bottom = run[0].base + run[0].size, run[-1].base
    left, right = min(line.left for line in run), max(li.cells[-1].right for li in run)
    inside = (rule for rule in page.across if bottom - NEAR <= rule.at <= top + NEAR)
    across = tuple(rule for rule in inside if rule.begin < right and rule.end > left)
    edges = _edges(run, page.down)
    parted = [_parted(line, edges, ()) for line in run] if edges else list(run)
    starts = _starts(parted)
    if len(starts) < 2 or len(starts) > _MOST_COLUMNS:
        return None
    if not edges:
        parted = [_parted(line, (), starts) for line in run]
    furthest = max(line.cells[-1].right for line in all_lines)
    reached, limits = _limits(parted, starts, edges, furthest)
    return Table(tuple(parted), tuple(starts), reached, limits, across)


def _edges(run: Sequence[TextLine], down: Sequence[Rule]) -> list[float]:
    """Give where lines are drawn down the height of a table."""
    top, bottom = run[0].base, run[-1].base
    covered: dict[int, float] = {}
    for rule in down:
        inside = min(rule.end, top + run[0].size) - max(rule.begin, bottom - NEAR)
        if inside > 0:
            covered[round(rule.at / 3)] = covered.get(round(rule.at / 3), 0.0) + inside
    height = top - bottom + run[0].size
    found = [at * 3.0 for at, much in sorted(covered.items()) if much >= _COVERED * height]
    return [at for index, at in enumerate(found) if not index or at - found[index - 1] > NEAR]


def _parted(line: TextLine, edges: Sequence[float], starts: Sequence[float]) -> TextLine:
    """Part the cells of a line where a line is drawn, or a column begins behind a wider space."""
    cells: list[Cell] = []
    for cell in line.cells:
        own = [cell.words[0]] if cell.words else []
        for before, word in itertools.pairwise(cell.words):
            crossed = any(before.right - _ALIGNED <= edge <= word.left + _ALIGNED for edge in edges)
            wide = word.left - before.right > _WIDER * line.size
            begins = wide and any(abs(word.left - start) <= _ALIGNED for start in starts)
            if crossed or begins:
                cells.append(cell_of(own))
                own = []
            own.append(word)
        cells.append(cell_of(own) if own else cell)
    return replace(line, cells=tuple(cells))


def _starts(run: Sequence[TextLine]) -> list[float]:
    """Give where the columns begin: places where cells of several rows do."""
    lefts = sorted(cell.left for line in run for cell in line.cells)
    columns: list[list[float]] = []
    for left in lefts:
        if columns and left - columns[-1][0] <= NEAR:
            columns[-1].append(left)
        else:
            columns.append([left])
    few = sum(1 for line in run if len(line.cells) > 1) < _FEW_LINES
    # A heading may be the only one that stands left of all.
    return [found[0] for at, found in enumerate(columns) if len(found) > 1 or few or not at]


def _limits(
    run: Sequence[TextLine], starts: Sequence[float], edges: Sequence[float], furthest: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Give how far the text of each column goes, and how far it may go."""
    reached, limits = [], []
    for at, start in enumerate(starts):
        following = starts[at + 1] if at + 1 < len(starts) else None
        behind = [cell for line in run for cell in line.cells if start - NEAR <= cell.left]
        inside = [c.right for c in behind if following is None or c.right < following]
        edge_before = max((edge for edge in edges if edge <= start), default=None)
        edge_behind = min((edge for edge in edges if edge > start), default=None)
        room = furthest if following is None else following - _PADDING
        if following is None and furthest <= max(inside, default=start):
            room = math.inf  # Nothing on the page goes further: how far it might is not seen.
        if edge_before is not None and edge_behind is not None:
            room = edge_behind - (start - edge_before)
        reached.append(max(inside, default=start))
        limits.append(max(room, reached[-1]))
    return tuple(reached), tuple(limits)
