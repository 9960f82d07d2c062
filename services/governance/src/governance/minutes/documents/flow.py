"""From the lines of pages to one text: paragraphs, wrapped cells, hyphens, headers left out."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.minutes.documents.form import LeftOut, Script
from governance.minutes.documents.furniture import Furniture, furniture_of
from governance.minutes.documents.layout import PageLines, TextLine
from governance.minutes.documents.table_rows import LOOSE, rows_of
from governance.minutes.documents.tables import tables_in

_LARGE = 1.18
"""How much larger than the text a heading is set."""
_SAME_COLUMN = 6
"""Points by which the beginnings of two cells of one column differ at most."""
_PROVEN = 2
"""Words that must be seen parted in a document before hyphens go without other proof."""
_MARKED = re.compile(
    r"^(?:[•▪·]|\((?:[ivxl]{1,5}|[a-z]|\d{1,2})\)|(?:[ivxl]{1,5}|[a-z]|\d{1,2})[.)])\s"
)
_WORD_END = re.compile(r"([A-Za-zÀ-ÿ]+)(\u00ad|-)$")
_WORD_START = re.compile(r"^([a-zà-ÿ]+)(\S*)\s*")
_WITHIN = re.compile(r"([A-Za-zÀ-ÿ]+)\u00ad([a-zà-ÿ]+)")
_ON = re.compile(r"(?:,|&|\b(?:of|and|for|the))$", re.IGNORECASE)
"""The end of a line of a heading that goes on in the next."""
_SENTENCE_END = re.compile(r"[.!?:;][\"”’')]*$")


@dataclass
class _Line:
    text: str
    bold: bool
    loose: bool


def put_pages(script: Script, pages: Sequence[PageLines]) -> None:
    """Add the pages of a document to its text."""
    furniture = furniture_of(pages)
    usual, pitch = _usual_size(pages), _usual_pitch(pages)
    made = [_page(page, furniture, number, usual, pitch) for number, page in enumerate(pages, 1)]
    words = Counter(
        word.lower()
        for lines in made
        for line in lines
        for word in re.findall(r"[\w-]+", line.text)
    )
    flat = [(number, line) for number, lines in enumerate(made, 1) for line in lines]
    _join_hyphens([line for _, line in flat], words)
    current = 0
    before: _Line | None = None
    for number, line in flat:
        goes_on = number != current and before is not None and _goes_on(before, line)
        if line.loose and not goes_on:
            script.gap()
        while current < number:
            current += 1
            script.begin_page()
        script.add(line.text, bold=line.bold)
        before = line if line.text else before
    while current < len(pages):
        current += 1
        script.begin_page()
    for one in furniture.left_out:
        script.left_out.append(LeftOut(one.text[:300], one.why, one.page))


def _page(
    page: PageLines, furniture: Furniture, number: int, usual: float, pitch: float
) -> list[_Line]:
    lines = [line for line in page.lines if not furniture.takes(number, line)]
    made: list[_Line] = []
    before: TextLine | None = None
    for line in _rows(lines, page, pitch):
        # What stands higher than the line before it is in the next column.
        drop = before.base - line.first_base if before is not None else 0.0
        size = max(line.size, before.size if before is not None else 0.0)
        loose = before is None or drop < 0 or drop > LOOSE * pitch * size
        loose = loose or (before is not None and _leaves_a_list(before, line))
        heading = line.size >= _LARGE * usual and len(line.text) < 200
        text = line.text
        if heading:
            text = text.replace("\t", " ")
        if (
            heading
            and not loose
            and made
            and before is not None
            and before.size == line.size
            and _ON.search(made[-1].text)
        ):
            made[-1].text = f"{made[-1].text} {text}"
            before = line
            continue
        made.append(_Line(text, line.bold or heading, loose))
        before = line
    if made and before is not None:
        first = made[0]
        first.loose = True
    return made


def _leaves_a_list(before: TextLine, line: TextLine) -> bool:
    """Say whether a line stands left of an entry of a list that ended above it."""
    entry = _MARKED.match(before.text) is not None and _SENTENCE_END.search(before.text) is not None
    plain = len(line.cells) == 1 and _MARKED.match(line.text) is None
    return entry and plain and line.left < before.left - _SAME_COLUMN


def _rows(lines: Sequence[TextLine], page: PageLines, pitch: float) -> Iterator[TextLine]:
    for part in tables_in(lines, page):
        if isinstance(part, TextLine):
            yield part
        else:
            yield from rows_of(part, pitch)


def _goes_on(before: _Line, line: _Line) -> bool:
    """Say whether a paragraph goes on over the break of a page."""
    return (
        not before.bold
        and not line.bold
        and not _SENTENCE_END.search(before.text)
        and line.text[:1].islower()
    )


def _join_hyphens(lines: Sequence[_Line], words: Counter[str]) -> None:
    """Put a word that was parted at the end of a line together again, on its first line.

    Which hyphens are the words' own cannot be seen. A hyphen goes where the word stands elsewhere
    without it, and stays where it stands elsewhere with it; where neither does, it goes only in a
    document that is seen to part words.
    """
    parted = [
        (line, following, end, start)
        for line, following in itertools.pairwise(lines)
        if (end := _WORD_END.search(line.text)) is not None
        and not following.loose
        and (start := _WORD_START.match(following.text)) is not None
    ]
    seen = [_hyphen_goes(words, end[1], start[1]) for _, _, end, start in parted]
    parts_words = seen.count(True) >= _PROVEN and seen.count(True) > seen.count(False)
    # From the last to the first: what is cut from a line's beginning moves its end.
    for (line, following, end, start), goes in reversed(list(zip(parted, seen, strict=True))):
        joint = "" if goes or (goes is None and parts_words) else "-"
        line.text = f"{line.text[: end.start()]}{end[1]}{joint}{start[1]}{start[2]}"
        following.text = following.text[start.end() :]
    for line in lines:
        line.text = _WITHIN.sub(lambda m: _within(words, m, parts_words=parts_words), line.text)
        line.text = line.text.replace("\u00ad", "-")


def _within(words: Counter[str], parted: re.Match[str], *, parts_words: bool) -> str:
    """Give a word that was parted within a cell."""
    goes = _hyphen_goes(words, parted[1], parted[2])
    return f"{parted[1]}{'' if goes or (goes is None and parts_words) else '-'}{parted[2]}"


def _hyphen_goes(words: Counter[str], end: str, start: str) -> bool | None:
    """Say what the rest of the document tells of a hyphen; None where it tells nothing."""
    if words[f"{end}{start}".lower()]:
        return True
    return False if words[f"{end}-{start}".lower()] else None


def _usual_size(pages: Sequence[PageLines]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _usual_pitch(pages: Sequence[PageLines]) -> float:
    """Give the usual distance of two lines of one paragraph, in sizes of their letters."""
    drops = sorted(
        (above.base - below.base) / max(above.size, 1.0)
        for page in pages
        for above, below in itertools.pairwise(page.lines)
        if 0.8 * above.size < above.base - below.base < 2.5 * above.size
    )
    return drops[len(drops) // 10] if drops else 1.2
