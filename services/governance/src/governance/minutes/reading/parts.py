"""Parts of a resolution: where each begins, and how far it goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from governance.minutes.reading.source import Line, Passage, Piece

MARKER = re.compile(
    r"^(?:[-•*·▪–]\s+)?(?:\((?P<in>[ivx]{1,5}|[a-z]|[A-H]|\d{1,2})\)|(?P<out>[ivx]{1,5}|[a-z]|\d{1,2})"
    r"[.)](?=\s|$))\s*|^(?P<bullet>[-•*·▪–]|o(?=\s))\s+"
)
_INLINE = re.compile(r"(?:(?<=\s)|^)\((?P<in>[ivx]{1,5}|[a-z]|[A-H]|\d{1,2})\)\s+")
CLOSED = re.compile(r"[.!?][\"”’')]*$")
_HELD_OPEN = re.compile(r"(?:^|:|[-–—]|\b(?:that|to|That|THAT)\b:?)\s*$")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()  # noqa: SIM905


@dataclass
class Entry:
    """A run of lines that is one part, or what stands before the first part."""

    lines: list[Line]
    skip: int
    label: str | None
    """As printed between brackets or before its stop; "bullet"; None without a marker."""
    marker: Piece | None = None

    @property
    def text(self) -> str:
        """Give its words so far."""
        return Passage(self.lines, self.skip).text.strip()


def goes_on(current: Entry, line: Line) -> bool:
    """Say whether a part goes on after a blank line (a page break, often)."""
    text = current.text
    if not text or re.fullmatch(r"(?:That|that|THAT)(?:\s+the\s+\w+)?\s*[:–—-]*", text):
        return True
    if CLOSED.search(text):
        return False
    return bool(re.match(r"[a-z(&]", line.text)) or bool(re.search(r"[,;]$|\band$", text))


def label_of(marker: re.Match[str] | None) -> str | None:
    """Give what a marker says: "a" of "(a)", "iv" of "iv.", "bullet"."""
    if marker is None:
        return None
    return (marker.group("in") or marker.group("out") or "bullet").lower()


def begins_part(entries: Sequence[Entry], label: str, nested: str | None) -> bool:
    """Say whether a line with this marker begins the next part, and no list inside a part.

    Args:
        entries: what stands before the parts, then the parts so far.
        nested: the last marker of a list inside the present part, if there is one.
    """
    previous = entries[-1]
    if len(entries) == 1:
        return (
            bool(_HELD_OPEN.search(previous.text))
            or (label in {"1", "i", "a"} and not CLOSED.search(previous.text))
            or first_inline(previous.text) is not None
        )
    if previous.label is None:
        return True
    if label == "bullet" or previous.label == "bullet":
        return label == previous.label
    if nested is not None and _follows(nested, label) and not _follows(previous.label, label):
        return False
    return _follows(previous.label, label) or (
        label not in {"i", "a", "1"} and _kind(label) == _kind(previous.label)
    )


def _kind(label: str) -> str:
    if label.isdigit():
        return "digit"
    return "roman" if label in _ROMAN else "letter"


def _follows(label: str, following: str) -> bool:
    if label.isdigit():
        return following.isdigit() and int(following) == int(label) + 1
    if label in _ROMAN[:-1] and following == _ROMAN[_ROMAN.index(label) + 1]:
        return True
    return len(label) == len(following) == 1 and ord(following) == ord(label) + 1


def first_inline(text: str) -> int | None:
    """Give where "(a)", "(i)" or "(1)" begins a list inside a line."""
    match = _INLINE.search(text)
    if match and match.group("in").lower() in {"a", "i", "1"}:
        return match.start()
    return None


def split_inline(entries: Sequence[Entry]) -> list[tuple[Piece | None, Piece | None]]:
    """Cut entries into (marker, text), also where the next marker stands inside a line."""
    parts: list[tuple[Piece | None, Piece | None]] = []
    for position, entry in enumerate(entries):
        passage = Passage(entry.lines, entry.skip)
        cuts = _inline_cuts(passage.text, entry.label)
        lone = position == 0 and len(cuts) == 1 and len(entries) == 1
        if position == 0 and not lone and (cuts or len(entries) > 1):
            pass  # What stands before the first part belongs to the lead.
        else:
            cuts = [] if lone else cuts
            end = cuts[0].start() if cuts else None
            parts.append((entry.marker, passage.cut(0, end)))
        for cut, following in zip(cuts, [*cuts[1:], None], strict=False):
            end = following.start() if following else None
            marker = passage.cut(cut.start(), cut.end())
            parts.append((marker, passage.cut(cut.end(), end)))
    return [(marker, text) for marker, text in parts if text is not None]


def _inline_cuts(text: str, label: str | None) -> list[re.Match[str]]:
    cuts: list[re.Match[str]] = []
    for match in _INLINE.finditer(text):
        inner = match.group("in").lower()
        if (label is None and inner in {"a", "i", "1"}) or (label and _follows(label, inner)):
            cuts.append(match)
            label = inner
    return cuts
