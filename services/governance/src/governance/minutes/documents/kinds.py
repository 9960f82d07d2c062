"""What a document is, told by its bytes and never by its name, and the reader for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from governance.minutes.documents.form import Script, Unreadable

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|h[1-6])\b", re.I)
_XML = re.compile(rb"^\s*(?:<\?xml\b|<(?:[a-z]+:)?(?:envelope|meeting)\b)", re.I)
_START = 4096


def read(data: bytes) -> tuple[str, Script]:
    """Read a document of any kind that is known; give its kind and its text.

    Raises:
        Unreadable: saying what it is instead, or why it cannot be read.
    """
    kind = kind_of(data)
    return kind, _READERS[kind](data)


def kind_of(data: bytes) -> str:
    """Tell what a document is: pdf, docx, moderngov_xml, moderngov_html or html.

    Raises:
        Unreadable: if it is none of them, saying what it is where that can be told.
    """
    start = data[:_START].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unreadable("locked", "locked with a password; save it without one")
        raise Unreadable("other-document", "an old Word document; save it as .docx or PDF")
    if start.startswith(b"{\\rtf"):
        raise Unreadable("other-document", "a rich text document; save it as .docx or PDF")
    if data.startswith(_IMAGES):
        raise Unreadable("image", "an image: it needs text recognition (OCR) first")
    if _XML.match(start) and not _HTML.search(start[:300]):
        return "moderngov_xml"
    if start.startswith(b"<") and _HTML.search(start):
        from governance.minutes.documents import moderngov  # noqa: PLC0415

        return "moderngov_html" if moderngov.is_page(data) else "html"
    raise Unreadable("other-document", "no document of a kind that is read here")


def _pdf(data: bytes) -> Script:
    from governance.minutes.documents.pdf import read_pdf  # noqa: PLC0415

    return read_pdf(data)


def _docx(data: bytes) -> Script:
    from governance.minutes.documents.docx import read_docx  # noqa: PLC0415

    return read_docx(data)


def _html(data: bytes) -> Script:
    from governance.minutes.documents.html import read_html  # noqa: PLC0415

    return read_html(data)


def _moderngov_page(data: bytes) -> Script:
    from governance.minutes.documents import moderngov  # noqa: PLC0415

    return moderngov.read_page(data)


def _moderngov_meeting(data: bytes) -> Script:
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415

    from governance.minutes.documents import moderngov  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable("damaged", "XML that is damaged or was cut off") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("damaged", "XML with a document type of its own, which is not read")
    return moderngov.read_meeting(root)


_READERS: dict[str, Callable[[bytes], Script]] = {
    "pdf": _pdf,
    "docx": _docx,
    "html": _html,
    "moderngov_html": _moderngov_page,
    "moderngov_xml": _moderngov_meeting,
}
