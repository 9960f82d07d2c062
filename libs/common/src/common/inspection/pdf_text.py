"""Whether the pages of a PDF have text, told by PDFium."""

from __future__ import annotations

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdfium2 import raw

from common.inspection.found import Found
from common.inspection.refusals import refused


def look(data: bytes, found: Found) -> None:
    """Note each page that shows pictures and has no text: mostly a scan.

    Raises:
        Refused: if PDFium can't read it.
    """
    try:
        with pdfium.PdfDocument(data) as document:
            for number in range(len(document)):
                page = document[number]
                try:
                    if _is_silent(page):
                        found.barrier("no-text", f"page {number + 1}")
                finally:
                    page.close()
    except pdfium.PdfiumError:
        raise refused("damaged") from None


def _is_silent(page: pdfium.PdfPage) -> bool:
    text = page.get_textpage()
    try:
        if text.get_text_range().strip():
            return False
    finally:
        text.close()
    return next(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)), None) is not None
