"""Parts of a file: the ranges of RFC 9110, section 14, one at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.errors import DomainError, FieldError

if TYPE_CHECKING:  # Workers know parts of files and serve nothing.
    from starlette.requests import Request

_RANGE = re.compile(r"bytes=[ \t]*(\d{0,19})-(\d{0,19})[ \t]*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """Some bytes of a file of ``size`` bytes: from ``start`` up to, and without, ``stop``."""

    start: int
    stop: int
    size: int

    @property
    def length(self) -> int:
        """Count its bytes."""
        return self.stop - self.start

    @property
    def told(self) -> str:
        """Give it as Content-Range tells it."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


class RangeNotSatisfiable(DomainError):
    """The part begins behind the end of the file."""

    status = 416
    code = "range-not-satisfiable"
    title = "The file has no such part"

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The file has {size} bytes, counted from 0. Ask for a part that begins before.",
            fields=(FieldError("header.Range", "begins behind the end of the file"),),
        )
        self.headers = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}


def asked_part(request: Request, tag: str, size: int) -> Part | None:
    """Give the part that a request asks for; None where the whole file is to be given.

    That is so without ``Range``; where it is of another unit, of several parts or of no valid form,
    which a server ignores; of the last bytes of an empty file; and where ``If-Range`` names another
    file than this one, or a date.

    Raises:
        RangeNotSatisfiable: if the part begins behind the end of the file.
    """
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None or request.headers.get("if-range", tag).strip() != tag:
        return None
    first, last = match[1], match[2]
    if not first:
        if not last or not size:
            return None
        if int(last) == 0:
            raise RangeNotSatisfiable(size)
        return Part(max(0, size - int(last)), size, size)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise RangeNotSatisfiable(size)
    return Part(start, min(int(last) + 1, size) if last else size, size)
