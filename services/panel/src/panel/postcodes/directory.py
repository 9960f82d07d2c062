"""Reading an ONS Postcode Directory, CSV or the zip that it comes in, row by row.

Columns are found by name, since each release has another order and renames some by the year of
their boundaries (``oslaua``, ``laua``, ``lad25cd``).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from panel.postcodes.errors import NotADirectory

COLUMNS = {
    "postcode": re.compile(r"pcds"),
    "lsoa": re.compile(r"lsoa21(cd)?"),
    "authority": re.compile(r"oslaua|laua|lad\d\d(cd)?"),
    "ended": re.compile(r"doterm"),
    "imd": re.compile(r"imd\w*"),
}
"""What is kept → how its column is named in some release."""
_UNFIT = re.compile(r"[\\\t\r\n\0]")
_ZIP = b"PK\x03\x04"
_DAMAGE = (csv.Error, zipfile.BadZipFile, zlib.error, EOFError)
"""What reading a file raises that was damaged on its way."""
CHUNK = 4000
"""Rows that are handed on at once."""


@dataclass
class Rows:
    """The rows of a directory, as lines of COPY in text format.

    ``read`` and ``unfit`` grow as the rows are read.
    """

    reader: Iterator[Sequence[str]]
    at: Sequence[int]
    read: int = 0
    unfit: int = field(default=0)
    """Rows that are too short, or have what no code has."""

    def chunks(self) -> Iterator[bytes]:
        """Give the rows, some at a time, so that memory does not grow with the file.

        Raises:
            NotADirectory: if the file is damaged from some row on.
        """
        postcode, *others = self.at
        lines: list[str] = []
        for row in self._each():
            self.read += 1
            try:
                line = "\t".join([row[postcode].replace(" ", ""), *[row[n] for n in others]])
            except IndexError:
                self.unfit += 1
                continue
            if _UNFIT.search(line.replace("\t", "")) or line.count("\t") != len(others):
                self.unfit += 1
                continue
            lines.append(line)
            if len(lines) == CHUNK:
                yield ("\n".join(lines) + "\n").encode()
                lines.clear()
        if lines:
            yield ("\n".join(lines) + "\n").encode()

    def _each(self) -> Iterator[Sequence[str]]:
        try:
            yield from self.reader
        except _DAMAGE:
            raise NotADirectory(f"it is damaged after row {self.read}: fetch it again") from None


@contextmanager
def opened(path: Path) -> Iterator[Rows]:
    """Open a directory.

    Raises:
        NotADirectory: if it is no CSV with the columns that are needed, nor a zip that has one.
        OSError
    """
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            file.seek(0)
            if file.read(len(_ZIP)) == _ZIP:
                raise NotADirectory("the zip is not whole: fetch it again")
            file.seek(0)
            yield _rows(file)
            return
        with zipfile.ZipFile(file) as archive:
            files = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if not files:
                raise NotADirectory("the zip holds no CSV")
            largest = max(files, key=lambda one: one.file_size)
            with archive.open(largest) as inner:
                yield _rows(inner)


def _rows(binary: IO[bytes]) -> Rows:
    text = io.TextIOWrapper(binary, encoding="utf-8-sig", errors="replace", newline="")
    reader = csv.reader(text)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except _DAMAGE:
        raise NotADirectory("it is damaged in its first row: fetch it again") from None
    at = [_column(header, kept) for kept in COLUMNS]
    return Rows(reader, at)


def _column(header: Sequence[str], kept: str) -> int:
    found = [n for n, name in enumerate(header) if COLUMNS[kept].fullmatch(name)]
    if not found:
        raise NotADirectory(f"there is no column {COLUMNS[kept].pattern}")
    return found[0]
