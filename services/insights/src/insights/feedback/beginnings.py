"""Which files that were imported before a file begins with: those rows are in the library already.

A table that is exported anew each month has last month's rows at its beginning, byte by byte. They
are known by that however the source's mapping reads them by now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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
    found: list[Beginning] = []
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
            cut = _in_a_row(file, one.size, scan.size)
            before = _row_at(file, one.size, scan, form, mapping) if cut else _ALL
            found.append(Beginning(one.import_id, before))
    return found


def _in_a_row(file: IO[bytes], size: int, whole: int) -> bool:
    """Tell whether so many bytes of the file end before their last line does."""
    if size == whole:
        return False
    file.seek(size - 1)
    last, following = file.read(1), file.read(2)
    return last != b"\n" and following[:1] != b"\n" and following not in {b"\r", b"\r\n"}


def _row_at(file: IO[bytes], size: int, scan: Scan, form: Form, mapping: Mapping) -> int:
    """Give the line on which the row begins that goes on after so many bytes."""
    file.seek(0)
    read = line = 0
    for line, content in lines(file):  # noqa: B007 (the number of the last is what is wanted)
        read += len(content)
        if read > size:
            break
    begins = 1
    encoding: Encoding = "windows-1252" if scan.encoding == "windows-1252" else "utf-8"
    _, opened = open_rows(file, form, encoding, mapping.delimiter)
    with opened as rows:
        for entry in rows:
            this = entry.line if isinstance(entry, Rejection) else entry[0]
            if this > line:
                break
            begins = this
    return begins
