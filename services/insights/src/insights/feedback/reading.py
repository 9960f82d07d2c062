"""Reading a file of feedback: its encoding, its lines, its rows, each with its line number.

Memory stays the same however large the file is: it is read line by line, twice: once to find out
its encoding and to count what is odd, once to read its rows.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import IO

from insights.feedback.cells import Rejection
from insights.feedback.errors import BrokenFile
from insights.feedback.mapping import Encoding

MAX_LINE = 1024 * 1024
"""Bytes of one line of a file, at most."""
MAX_COLUMNS = 1_000

BOM = b"\xef\xbb\xbf"
"""A byte-order mark in UTF-8."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Scan:
    """What a first look at a file shows."""

    encoding: str
    """``utf-8`` or ``windows-1252``, as declared or as found out."""
    sha256: bytes
    size: int
    has_bad_bytes: bool
    """Some bytes are no text in that encoding; the rows that hold them are rejected."""
    has_nul: bool


def scan(file: IO[bytes], declared: Encoding) -> Scan:
    """Look a file through from its beginning.

    With ``auto``, a file is UTF-8 if all of it is, if it begins with its mark, or if more of what
    isn't ASCII is UTF-8 than isn't (a damaged file). Else it is Windows-1252, what Excel writes.

    Raises:
        BrokenFile: if the file is empty, UTF-16, or has a line longer than `MAX_LINE`.
    """
    digest = hashlib.sha256()
    size = good = bad = undefined = 0
    has_nul = marked = False
    file.seek(0)
    for number, line in lines(file):
        if number == 1:
            if line.startswith(_UTF16):
                raise BrokenFile(1, "the file is UTF-16; save it as CSV UTF-8")
            marked = line.startswith(BOM)
        digest.update(line)
        size += len(line)
        has_nul = has_nul or b"\x00" in line
        if line.isascii():
            continue
        text = line.decode("utf-8", "surrogateescape")
        odd = sum("\udc80" <= character <= "\udcff" for character in text)
        bad += odd
        good += sum(character > "\x7f" for character in text) - odd
        if odd:
            undefined += _undefined(line)
    if size == 0 or (marked and size == len(BOM)):
        raise BrokenFile(1, "the file is empty")
    if declared == "windows-1252" or (declared == "auto" and not marked and bad > good):
        return Scan("windows-1252", digest.digest(), size, undefined > 0, has_nul)
    return Scan("utf-8", digest.digest(), size, bad > 0, has_nul)


def scan_bytes(file: IO[bytes]) -> Scan:
    """Look a file through that isn't text: its size and its hash.

    Raises:
        BrokenFile: if it is empty.
    """
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while part := file.read(MAX_LINE):
        digest.update(part)
        size += len(part)
    if size == 0:
        raise BrokenFile(1, "the file is empty")
    return Scan("utf-8", digest.digest(), size, has_bad_bytes=False, has_nul=False)


class Rows:
    """The rows of a file, one at a time, with the line that each begins on.

    A row that can't be read is a `Rejection`; a file that ends inside a quoted field was cut off,
    and is refused as a whole.

    Args:
        file: as bytes.
        scan: what the first look showed.
        delimiter: what stands between fields.
    """

    def __init__(self, file: IO[bytes], scan: Scan, delimiter: str) -> None:
        file.seek(0)
        self._file = file
        self._scan = scan
        self._reader = csv.reader(self._text(), delimiter=delimiter, strict=True)
        self._suspicious = scan.has_bad_bytes or scan.has_nul
        self._ended = False
        self.header = self._read_header()

    def __enter__(self) -> Rows:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        return None

    def heed(self, columns: Collection[int]) -> None:
        """Take no notice: bytes that are no text make the whole row doubtful."""

    def __iter__(self) -> Iterator[tuple[int, list[str]] | Rejection]:
        while True:
            line = self._reader.line_num + 1
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                if self._ended:
                    raise BrokenFile(
                        line, "a quoted field begins here and never ends; the file was cut off"
                    ) from None
                yield Rejection(line, "row", _plain(error))
                continue
            if not row:
                continue
            yield self._refused(line, row) or (line, row)

    def _refused(self, line: int, row: list[str]) -> Rejection | None:
        if not self._suspicious:
            return None
        for index, value in enumerate(row):
            if "\x00" in value:
                return Rejection(line, self._column(index), "holds a NUL character")
            if any("\udc80" <= character <= "\udcff" for character in value):
                reason = f"holds bytes that are no {self._scan.encoding} text"
                return Rejection(line, self._column(index), reason)
        return None

    def _column(self, index: int) -> str:
        return f"column[{index + 1}]"

    def _read_header(self) -> list[str]:
        try:
            header = next(self._reader, None)
        except csv.Error as error:
            raise BrokenFile(1, f"the header {_plain(error)}") from None
        if header is None or not any(name.strip() for name in header):
            raise BrokenFile(1, "there is no header that names the columns")
        if len(header) > MAX_COLUMNS:
            raise BrokenFile(1, f"there are more than {MAX_COLUMNS} columns")
        refused = self._refused(1, header)
        if refused is not None:
            raise BrokenFile(1, f"the header {refused.reason}")
        return header

    def _text(self) -> Iterator[str]:
        encoding = self._scan.encoding
        for number, line in lines(self._file):
            text = line.removeprefix(BOM) if number == 1 else line
            yield text.decode(encoding, "surrogateescape")
        self._ended = True


def lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a file with their numbers, from where it stands.

    Raises:
        BrokenFile: if one is longer than `MAX_LINE`.
    """
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise BrokenFile(number, f"the line is longer than {MAX_LINE} bytes")
        yield number, line


def _undefined(line: bytes) -> int:
    return sum(byte in b"\x81\x8d\x8f\x90\x9d" for byte in line)


def _plain(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"has a field of more than {csv.field_size_limit()} characters"
    if "new-line" in str(error):
        return "has a line end that is not one of this file's; save it with Windows or Unix ones"
    return "has a quotation mark where none may be"
