"""Excel files for tests: as people make them, and as attackers do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from insights.feedback.cells import Rejection
from insights.feedback.xlsx import XlsxRows

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*rows: list[Any], **changes: Any) -> bytes:
    """Save rows as Excel does, by openpyxl."""
    book = openpyxl.Workbook()
    if changes.get("mac"):
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if change := changes.get("also"):
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(body: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Change the parts of an Excel file."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def sheet_of(xml: str) -> bytes:
    """Make an Excel file whose sheet is this XML."""

    def change(parts: dict[str, bytes]) -> None:
        parts[SHEET] = xml.encode()

    return repacked(workbook(["a"]), change)


def read(body: bytes, *heeded: int) -> tuple[list[str], list[tuple[int, list[str]] | Rejection]]:
    with XlsxRows(io.BytesIO(body)) as rows:
        rows.heed(heeded or range(len(rows.header)))
        entries = [e if isinstance(e, Rejection) else (e[0], list(e[1])) for e in rows]
        return list(rows.header), entries


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>'
"""A billion laughs, and a file of the machine."""


def shared(*items: str, before: str = "") -> bytes:
    """An Excel file whose cells A1, A2 … are these texts, kept apart as Excel does."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, len(items) + 1)
    )

    def change(parts: dict[str, bytes]) -> None:
        told = "".join(f"<si>{item}</si>" for item in items)
        parts["xl/sharedStrings.xml"] = f'{before}<sst xmlns="{MAIN}">{told}</sst>'.encode()
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        parts[SHEET] = sheet.encode()

    return repacked(workbook(["a"]), change)


def with_part(name: str, part: bytes) -> bytes:
    return repacked(workbook(["a"], ["b"]), lambda parts: parts.update({name: part}))


def bomb() -> bytes:
    head = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return with_part(SHEET, head + b" " * (64 * 1024 * 1024))
