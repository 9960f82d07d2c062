"""Lines that a PDF draws: the borders of tables, by where they stand."""

from __future__ import annotations

import ctypes
from typing import Any

from pypdfium2 import raw  # type: ignore[import-untyped]

from governance.minutes.documents.layout import Rule

_MOST = 20_000
"""Objects of a page that are looked at."""
_MOST_RULES = 2_000
"""Lines that tables have on a page; one with more is a drawing."""
_THIN = 2.5
_LONG = 15.0
_HIGH = 6.0
_OF_A_BOX = (4, 6)
"""Segments that a rectangle may have."""


def rules_of(page: Any) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Give the lines across a page and those down it.

    Args:
        page: a page of PDFium, by its handle.
    """
    across: list[Rule] = []
    down: list[Rule] = []
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(min(raw.FPDFPage_CountObjects(page), _MOST)):
        one = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(one) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(one, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        wide, high = right - left, top - bottom
        if high <= _THIN and wide >= _LONG:
            across.append(Rule((top + bottom) / 2, left, right))
        elif wide <= _THIN and high >= _HIGH:
            down.append(Rule((left + right) / 2, bottom, top))
        elif wide >= _LONG and high >= _HIGH and _is_box(one):
            across += [Rule(bottom, left, right), Rule(top, left, right)]
            down += [Rule(left, bottom, top), Rule(right, bottom, top)]
    if len(across) + len(down) > _MOST_RULES:
        return (), ()
    return tuple(across), tuple(down)


def _is_box(one: Any) -> bool:
    segments: int = raw.FPDFPath_CountSegments(one)
    return _OF_A_BOX[0] <= segments <= _OF_A_BOX[1]
