"""Which form a file has, whatever it is called, and its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Literal, Protocol

from insights.feedback.cells import Rejection
from insights.feedback.errors import NotWhatItSays
from insights.feedback.json_rows import JsonRows
from insights.feedback.mapping import Encoding
from insights.feedback.reading import Rows, Scan, scan, scan_bytes

Form = Literal["csv", "xlsx", "jsonl"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS_OF_TYPES: dict[str, Form | None] = {
    "text/csv": "csv",
    "application/csv": "csv",
    "text/plain": None,
    "application/vnd.ms-excel": None,
    "application/octet-stream": None,
    XLSX: "xlsx",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/json-lines": "jsonl",
}
"""Media type → the form that it claims; None where it says nothing for sure. Windows with Excel
calls every table the fourth."""

_OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Excel file, or one with a password; save it as .xlsx without one",
    b"%PDF": "a PDF; ask for the table that it was made of",
    b"PAR1": "Parquet; save it as CSV",
    b"\x1f\x8b": "packed with gzip; unpack it first",
    b"Rar!": "an archive; unpack it first",
    b"7z\xbc\xaf": "an archive; unpack it first",
}
_CALLED: dict[Form, str] = {"csv": "CSV", "xlsx": "an Excel file (.xlsx)", "jsonl": "JSON Lines"}


@dataclass(frozen=True)
class Declared:
    """What an upload says of itself; None where it says nothing."""

    form: Form | None = None
    encoding: Encoding | None = None


class TableRows(Protocol):
    """The rows of a file, one at a time, each with its line; a row that can't be read is a
    `Rejection`."""

    @property
    def header(self) -> Sequence[str]:
        """The names of the columns."""

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]] | Rejection]: ...

    def heed(self, columns: Collection[int]) -> None:
        """Say which columns are read: what is wrong in others is no matter."""


def form_of(file: IO[bytes], claimed: Form | None) -> Form:
    """Tell the form of a file by its content.

    Raises:
        NotWhatItSays: if it is no table, or of another form than its media type claims.
    """
    file.seek(0)
    begin = file.read(64 * 1024)
    file.seek(0)
    for mark, called in _OTHERS.items():
        if begin.startswith(mark):
            raise NotWhatItSays(f"The file is {called}.")
    found: Form = "csv"
    if begin.startswith(b"PK"):
        found = "xlsx"
    elif begin.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b'{"', b"{}")):
        found = "jsonl"
    if claimed is not None and claimed != found:
        raise NotWhatItSays(
            f"The file was sent as {_CALLED[claimed]}, and reads like {_CALLED[found]}. Save it "
            "in the form that you mean, and send it under that form's media type."
        )
    return found


def open_rows(
    file: IO[bytes], form: Form, encoding: Encoding, delimiter: str
) -> tuple[Scan, AbstractContextManager[TableRows]]:
    """Look a file through; gives what that shows, and its rows to be opened and closed.

    Raises:
        BrokenFile: if the file as a whole can't be read.
    """
    match form:
        case "xlsx":
            from insights.feedback.xlsx import XlsxRows  # noqa: PLC0415 (20 MB few imports need)

            return scan_bytes(file), XlsxRows(file)
        case "jsonl":
            seen = scan(file, "utf-8")
            return seen, JsonRows(file, seen)
        case "csv":
            seen = scan(file, encoding)
            return seen, Rows(file, seen, delimiter)
