"""Excel files: barriers, and what only their author can clear (SpreadsheetML, ECMA-376 part 1)."""

from __future__ import annotations

import re

from lxml import etree  # type: ignore[import-untyped]

from common.inspection.found import Found
from common.inspection.package import Package
from common.inspection.refusals import refused
from common.inspection.word import is_described

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_PATH = "{http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac}absPath"
_COMMENTS = re.compile(r"\Axl/(?:comments[^/]*\.xml|threadedComments/.*|comments/.*)\Z", re.I)
_PIVOTS = re.compile(r"\Axl/pivotCache/pivotCacheRecords", re.I)
_OUTSIDE = re.compile(r"\Axl/(?:externalLinks/|connections\.xml|queryTables/|model/)", re.I)
_HISTORY = re.compile(r"\Axl/revisions/", re.I)
_SHEET = re.compile(r"\Axl/(?:worksheets|chartsheets)/[^/]+\.xml\Z", re.I)
_UNNAMED = re.compile(r"\A(?:sheet|chart)\s?\d+\Z", re.I)
_YES = {"1", "true", "on"}


def look(package: Package, found: Found) -> None:
    """Look through an Excel file.

    Raises:
        Refused: if it has comments, hidden sheets, rows, columns or data, or fetches something.
    """
    names = package.names
    if "xl/workbook.xml" not in package:
        raise refused("other-kind")
    for pattern, code in (
        (_COMMENTS, "comments"), (_HISTORY, "changes"), (_PIVOTS, "hidden-data"),
        (_OUTSIDE, "reaches-out"),
    ):  # fmt: skip
        if any(pattern.match(name) for name in names):
            raise refused(code)
    book = package.tree("xl/workbook.xml")
    sheets = list(book.iter(f"{{{S}}}sheet"))
    if any(sheet.get("state", "visible") != "visible" for sheet in sheets):
        raise refused("hidden-sheets")
    for name in names:
        if _SHEET.match(name):
            _refuse_hidden(package.tree(name))
    for number, sheet in enumerate(sheets, 1):
        if len(sheets) > 1 and _UNNAMED.match(sheet.get("name", "")):
            found.barrier("sheet-without-name", f"sheet {number}")
    _look_at_pictures(package, found)
    _clean_book(package, book, found)


def _refuse_hidden(sheet: etree._Element) -> None:
    for one in sheet.iter(f"{{{S}}}row", f"{{{S}}}col"):
        if one.get("hidden", "").lower() in _YES:
            raise refused("hidden-sheets")


def _look_at_pictures(package: Package, found: Found) -> None:
    number = 0
    for name in package.names:
        if re.match(r"\Axl/drawings/[^/]+\.xml\Z", name, re.I):
            drawing = package.tree(name)
            for one in drawing.iter(f"{{{_XDR}}}pic", f"{{{_XDR}}}graphicFrame"):
                number += 1
                properties = next(one.iter(f"{{{_XDR}}}cNvPr"), None)
                if properties is None or not is_described(properties):
                    found.barrier("picture-without-words", f"picture {number}")


def _clean_book(package: Package, book: etree._Element, found: Found) -> None:
    """Take out where the workbook lay and who had it open."""
    said = [*book.iter(_PATH), *book.iter(f"{{{S}}}fileSharing")]
    if not said:
        return
    found.out("properties", len(said))
    for one in said:
        one.getparent().remove(one)
    package.put("xl/workbook.xml", book)
