"""The texts that an Excel file keeps apart from its sheets: in a file, looked up by number."""

from __future__ import annotations

import tempfile
from array import array
from functools import lru_cache
from xml.etree.ElementTree import Element

from openpyxl.utils.escape import unescape

from insights.feedback.errors import BrokenFile
from insights.feedback.markup import pieces
from insights.feedback.package import Package, reading_package

PART = "xl/sharedStrings.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ITEM, _TEXT, _RUN = f"{_MAIN}si", f"{_MAIN}t", f"{_MAIN}r"
_REMEMBERED = 4_096


class SharedTexts:
    """The shared texts of a package. Held in memory are where each begins, and the last looked up.

    Raises:
        BrokenFile: if they can't be read.
    """

    def __init__(self, package: Package) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._ends = array("Q", [0])
        self._cached = lru_cache(maxsize=_REMEMBERED)(self._read)
        try:
            if PART in package:
                self._keep(package)
        except BaseException:
            self.close()
            raise

    def __getitem__(self, number: int) -> str:
        return self._cached(number)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self, number: int) -> str:
        if number + 1 >= len(self._ends):
            raise BrokenFile(1, "a cell names a text that the Excel file does not have")
        begin, end = self._ends[number], self._ends[number + 1]
        self._file.seek(begin)
        return self._file.read(end - begin).decode()

    def _keep(self, package: Package) -> None:
        end = 0
        with reading_package(), package.open(PART) as part:
            for item in pieces(part, _ITEM):
                end += self._file.write(text_in(item).encode("utf-8", "replace"))
                self._ends.append(end)


def text_in(item: Element) -> str:
    """Give the words of an item: its text, or its runs behind each other, without how they are
    pronounced."""
    parts = [
        child.text if child.tag == _TEXT else child.findtext(_TEXT)
        for child in item
        if child.tag in {_TEXT, _RUN}
    ]
    return unescape("".join(part or "" for part in parts))
