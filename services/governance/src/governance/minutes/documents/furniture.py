"""Running headers, footers and page numbers: what repeats at the edges of pages is no text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from governance.minutes.documents.form import LeftOut
from governance.minutes.documents.layout import PageLines, TextLine

_EDGE = 0.1
"""The part of a page's height, at its top and bottom, where running lines stand."""
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.I
)
_FEW = 3
"""Pages on which a line must repeat; in a document of two, both."""


@dataclass
class Furniture:
    """Which lines of which pages are running lines."""

    lines: set[tuple[int, float, str]] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)

    def takes(self, page: int, line: TextLine) -> bool:
        """Say whether a line of a page (from 1) is no text."""
        return (page, line.base, line.text) in self.lines


def furniture_of(pages: Sequence[PageLines]) -> Furniture:
    """Find the running lines of a document.

    A header that repeats stays where it stands first: often it alone names the body.
    """
    found = Furniture()
    seen: dict[tuple[str, bool], list[tuple[int, TextLine]]] = defaultdict(list)
    for number, page in enumerate(pages, 1):
        for line in page.lines:
            edge = _edge(line, page.height)
            if edge is None:
                continue
            if _PAGE_NUMBER.match(line.text.replace("\t", " ")):
                found.lines.add((number, line.base, line.text))
            else:
                seen[(re.sub(r"\d+", "#", line.text.lower()), edge == "header")].append(
                    (number, line)
                )
    for (_, is_header), places in seen.items():
        if len({number for number, _ in places}) < min(_FEW, max(len(pages), 2)):
            continue
        first_page, first = places[0]
        for number, line in places[1:] if is_header else places:
            found.lines.add((number, line.base, line.text))
        why = "header" if is_header else "footer"
        found.left_out.append(LeftOut(first.text.replace("\t", " "), why, first_page))
    return found


def _edge(line: TextLine, height: float) -> str | None:
    if line.base > height * (1 - _EDGE):
        return "header"
    return "footer" if line.base < height * _EDGE else None
