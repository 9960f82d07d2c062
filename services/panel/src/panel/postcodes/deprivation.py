"""Reading which decile of deprivation each LSOA of England is in: "File 7" of the indices, as CSV.

Columns are found by name; the name of the first says of which census the LSOAs are. Rows are read
one by one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from panel.postcodes.errors import NotDeciles

_AREA = re.compile(r"lsoa code \((\d{4})\)")
_DECILE = re.compile(r"index of multiple deprivation \(imd\) decile.*")
_LSOA = re.compile(r"E01\d{6}")
CHUNK = 4000
"""Rows that are handed on at once."""


@dataclass
class Deciles:
    """The rows of a file, as lines of COPY in text format.

    Attributes:
        lsoa: year of the census whose LSOAs the file has.
        read: rows so far; all of them once they are read.
    """

    reader: Iterator[Sequence[str]]
    at: tuple[int, int]
    lsoa: str
    read: int = 0

    def chunks(self) -> Iterator[bytes]:
        """Give the rows, some at a time, so that memory does not grow with the file.

        Raises:
            NotDeciles: naming the line that is no LSOA of England with a decile.
        """
        lines: list[str] = []
        area, decile = self.at
        for row in self.reader:
            self.read += 1
            said = (row[area].strip(), row[decile].strip()) if len(row) > max(self.at) else ("", "")
            if not _LSOA.fullmatch(said[0]) or said[1] not in _TENTHS:
                raise NotDeciles(f"row {self.read} is no LSOA of England with a decile")
            lines.append("\t".join(said))
            if len(lines) == CHUNK:
                yield ("\n".join(lines) + "\n").encode()
                lines.clear()
        if lines:
            yield ("\n".join(lines) + "\n").encode()


_TENTHS = frozenset(str(number) for number in range(1, 11))


@contextmanager
def opened(path: Path) -> Iterator[Deciles]:
    """Open a file of deciles.

    Raises:
        NotDeciles: if it has not the columns that are needed.
        OSError
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        header = [" ".join(name.split()).lower() for name in next(reader, [])]
        areas = [(n, found[1]) for n, name in enumerate(header) if (found := _AREA.fullmatch(name))]
        deciles = [n for n, name in enumerate(header) if _DECILE.fullmatch(name)]
        if not areas or not deciles:
            raise NotDeciles("there is no column of LSOA codes, or none of deciles of the IMD")
        yield Deciles(reader, (areas[0][0], deciles[0]), areas[0][1])
