"""Rows of a table in a PDF: a cell that is empty is not there, so its column tells its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from governance.minutes.documents.layout import Cell, TextLine

_NEAR = 6.0
"""Points by which the beginnings of cells in one column differ."""
_ROWS = 3
_COLUMNS = 8


def with_empty_cells(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Give the lines, those of tables with a cell in each of the table's columns."""
    run: list[TextLine] = []
    for line in lines:
        if len(line.cells) > 1:
            run.append(line)
            continue
        yield from _filled(run)
        run = []
        yield line
    yield from _filled(run)


def _filled(run: Sequence[TextLine]) -> Iterator[TextLine]:
    columns = _columns(run)
    if len(run) < _ROWS or not columns or len(columns) > _COLUMNS:
        yield from run
        return
    for line in run:
        cells = {_column(columns, cell): cell for cell in line.cells}
        if None in cells or len(cells) < len(line.cells):
            yield line
            continue
        last = max(at for at in cells if at is not None)
        whole = tuple(cells.get(at) or Cell("", columns[at], columns[at], True)
                      for at in range(last + 1))  # fmt: skip
        yield TextLine(whole, line.base, line.size)


def _columns(run: Sequence[TextLine]) -> list[float]:
    """Give where the columns begin: places where cells of several rows do."""
    starts = sorted(cell.left for line in run for cell in line.cells)
    columns: list[list[float]] = []
    for start in starts:
        if columns and start - columns[-1][0] <= _NEAR:
            columns[-1].append(start)
        else:
            columns.append([start])
    return [found[0] for found in columns if len(found) > 1]


def _column(columns: Sequence[float], cell: Cell) -> int | None:
    near = (at for at, start in enumerate(columns) if abs(cell.left - start) <= _NEAR)
    return next(near, None)
