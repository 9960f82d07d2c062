"""What a row of a file says before any mapping reads it, as a keyed hash.

By it a row is known again that was imported by another mapping, in another order, in a file with
other rows around it, or as Excel in the place of CSV. Cells that say the same in two forms are
told alike: a date cell and the same day written day first, as in England; 5 and 5.0; TRUE and 1; a
line end of Windows and another; UTF-8 that was read as Windows-1252. Empty cells say nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, time
from itertools import compress
from operator import itemgetter

from common.text.cells import as_written
from insights.feedback.mapping import single_line

BYTES = 16
_SHORT = 32
"""Characters of a cell that may be a number, a date or a mark; longer ones are words."""
_REMEMBERED = 20_000
"""Short cells of which what they say is kept, at most."""

_NUMBER = re.compile(r"([+-]?)0*(\d{1,15})(?:\.(\d+?)0*)?")
_DAY_FIRST = r"(?P<d>\d{1,2})[./ -](?P<m>\d{1,2}|[a-z]{3,9})[./ -](?P<y>\d{4}|\d{2})"
_YEAR_FIRST = r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
_TIME = r"(?:[ t](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?)?"
_DATES = tuple(re.compile(form + _TIME) for form in (_DAY_FIRST, _YEAR_FIRST))
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
_MARKS = {"true": "1", "false": "0"}


class RawRows:
    """Gives rows of one file their hashes.

    Args:
        header: the names of the columns, whose order is no matter.
        key: without it a hash tells nothing of what somebody said.
    """

    def __init__(self, header: Sequence[str], key: bytes) -> None:
        names = [single_line(name) for name in header]
        order = sorted(range(len(names)), key=lambda index: names[index])
        self._names = [names[index] for index in order]
        self._in_order = itemgetter(*order, order[0])
        self._empty = hashlib.blake2b(digest_size=BYTES, key=key)
        self._said = _Said()

    def hash_of(self, row: Sequence[str]) -> bytes:
        """Give the hash of a row as wide as the header."""
        cells = self._in_order(row)[:-1]
        names = [*compress(self._names, cells)]  # most cells of real files are empty
        said = [*map(self._said.__getitem__, filter(None, cells))]
        if "" in said:
            names, said = [*compress(names, said)], [*filter(None, said)]
        hashed = self._empty.copy()
        hashed.update("\x1f".join((*names, "", *said)).encode("utf-8", "surrogatepass"))
        return hashed.digest()


class _Said(dict[str, str]):
    """What cells say; short ones are remembered."""

    def __missing__(self, cell: str) -> str:
        said = said_by(cell)
        if len(cell) <= _SHORT:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[cell] = said
        return said


def said_by(cell: str) -> str:
    """Tell what a cell says, in one form of those in which it may be written."""
    said = cell
    if not said.isascii():
        with suppress(UnicodeError):
            said = said.encode("windows-1252").decode()
    said = " ".join((as_written(said) if said.startswith("'") else said).split())
    if len(said) > _SHORT or not said:
        return said
    if not (said[0].isdecimal() or said[0] in "+-"):
        return _MARKS.get(said.lower(), said)
    if whole := _NUMBER.fullmatch(said):
        sign = "-" if whole[1] == "-" else ""
        return f"{sign}{whole[2]}" + (f".{whole[3]}" if whole[3] and whole[3] != "0" else "")
    return _day(said.lower()) or said


def _day(said: str) -> str | None:
    found = next((match for form in _DATES if (match := form.fullmatch(said))), None)
    if found is None:
        return None
    try:
        day = date(_year(found["y"]), _month(found["m"]), int(found["d"]))
        hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
        at = time(hour, minute, second)
    except ValueError:
        return None
    return day.isoformat() if at == time() else f"{day.isoformat()}T{at.isoformat()}"


def _year(said: str) -> int:
    return int(said) if len(said) == 4 else 2000 + int(said)


def _month(said: str) -> int:
    if said.isdecimal():
        return int(said)
    alike = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(said)]
    if len(alike) != 1:
        raise ValueError("no month")
    return alike[0]
