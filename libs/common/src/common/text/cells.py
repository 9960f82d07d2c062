"""Cells of files that spreadsheets open: what one would take for a formula is disarmed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What makes a spreadsheet take a cell for a formula or a command, if the cell begins with it."""
_DISARMED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def safe(text: str) -> str:
    """Disarm a text that a spreadsheet would take for a formula: an apostrophe goes before it
    (OWASP, *CSV Injection*). A text that looks disarmed already gets one more, so that
    `as_written` gives every text back as it was."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_written(cell: str) -> str:
    """Take off the apostrophe that `safe` put on."""
    return cell[1:] if _DISARMED.match(cell) else cell


def csv_lines(rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """Write rows as CSV (RFC 4180) in UTF-8. Texts must be `safe` already; None is empty."""
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()
