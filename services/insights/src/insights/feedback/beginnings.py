"""Which files that were imported before a file begins with: those rows are in the library already.

A table that is exported anew each month has last month's rows at its beginning, byte by byte. They
are known by that however the source's mapping reads them by now.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from insights.feedback.cells import Rejection
from insights.feedback.forms import Form, open_rows
from insights.feedback.mapping import Encoding, Mapping
from insights.feedback.reading import Scan, lines

_READ = 1024 * 1024
"""Bytes that are in memory at a time."""
_ALL = 2**31 - 1


@dataclass(frozen=True)
class Earlier:
    """A file that was imported before: the import, its bytes, their SHA-256."""

    import_id: UUID
    size: int
    sha256: bytes


@dataclass(frozen=True)
class Beginning:
    """An earlier import whose file this one is or begins with."""

    import_id: UUID
    before: int
    """Rows that begin on an earlier line than this are the same in both files."""


def beginnings(
    file: IO[bytes], scan: Scan, form: Form, mapping: Mapping, earlier: Sequence[Earlier]
) -> list[Beginning]:
    """Give those of the earlier imports whose files a file is or begins with.

    Where an earlier file broke off in the middle of a row, that row is another one here.
    """
    alike: list[Earlier] = []
    digest, read = hashlib.sha256(), 0
    for one in sorted(earlier, key=lambda one: one.size):
        if one.size == scan.size:
            known = one.sha256 == scan.sha256
        else:
            file.seek(read)
            while read < one.size and (part := file.read(min(_READ, one.size - read))):
                digest.update(part)
                read += len(part)
            known = one.sha256 == digest.digest()
        if known:
            alike.append(one)
    cuts = [one.size for one in alike if _in_a_row(file, one.size, scan.size)]
    begins = _rows_at(file, cuts, scan, form, mapping) if cuts else {}
    return [Beginning(one.import_id, begins.get(one.size, _ALL)) for one in alike]


def _in_a_row(file: IO[bytes], size: int, whole: int) -> bool:
    """Tell whether so many bytes of the file end before their last line does."""
    if size == whole:
        return False
    file.seek(size - 1)
    last, following = file.read(1), file.read(2)
    return last != b"\n" and following[:1] != b"\n" and following not in {b"\r", b"\r\n"}


def _rows_at(
    file: IO[bytes], sizes: Sequence[int], scan: Scan, form: Form, mapping: Mapping
) -> dict[int, int]:
    """Give the lines on which the rows begin that go on after so many bytes, fewest bytes first."""
    encoding: Encoding = "windows-1252" if scan.encoding == "windows-1252" else "utf-8"
    begins: dict[int, int] = {}
    broken = deque(_lines_at(file, sizes))
    _, opened = open_rows(file, form, encoding, mapping.delimiter)
    last = 1
    with opened as rows:
        for entry in rows:
            this = entry.line if isinstance(entry, Rejection) else entry[0]
            while broken and broken[0][1] < this:
                begins[broken.popleft()[0]] = last
            if not broken:
                break
            last = this
    return begins | {size: last for size, _ in broken}


def _lines_at(file: IO[bytes], sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give each size with the line that goes on after so many bytes, counted from 1."""
    file.seek(0)
    coming = iter(sizes)
    size, read = next(coming), 0
    for number, content in lines(file):
        read += len(content)
        while size < read:
            yield size, number
            if (size := next(coming, -1)) == -1:
                return
