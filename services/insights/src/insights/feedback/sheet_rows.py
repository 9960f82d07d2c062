"""The rows of an Excel sheet as they are written: of each cell its place, kind, style and value.

By expat with handlers that keep only what a cell says: making an element of each tag, of which a
row of 60 cells has some 200, took longer than all the rest of reading. The bounds are those of
`insights.feedback.markup`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from insights.feedback.errors import BrokenFile
from insights.feedback.markup import (
    BROKEN,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_NAMES,
    in_chunks,
    no_doctype,
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _TEXT, _RUN = (
    f"{_MAIN}{name}" for name in ("row", "c", "v", "f", "is", "t", "r")
)

Cell = tuple[dict[str, str], bool, str, str]
"""A cell as it is written: its attributes, whether it has a formula, its value, and the words of
one that has them in itself."""
SheetRow = tuple[str | None, list[Cell]]
"""A row as it is written: its number and its cells, without empty ones that say where they are,
unless the next, which says nothing of its own place, stands behind it."""

_MAY_BE_EMPTY = frozenset({None, "n", "s", "str", "inlineStr", "b", "d"})
"""Kinds of cells (ECMA-376, 18.18.11) without errors, which are told of even where empty."""


def sheet_rows(part: IO[bytes]) -> Iterator[SheetRow]:
    """Give each row of a sheet, and hold no more than one and what came with its chunk.

    Raises:
        BrokenFile: if it isn't XML, declares a type of its own, or is out of all proportion.
    """
    found = _Rows()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = no_doctype
    parser.StartNamespaceDeclHandler = found.start_ns
    parser.StartElementHandler = found.start
    parser.CharacterDataHandler = found.data
    parser.EndElementHandler = found.end
    return in_chunks(part, parser.Parse, lambda: parser.Parse(b"", True), found)


class _Rows:
    """Takes rows from what a parser tells."""

    __slots__ = (
        "_cells", "_depth", "_elements", "_formula", "_inline", "_level", "_names", "_number",
        "_of_cell", "_passed_over", "_text", "_value", "done", "heard", "within",
    )  # fmt: skip

    def __init__(self) -> None:
        self.done: list[SheetRow] = []
        self.heard = False
        self.within = 0
        """The depth of the row that has begun; 0 outside of rows."""
        self._depth = 0
        self._elements = 0
        self._names: set[str] = set()
        self._number: str | None = None
        self._cells: list[Cell] = []
        self._of_cell: dict[str, str] | None = None
        """Attributes of the cell that has begun."""
        self._passed_over: dict[str, str] | None = None
        """Attributes of the cell before, if it is empty and says where it is."""
        self._formula = False
        self._value: list[str] | None = None
        self._inline: list[str] | None = None
        self._level = 0
        """How deep in the words of a cell text counts: 3, in a run 4; 0 where none does."""
        self._text: Callable[[str], None] | None = None
        """Takes text where it counts."""

    def taken(self) -> list[SheetRow]:
        """Give what was finished since the last time."""
        done, self.done = self.done, []
        return done

    def start_ns(self, prefix: str | None, _: str) -> None:
        self._know(f"xmlns:{prefix}")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.heard = True
        self._depth += 1
        names = self._names
        if tag not in names or not names.issuperset(attributes):
            self._know(tag, *attributes)
        level = self._depth - self.within
        if self._depth > MAX_DEPTH:
            raise BrokenFile(1, BROKEN)
        if not self.within:
            if tag == _ROW:
                self.within, self._elements = self._depth, 1
                self._number, self._cells = attributes.get("r"), []
                self._passed_over = None
            return
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise BrokenFile(1, BROKEN)
        if level == 1:
            self._of_cell = attributes if tag == _CELL else None
            if self._passed_over is not None and tag == _CELL:
                if not attributes.get("r"):
                    self._cells.append((self._passed_over, False, "", ""))
                self._passed_over = None
        elif self._of_cell is not None:
            self._within_cell(tag, level)

    def _know(self, *names: str) -> None:
        self._names.update(names)
        if len(self._names) > MAX_NAMES:
            raise BrokenFile(1, BROKEN)

    def _within_cell(self, tag: str, level: int) -> None:
        """Begin the value of a cell, its formula, or its words; of each the first counts."""
        self._text = None
        if level == 2:
            if tag == _VALUE and self._value is None:
                self._value = []
                self._text = self._value.append
            elif tag == _FORMULA:
                self._formula = True
            elif tag == _INLINE and self._inline is None:
                self._inline, self._level = [], 3
        elif self._level and self._inline is not None:
            if level == 3:
                self._level = 4 if tag == _RUN else 3
            if tag == _TEXT and level == self._level:
                self._text = self._inline.append
                if level == 4:
                    self._level = 3

    def data(self, text: str) -> None:
        self.heard = True
        if self._text is not None:
            self._text(text)

    def end(self, tag: str) -> None:
        self.heard = True
        level = self._depth - self.within
        self._depth -= 1
        if not self.within:
            return
        self._text = None
        if level == 1:
            if self._of_cell is not None:
                self._end_cell(self._of_cell)
        elif level == 2 and tag == _INLINE:
            self._level = 0
        elif level == 0:
            self.within = 0
            self.done.append((self._number, self._cells))

    def _end_cell(self, of_cell: dict[str, str]) -> None:
        self._of_cell = None
        if self._value or self._inline or self._formula:
            value, inline = "".join(self._value or ()), "".join(self._inline or ())
            self._cells.append((of_cell, self._formula, value, inline))
        elif not of_cell.get("r") or of_cell.get("t") not in _MAY_BE_EMPTY:
            self._cells.append((of_cell, False, "", ""))
        else:
            self._passed_over = of_cell
        self._value = self._inline = None
        self._formula, self._level = False, 0
