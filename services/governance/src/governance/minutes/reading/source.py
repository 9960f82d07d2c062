"""The source text as numbered lines, and the only ways to take text out of it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad"), "")
_SPACES = re.compile(r"[^\S\t]+")
_COLUMN_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])")
_HEADING = re.compile(r"^#{1,6}\s+")
_TABLE_RULE = re.compile(r"^(?=.*--)[|\s:+-]*$")
_ROW_START = re.compile(r"^\d[\d./]{0,6}\s+\|\s")
_TORN_ROW = re.compile(r"[\t ]{41,}")
_MOST_EMPTY = 20
"""Empty cells beside one another; what has more is no table that anybody wrote."""
_PARTED = re.compile(r"[A-Za-z]-$")
_PAGE = re.compile(
    r"^(?:-\s*)?(?:page\s+\d{1,3}(?:\s+of\s+\d{1,3})?|\d{1,3}\s+of\s+\d{1,3})$", re.I
)
_ENDED = re.compile(r"[.!?][\"”’')]*$")
_BEGUN = re.compile(r"[\"“‘'(]?[A-Z\d]")
_WIDE = 0.95
"""The part of the lines that are no wider than a page is."""
_UNWRAPPED = 200
"""Characters that no page has room for: lines as wide do not wrap, and each is a paragraph."""
_SURELY_SHORT = 0.7
"""The part of a page's width that letters of another width do not explain."""
_LONE_NUMBER = re.compile(r"^-?\s?\d{1,3}\s?-$")


@dataclass(frozen=True)
class Piece:
    """Text taken from the source, and the lines (from 1, both inclusive) that it came from."""

    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True)
class Line:
    """One line of the source, cleaned of layout and mark-up; its words are untouched."""

    number: int
    raw: str
    text: str
    """Cells of a table are parted by tabs, everything else by single spaces."""
    emphasised: bool
    """The whole line is bold, or a heading of mark-up."""
    closes: bool = False
    """Its paragraph ends with it, though the next line is not blank: there was room for more."""
    skipped: int = 0
    """Empty cells before the first that is not."""

    @property
    def cells(self) -> list[str]:
        """Give its cells by column."""
        return [*[""] * self.skipped, *self.text.split("\t")]

    @cached_property
    def blank(self) -> bool:
        """Say whether there is nothing to read, page furniture included."""
        return not self.text or self.furniture

    @property
    def furniture(self) -> bool:
        """Say whether it is a page number or the rule of a table."""
        return bool(
            _PAGE.match(self.text) or _LONE_NUMBER.match(self.text) or _TABLE_RULE.match(self.text)
        )


class Passage:
    """Some lines as one run of text, out of which pieces can be cut."""

    def __init__(self, lines: Sequence[Line], skip: int = 0) -> None:
        """Join ``lines`` with single spaces, leaving out the first ``skip`` characters."""
        self._starts: list[tuple[int, int]] = []
        parts: list[str] = []
        offset = 0
        for index, line in enumerate(lines):
            text = line.text[skip:] if index == 0 else line.text
            self._starts.append((offset, line.number))
            following = lines[index + 1].text if index + 1 < len(lines) else ""
            # "Sub-" at the end of a line and "Committee" in the next are one word.
            joint = "" if _PARTED.search(text) and following[:1].isalpha() else " "
            parts += [text, joint]
            offset += len(text) + len(joint)
        self.text = "".join(parts[:-1])

    @classmethod
    def of(cls, text: str) -> Passage:
        """Give bare text as a passage, to look at its form; its pieces come from no line."""
        return cls([Line(0, text, text, emphasised=False)])

    def cut(self, start: int = 0, end: int | None = None) -> Piece | None:
        """Cut out the characters from ``start`` to ``end``; None if there is nothing but space."""
        end = len(self.text) if end is None else end
        chosen = self.text[start:end]
        text = " ".join(chosen.split())
        if not text:
            return None
        start += len(chosen) - len(chosen.lstrip())
        end -= len(chosen) - len(chosen.rstrip())
        return Piece(text, self._line_at(start), self._line_at(end - 1))

    def group(self, match: re.Match[str], name: str | int) -> Piece | None:
        """Cut out what a group of a match of `text` holds; None if it took no part."""
        if match.start(name) < 0:
            return None
        return self.cut(match.start(name), match.end(name))

    def _line_at(self, offset: int) -> int:
        return self._starts[bisect_right(self._starts, (offset, sys.maxsize)) - 1][1]


def read_lines(text: str) -> list[Line]:
    """Split the source into cleaned lines, numbered from 1 as ``str.split('\\n')`` counts them."""
    raws = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [_line(number, raw) for number, raw in enumerate(raws, 1)]
    written = sorted(len(line.text) for line in lines if not line.blank)
    width = written[int(len(written) * _WIDE)] if written else 0
    following = [*lines[1:], None]
    return [replace(li, closes=after is not None and _closes(li, after, width))
            for li, after in zip(lines, following, strict=True)]  # fmt: skip


def _closes(line: Line, following: Line, width: int) -> bool:
    if not _ENDED.search(line.text) or not _BEGUN.match(following.text):
        return False
    room = len(line.text) + len(following.text.partition(" ")[0]) < width * _SURELY_SHORT
    return width > _UNWRAPPED or room


def _line(number: int, raw: str) -> Line:
    text = raw.translate(_INVISIBLE).rstrip()
    skipped = text[: len(text) - len(text.lstrip())].count("\t")
    text = text.lstrip()
    heading = bool(_HEADING.match(text))
    text = _HEADING.sub("", text)
    if (text.endswith("|") or _ROW_START.match(text)) and not _TABLE_RULE.match(text):
        # A row of a table, whose first bar may be left out.
        cells = [cell.strip() for cell in text.removeprefix("|").removesuffix("|").split("|")]
        text = "\t".join(cells)
        skipped = next((at for at, cell in enumerate(cells) if cell), 0)
    bold = text.startswith(("**", "__")) and text.rstrip(":").endswith(("**", "__"))
    text = _COLUMN_GAP.sub("\t", _EMPHASIS.sub("", text))
    text = _TORN_ROW.sub("\t" * _MOST_EMPTY, _SPACES.sub(" ", text)).strip()
    return Line(number, raw, text, heading or bold, skipped=skipped)


def blocks(lines: Iterable[Line]) -> list[list[Line]]:
    """Group lines into paragraphs, parted by blank lines and page furniture."""
    found: list[list[Line]] = []
    current: list[Line] = []
    for line in lines:
        if not line.blank:
            current.append(line)
        elif current:
            found.append(current)
            current = []
    return [*found, current] if current else found
