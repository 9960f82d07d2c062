"""PDF documents: characters with their places, from PDFium, become lines as they are read.

PDFium gives the characters, their boxes and their fonts; which of them are a line, a cell, a
column, a heading or a running header is told by where they stand (`layout`, `furniture`).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdfium2 import raw

from governance.minutes.documents.flow import put_pages
from governance.minutes.documents.form import LeftOut, Script, Unreadable
from governance.minutes.documents.layout import Glyph, PageLines, lines_of
from governance.minutes.documents.rulings import rules_of

MAX_PAGES = 600
MAX_GLYPHS = 60_000
"""Characters that a page may have; one of small print has some 10,000."""
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18
_UPRIGHT = 0.05
"""Radians by which upright text may be turned (a crooked scan)."""
_LONGEST_TURNED = 300
_HYPHENS = {0x02, 0xAD}
"""How PDFium gives the hyphen of a parted word, and the hyphen that shows only there."""
_NO_CHARACTER = {0, 10, 13, 0xFFFE, 0xFFFF}


def read_pdf(data: bytes) -> Script:
    """Read a PDF.

    Raises:
        Unreadable: if it is damaged, locked, has too many pages, or is made of pictures alone.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise Unreadable("locked", "locked with a password; save it without one") from None
        raise Unreadable("damaged", "a damaged PDF; save it as PDF again") from None
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: pdfium.PdfDocument) -> Script:
    count = len(document)
    if count == 0:
        raise Unreadable("damaged", "a PDF without pages")
    if count > MAX_PAGES:
        raise Unreadable("too-long", f"longer than {MAX_PAGES} pages; send the part with the "
                         "minutes")  # fmt: skip
    script = Script()
    pages: list[PageLines] = []
    for number in range(count):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            script.silent_pages.append(number + 1)
            pages.append(PageLines((), 0.0))
            continue
        lines, turned = _lines(page)
        pages.append(lines)
        if turned:
            script.left_out.append(LeftOut(turned[:_LONGEST_TURNED], "turned", number + 1))
        if not lines.lines and _has_picture(page):
            script.silent_pages.append(number + 1)
        page.close()
    if not any(page.lines for page in pages):
        raise Unreadable("no-text-layer", "a PDF with no text in it: its pages are pictures, which "
                         "need text recognition (OCR) first")  # fmt: skip
    put_pages(script, pages)
    if not any(character.isalpha() for character in script.text):
        raise Unreadable("no-words", "a PDF without any words")
    return script


def _lines(page: pdfium.PdfPage) -> tuple[PageLines, str]:
    text = page.get_textpage()
    try:
        glyphs: list[Glyph] = []
        turned: list[Glyph] = []
        if text.count_chars() > MAX_GLYPHS:
            raise Unreadable("too-heavy", f"a PDF with more than {MAX_GLYPHS} characters on a page")
        for glyph in _glyphs(text):
            (glyphs if glyph.upright else turned).append(glyph)
        lines = tuple(lines_of(glyphs))
        in_cells = any(len(line.cells) > 1 for line in lines)
        across, down = rules_of(page.raw) if in_cells else ((), ())
        return (
            PageLines(lines, page.get_height(), across, down),
            " ".join("".join(glyph.text for glyph in turned).split()),
        )
    finally:
        text.close()


@dataclass(frozen=True)
class _Font:
    size: float
    bold: bool


def _glyphs(page: pdfium.PdfTextPage) -> Iterator[Glyph]:
    text = page.raw  # Asked four times for every character: without its wrapper.
    fonts: dict[int, tuple[_Font, bool]] = {}
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    drawn: tuple[int, float, float] | None = None
    left, spaced = 0.0, False
    for index in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in _NO_CHARACTER or (code <= 32 and raw.FPDFText_IsGenerated(text, index) == 1):
            spaced = code == ord(" ") or spaced
            continue
        holder = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.addressof(holder.contents) if holder else 0
        if key not in fonts:
            fonts[key] = _font(text, index)
        font, upright = fonts[key]
        # The loose box is as wide as the character's place in its line, not as its ink.
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        # One sign may stand for several letters ("ff"): PDFium may give each of them its whole box.
        again = drawn == (key, x.value, box.left)
        drawn = (key, x.value, box.left)
        left = (left + box.right) / 2 if again else box.left
        yield Glyph(
            "\u00ad" if code in _HYPHENS else chr(code),
            left,
            box.right,
            y.value,
            font.size,
            font.bold,
            upright,
            spaced,
        )
        spaced = False


def _font(text: Any, index: int) -> tuple[_Font, bool]:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, 128, flags)
    weight = raw.FPDFText_GetFontWeight(text, index)
    said = name.value.decode("latin-1").lower()
    bold = (
        any(word in said for word in ("bold", "black", "heavy", "semibold", "demi"))
        or bool(flags.value & _FORCE_BOLD)
        or weight >= _BOLD_WEIGHT
    )
    matrix = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(text, index))
    if raw.FPDFText_GetMatrix(text, index, matrix):
        size *= max((matrix.c**2 + matrix.d**2) ** 0.5, 0.01)
    angle = raw.FPDFText_GetCharAngle(text, index)
    turned = min(abs(angle), abs(angle - 2 * math.pi))
    return _Font(size or 10.0, bold), angle < 0 or turned <= _UPRIGHT


def _has_picture(page: pdfium.PdfPage) -> bool:
    return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None
