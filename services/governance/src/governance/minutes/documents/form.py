"""The one form that every reader gives: lines of text, with headings and bold lines marked.

The marks are those of Markdown, which the extractor knows: ``## `` before a heading, ``**`` around
a bold line, tabs between cells. A blank line parts paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_LINES = 50_000
MAX_CHARACTERS = 4 * 1024 * 1024
MAX_LINE = 20_000
"""Characters that a line may have; a longer paragraph is cut at a space."""

NUMBER = re.compile(
    r"^(?:[•▪·o*–-]|\(?(?:[ivxl]{1,5}|[a-z]|\d{1,4}(?:\.\d{1,3})*)[.)]?|[A-Z]{1,6}[/.-]?\d[\w/.-]*)$"
)
"""What stands before a paragraph in a place of its own: a number, a letter, a bullet."""
_SPACES = re.compile(r"[^\S\t]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufffe\uffff]")


class Unreadable(Exception):
    """The document cannot be read, and why: a stable code, and words for whoever sent it."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True)
class LeftOut:
    """Words of the document that are not in its text: running headers, footers, watermarks."""

    text: str
    why: str
    page: int | None = None
    """The first page that has them, from 1."""


@dataclass
class Script:
    """The text of a document, line by line."""

    lines: list[str] = field(default_factory=list)
    page_starts: list[int] = field(default_factory=list)
    """The number of the first line of each page (from 1); empty where there are no pages."""
    left_out: list[LeftOut] = field(default_factory=list)
    silent_pages: list[int] = field(default_factory=list)
    """Pages (from 1) that have no text and a picture."""
    _characters: int = 0

    def add(self, text: str, *, bold: bool = False, heading: bool = False) -> None:
        """Add a line; one without words is left out.

        Raises:
            Unreadable: where the document has more text than minutes have.
        """
        clean = _SPACES.sub(" ", _CONTROL.sub("", text.replace("\u00a0", " "))).strip(" ")
        clean = clean.strip("\n")
        if not clean.strip():
            return
        for piece in _pieces(clean):
            self._put(_marked(piece, bold=bold, heading=heading))

    def gap(self) -> None:
        """Begin a new paragraph."""
        if self.lines and self.lines[-1]:
            self._put("")

    def begin_page(self) -> None:
        """Say that the lines to come are on the next page."""
        self.page_starts.append(len(self.lines) + 1)

    @property
    def text(self) -> str:
        """Give the whole text."""
        return "\n".join(self.lines)

    def _put(self, line: str) -> None:
        self._characters += len(line) + 1
        if len(self.lines) >= MAX_LINES or self._characters > MAX_CHARACTERS:
            raise Unreadable("too-long", f"longer than {MAX_LINES} lines or "
                             f"{MAX_CHARACTERS} characters of text")  # fmt: skip
        self.lines.append(line)


def _marked(text: str, *, bold: bool, heading: bool) -> str:
    if heading:
        return f"## {text.replace(chr(9), ' ')}"
    # A row of cells stays one; its marks would stand in the cells.
    return f"**{text}**" if bold and "\t" not in text.strip() else text


def _pieces(text: str) -> list[str]:
    pieces = []
    while len(text) > MAX_LINE:
        cut = text.rfind(" ", 1, MAX_LINE)
        cut = cut if cut > 0 else MAX_LINE
        pieces.append(text[:cut])
        text = text[cut:].strip()
    return [*pieces, text]
