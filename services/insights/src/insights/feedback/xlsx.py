"""Reading an Excel file (ECMA-376 SpreadsheetML), a row at a time.

Own code on expat (`sheet_rows`, `markup`), because openpyxl holds every text and the remains of
every row in memory, and calamine the whole sheet. Values only: a formula is never evaluated and
its last result never trusted; its cell is refused. What a number means is looked up in the styles
by openpyxl.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from string import digits
from types import TracebackType
from typing import IO
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape

from insights.feedback.cells import DayCell, RefusedCell, Rejection, number, passing, span
from insights.feedback.errors import BrokenFile
from insights.feedback.markup import BROKEN
from insights.feedback.package import Package, reading_package
from insights.feedback.reading import MAX_COLUMNS
from insights.feedback.shared_texts import SharedTexts
from insights.feedback.sheet_rows import Cell, sheet_rows

MAX_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""What a sheet of Excel can hold."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class XlsxRows:
    """The rows of the first sheet that isn't hidden, each with its number in the sheet.

    Raises:
        BrokenFile, NotWhatItSays: if it can't be read, or holds what isn't taken.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._package = Package(file)
        self._heeded: Collection[int] = ()
        workbook = self._package.tree("xl/workbook.xml")
        settings = workbook.find(f"{_MAIN}workbookPr")
        is_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
        self._epoch = MAC_EPOCH if is_1904 else WINDOWS_EPOCH
        self._sheet = _first_sheet(self._package, workbook)
        self._dates = _date_styles(self._package)
        self._texts = SharedTexts(self._package)
        self._readers: dict[str, Callable[[str, dict[str, str]], str]] = {
            "s": self._text,
            "n": self._number,
            "str": lambda value, _: unescape(value),
            "b": lambda value, _: value,
            "d": lambda value, _: _day(value),
        }
        try:
            self.header = self._read_header()
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> XlsxRows:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._close()

    def heed(self, columns: Collection[int]) -> None:
        """Say which columns are read: a formula in another is no matter."""
        self._heeded = sorted(columns)

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]] | Rejection]:
        width = len(self.header)
        rows = self._rows()
        next(rows)
        for line, cells in rows:
            while len(cells) > width and not cells[-1]:
                cells.pop()
            row = cells + [""] * (width - len(cells))
            taken = passing(line, row, self._heeded)
            yield taken if isinstance(taken, Rejection) else (line, taken)

    def _read_header(self) -> list[str]:
        first = next(self._rows(), None)
        line, header = first if first is not None else (1, [])
        while header and not header[-1].strip():
            header.pop()
        if not header:
            raise BrokenFile(line, "there is no header that names the columns")
        if len(header) > MAX_COLUMNS:
            raise BrokenFile(line, f"there are more than {MAX_COLUMNS} columns")
        for name in header:
            if isinstance(name, RefusedCell):
                raise BrokenFile(line, f"the header {name}")
        return header

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        last = 0
        with reading_package(), self._package.open(self._sheet) as part:
            for number, written in sheet_rows(part):
                line = _whole(number) if number else last + 1
                if not last < line <= MAX_ROWS:
                    raise BrokenFile(last, BROKEN)
                last = line
                cells = self._cells(written)
                if any(cells):
                    yield line, cells

    def _cells(self, row: Sequence[Cell]) -> list[str]:
        cells: list[str] = []
        for cell in row:
            at = cell[0].get("r")
            place = _column(at.rstrip(digits)[:4]) if at else len(cells)
            if not len(cells) <= place < MOST_COLUMNS:
                raise BrokenFile(1, BROKEN)
            if place > len(cells):
                cells += [""] * (place - len(cells))
            cells.append(self._value(cell))
        return cells

    def _value(self, cell: Cell) -> str:
        attributes, has_formula, value, inline = cell
        if has_formula:
            return RefusedCell("holds a formula; paste its value in its place")
        kind = attributes.get("t", "n")
        if kind == "inlineStr":
            return unescape(inline) if inline else ""
        read = self._readers.get(kind)
        if read is None:
            return RefusedCell("holds an error, such as #N/A")
        return read(value, attributes) if value else ""

    def _text(self, value: str, _: dict[str, str]) -> str:
        return self._texts[_whole(value)]

    def _number(self, value: str, of_cell: dict[str, str]) -> str:
        style = _whole(of_cell.get("s", "0"))
        try:
            read = float(value)
            if style not in self._dates:
                return number(read)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                moment = from_excel(read, self._epoch)
        except (ValueError, OverflowError):
            return RefusedCell("holds a number that is no date")
        if isinstance(moment, date):
            return DayCell.of(moment)
        return span(moment) if isinstance(moment, timedelta) else str(moment)

    def _close(self) -> None:
        self._texts.close()
        self._package.close()


def _first_sheet(package: Package, workbook: Element) -> str:
    relations = package.tree("xl/_rels/workbook.xml.rels")
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for sheet in workbook.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        if sheet.get("state", "visible") != "visible":
            continue
        target = targets.get(sheet.get(_RELATION), "")
        name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in name and name in package:
            return name
    raise BrokenFile(1, "the Excel file has no sheet that is not hidden")


def _date_styles(package: Package) -> frozenset[int]:
    """Give the styles by which a number is shown as a date or a time."""
    if "xl/styles.xml" not in package:
        return frozenset()
    styles = package.tree("xl/styles.xml")
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    for one in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt"):
        formats[_whole(one.get("numFmtId"))] = one.get("formatCode", "")
    used = [
        _whole(one.get("numFmtId", "0")) for one in styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    ]
    return frozenset(
        index for index, form in enumerate(used) if is_date_format(formats.get(form, "General"))
    )


@lru_cache(maxsize=MOST_COLUMNS)
def _column(place: str) -> int:
    """Read the column of a cell's place, counted from 0: B is 1.

    Args:
        place: four characters at most, since it is kept.
    """
    index = 0
    for letter in place:
        if not "A" <= letter <= "Z":
            break
        index = index * 26 + ord(letter) - 64
    return index - 1


def _whole(value: str | None) -> int:
    if value is None or not value.isdecimal() or len(value) > 9:
        raise BrokenFile(1, BROKEN)
    return int(value)


def _day(value: str) -> str:
    try:
        return DayCell.of(datetime.fromisoformat(value))
    except ValueError:
        return RefusedCell("holds a date that is none")
