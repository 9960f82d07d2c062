"""The package of a Word file (ECMA-376, part 2), as the reader of minutes opens it.

How a package is opened, and what it may unpack to, is `common.inspection.package`. Here is what is
told of one that is no Word file, and the words for whoever sent it.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree  # type: ignore[import-untyped]

from common.inspection import package
from common.inspection.found import Refused
from governance.minutes.documents.form import Unreadable

_MACROS = ("vbaproject.bin", "vbadata.xml")
_OTHERS = {
    "xl/workbook.xml": "an Excel file",
    "ppt/presentation.xml": "a PowerPoint file",
}
_DOCUMENT = "word/document.xml"
_WORDS = {
    "bomb": "a file that unpacks to something out of all proportion",
    "damaged": "a damaged Word file; open it in Word and save it again",
    "locked": "locked with a password; save it without one",
    "too-long": "a Word file with too much text",
}


class Package:
    """The parts of a Word file.

    Raises:
        Unreadable: if it is no Word file, holds macros, is damaged, or unpacks out of proportion.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._parts = package.Package(data)
        except Refused as error:
            raise _unreadable(error, data) from None
        names = [name.lower() for name in self._parts.names]
        for name, what in _OTHERS.items():
            if name in self._parts:
                raise Unreadable("other-document", what)
        if _DOCUMENT not in self._parts:
            raise Unreadable("other-document", "an archive")
        macros = any(mark in name for name in names for mark in _MACROS)
        if macros or b"macroEnabled" in self.read(package.TYPES):
            raise Unreadable("macros", "a Word file with macros; save it as .docx, without them")

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """Give a part whole.

        Raises:
            Unreadable: if it is damaged.
        """
        try:
            return self._parts.read(name)
        except Refused as error:
            raise _unreadable(error) from None

    def tree(self, name: str) -> etree._Element:
        """Give a part as XML, without entities and without looking anywhere else.

        Raises:
            Unreadable: if it is no XML, is too long, or declares a document type.
        """
        try:
            return self._parts.tree(name)
        except Refused as error:
            raise _unreadable(error) from None


def _unreadable(error: Refused, data: bytes | None = None) -> Unreadable:
    """Say in the words of minutes why a package is refused; of another archive, which it is."""
    if error.code != "other-kind" or data is None:
        return Unreadable(error.code, _WORDS[error.code])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
    if {"content.xml", "mimetype"} <= names:
        return Unreadable("other-document", "an OpenDocument file; save it as .docx or PDF")
    return Unreadable("other-document", "an archive")
