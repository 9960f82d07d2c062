"""The zip package of a Word file, opened only where it is what it says and of a sane size.

ECMA-376, part 2. What a package declares is checked before anything is unpacked; zipfile then gives
no more of a part than was declared, and its checksum tells a lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree  # type: ignore[import-untyped]

from governance.minutes.documents.form import Unreadable

MAX_PARTS = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
"""Bytes of all parts together; the pictures of a large pack are packed already."""
MAX_RATIO = 200
"""How many times larger than packed a part may be; the text of real minutes is under 40 times."""
SMALL = 1024 * 1024
"""Bytes of a part whose ratio is no matter."""
MAX_PART = 48 * 1024 * 1024
"""Bytes of a part that is read: some 2,000 pages of text with its mark-up."""

_MACROS = ("vbaproject.bin", "vbadata.xml")
_OTHERS = {
    "xl/workbook.xml": "an Excel file",
    "ppt/presentation.xml": "a PowerPoint file",
}
_BOMB = "a file that unpacks to something out of all proportion"
_BROKEN = "a damaged Word file; open it in Word and save it again"


class Package:
    """The parts of a Word file.

    Raises:
        Unreadable: if it is no Word file, holds macros, is damaged, or unpacks out of proportion.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Unreadable("damaged", _BROKEN) from None
        self._parts = {part.filename: part for part in self._archive.infolist()}
        self._check_sizes()
        for name, what in _OTHERS.items():
            if name in self._parts:
                raise Unreadable("other-document", what)
        if "content.xml" in self._parts and "mimetype" in self._parts:
            raise Unreadable("other-document", "an OpenDocument file; save it as .docx or PDF")
        if "[Content_Types].xml" not in self._parts or "word/document.xml" not in self._parts:
            raise Unreadable("other-document", "an archive")
        if any(part.flag_bits & 0x1 for part in self._parts.values()):
            raise Unreadable("locked", "locked with a password; save it without one")
        names = [name.lower() for name in self._parts]
        macros = any(mark in name for name in names for mark in _MACROS)
        if macros or b"macroEnabled" in self.read("[Content_Types].xml"):
            raise Unreadable("macros", "a Word file with macros; save it as .docx, without them")

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """Give a part whole.

        Raises:
            Unreadable: if it is damaged or too large.
        """
        if self._parts[name].file_size > MAX_PART:
            raise Unreadable("too-long", "a Word file with too much text")
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError,
                NotImplementedError):  # fmt: skip
            raise Unreadable("damaged", _BROKEN) from None

    def tree(self, name: str) -> etree._Element:
        """Give a part as XML, without entities and without looking anywhere else.

        Raises:
            Unreadable: if it is no XML, or declares a document type.
        """
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError:
            raise Unreadable("damaged", _BROKEN) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable("damaged", _BROKEN)
        return root

    def _check_sizes(self) -> None:
        parts = self._archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Unreadable("bomb", _BOMB)
        for part in parts:
            if part.file_size > SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1):
                raise Unreadable("bomb", _BOMB)
