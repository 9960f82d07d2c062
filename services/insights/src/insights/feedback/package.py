"""The zip package of an Excel file, opened only where it is what it says and of a sane size.

ECMA-376, part 2. What a package declares is checked before anything is unpacked; zipfile then gives
no more of a part than was declared, and its checksum tells a lie.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import IO
from xml.etree.ElementTree import Element

from insights.feedback.errors import BrokenFile, NotWhatItSays
from insights.feedback.markup import BROKEN, MAX_HELD, whole

MAX_PARTS = 2_000
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
"""Bytes of all parts together: a sheet as long as Excel allows, with long comments, has about 1
GiB."""
MAX_RATIO = 200
"""How many times larger than packed a part may be; sheets of real feedback are under 30 times."""
SMALL = 1024 * 1024
"""Bytes of a part whose ratio is no matter."""

_MACROS = ("vbaproject.bin", "vbadata.xml", "xl/macrosheets/")


class Package:
    """The parts of an Excel file.

    Raises:
        NotWhatItSays: if it is no Excel file, or holds macros.
        BrokenFile: if it is damaged, locked, or would unpack to something out of all proportion.
    """

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0, 2)
        size = file.tell()
        file.seek(0)
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError):
            raise BrokenFile(1, BROKEN) from None
        self._parts = {part.filename: part for part in self._archive.infolist()}
        _check_sizes(self._archive.infolist(), size)
        if "[Content_Types].xml" not in self._parts or "xl/workbook.xml" not in self._parts:
            raise NotWhatItSays("The file is a zip archive, and no Excel file (.xlsx).")
        types = self.held("[Content_Types].xml")
        names = [name.lower() for name in self._parts]
        if b"macroEnabled" in types or any(mark in name for name in names for mark in _MACROS):
            raise NotWhatItSays("The file holds macros. Save it as .xlsx, without them.")

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def close(self) -> None:
        """Close the archive; the file stays open."""
        self._archive.close()

    def open(self, name: str) -> IO[bytes]:
        """Open a part to be read bit by bit.

        Raises:
            BrokenFile: if there is none.
        """
        if name not in self._parts:
            raise BrokenFile(1, BROKEN)
        return self._archive.open(name)

    def held(self, name: str) -> bytes:
        """Give a small part whole."""
        if name not in self._parts or self._parts[name].file_size > MAX_HELD:
            raise BrokenFile(1, BROKEN)
        with reading_package():
            return self._archive.read(name)

    def tree(self, name: str) -> Element:
        """Give a small part as XML: the workbook, its styles, its relations.

        Raises:
            BrokenFile: if it can't be read, or declares entities.
        """
        return whole(self.held(name))


class reading_package:  # noqa: N801
    """Turn what damaged packages raise into a `BrokenFile`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        damage = (zipfile.BadZipFile, zlib.error, EOFError, OSError)
        if kind is not None and issubclass(kind, damage):
            raise BrokenFile(1, BROKEN) from None


def _check_sizes(parts: list[zipfile.ZipInfo], size: int) -> None:
    if len(parts) > MAX_PARTS or len({part.filename for part in parts}) < len(parts):
        raise BrokenFile(1, BROKEN)
    if any(part.flag_bits & 1 for part in parts):
        raise BrokenFile(1, "the Excel file is locked with a password; save it without one")
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise BrokenFile(1, BROKEN)
    bomb = (
        sum(part.file_size for part in parts) > MAX_UNPACKED
        # Parts that lie on top of each other share their packed bytes.
        or sum(part.compress_size for part in parts) > size
        or any(
            part.file_size > SMALL and part.file_size > MAX_RATIO * part.compress_size
            for part in parts
        )
    )
    if bomb:
        raise BrokenFile(1, "the Excel file would unpack to something out of all proportion")
