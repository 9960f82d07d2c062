"""The page of a meeting on a council's site, copied as text: what the meeting did is kept.

Under each number and title such a page tells what the agenda asked, the papers, and then, below a
label, the minutes or the decision. Numbers stand in a column of their own, so in the text they have
a line for themselves. What is left out keeps its line, as a blank one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from governance.minutes.reading.leads import is_lead
from governance.minutes.reading.source import Line
from governance.minutes.reading.words import DATE, SERIES

_LABEL = re.compile(r"^(?P<what>minutes|decision|resolution)s?\s*:$", re.IGNORECASE)
_BEST_FIRST = ("minutes", "decision", "resolution")
_SIGN = re.compile(
    r"^(?:no\.\s+item|additional\s+documents:|supporting\s+documents:|"
    r"agenda(?:,\s+decisions)?\s+and\s+(?:draft\s+)?minutes)$|\.\s+View\s+directions$|\bpdf\s+icon\b",
    re.IGNORECASE,
)
_ROWS = re.compile(r"^no\.\t\s*item\b", re.IGNORECASE)
"""The head of a page whose items are rows of a table."""
_BESIDE = re.compile(r"(?:^|(?<=\s))(?P<what>Minutes|Decision):\s+(?=\S)")
"""A label in the run of text that a row has become."""
_OF_ONE_ITEM = re.compile(r"^(?:agenda\s+item|issue\s+-\s+meetings)$", re.IGNORECASE)
"""What heads the page of a single item, as a meeting dealt with it."""
_MEETING = re.compile(rf"^Meeting:\s+(?:{DATE.pattern.replace('?P<', '?P<held_')})\s+-\s+\S")
_ITEM = re.compile(r"\s*\(Item\s+[\w.]+\)$")
_FEWEST = 3
"""Labels that make a page where nothing else of one is in the text."""
_HEAD_LINES = 12
_TITLED = re.compile(r"^\d{1,4}\.?\s+[A-Z\d'\"“‘]")
_NUMBER = re.compile(rf"^(?:(?=\w+[/-])(?:{SERIES}))?(?P<number>\d{{1,4}})(?:/\d{{2,4}})?[.:]?$")
_TITLE = re.compile(r"^[A-Z\d'\"“‘]")
_PAPER = re.compile(r"\s*(?:pdf\s+icon\s*)?\bPDF\s+[\d.,]+\s*[KM]B$", re.IGNORECASE)
_DIRECTIONS = re.compile(r"\.?\s*View\s+directions$")
_MOVED = re.compile(
    rf"^(?:moved|rescheduled|postponed)\s+from\s+{DATE.pattern.replace('?P<', '?P<was_')},?\s+",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(
    r"^(?:additional|supporting)\s+documents:$|^\W*share\s+this\s+item$|^media$|^items$|"
    r"^no\.\s+item$|^(?:contact|link)\s*:",
    re.IGNORECASE,
)
_ANY_TITLE = re.compile(r"\bminutes$", re.IGNORECASE)
_MOST_LEFT_OUT = 3
"""How many numbers a page may leave out between one item and the next."""


@dataclass(frozen=True)
class _Item:
    number_at: int
    title_at: int
    number: int


def kept_of_page(lines: Sequence[Line]) -> list[Line] | None:
    """Give the lines with what is none of the minutes left blank; None if they are no page."""
    labels = sum(1 for line in lines if _LABEL.match(line.text))
    signed = any(_SIGN.search(line.text) for line in lines)
    items = list(_items(lines))
    if not items or not labels or (labels < _FEWEST and not signed):
        return _kept_of_rows(lines) or _kept_of_one_item(lines)
    kept = [_of_head(line) for line in lines[: items[0].number_at]]
    ends = [*(item.number_at for item in items[1:]), len(lines)]
    for item, end in zip(items, ends, strict=True):
        kept += _of_item(lines[item.number_at : end], item)
    return kept


def _kept_of_rows(lines: Sequence[Line]) -> list[Line] | None:
    """Give what a page tells whose items are rows of a table, each as one run of text.

    Their numbers are lost. Of a row, what stands behind its label is kept.
    """
    headed = any(_ROWS.match(line.text) for line in lines)
    labels = [_BESIDE.search(line.text) for line in lines]
    # "Decision:" stands beside an item in minutes that are no page, too.
    if sum(m is not None and (headed or m["what"] == "Minutes") for m in labels) < (
        1 if headed else _FEWEST
    ):
        return None
    first = next(i for i, label in enumerate(labels) if label)
    top = next((i for i, line in enumerate(lines) if _ROWS.match(line.text)), first)
    kept = [_of_head(line) for line in lines[:top]]
    below = False
    for line, label in zip(lines[top:], labels[top:], strict=True):
        if label is not None:
            below = True
            kept.append(replace(line, text=line.text[label.end() :]))
        else:
            kept.append(line if below else replace(line, text=""))
        below = below and not line.raw.rstrip().endswith("|")
    return kept


def _kept_of_one_item(lines: Sequence[Line]) -> list[Line] | None:
    """Give what a page tells of one item: its meeting and what stands below the label.

    Where the page tells of several meetings, the first that minutes are given of is kept.
    """
    headed = any(_OF_ONE_ITEM.match(line.text) for line in lines[:_HEAD_LINES])
    signed = any(_SIGN.search(line.text) for line in lines)
    top = next((line for line in lines if not line.blank), None)
    first = top is not None and _OF_ONE_ITEM.match(top.text) is not None
    meetings = [i for i, line in enumerate(lines) if _MEETING.match(line.text)]
    spans = list(itertools.pairwise([*(meetings or [0]), len(lines)]))
    for begin, end in spans if headed or signed else []:
        own = range(begin, end)
        labels = {i: m["what"].lower() for i in own if (m := _LABEL.match(lines[i].text))}
        named = next((what for what in _BEST_FIRST if what in labels.values()), None)
        at = max((i for i, what in labels.items() if what == named), default=None)
        if at is None and not meetings and not (first and any(is_lead(lines[i]) for i in own)):
            continue
        kept = [replace(line, text="") for line in lines]
        head = None
        if meetings:
            kept[begin] = replace(lines[begin], text=_ITEM.sub("", lines[begin].text))
            titles = range(begin + 1, end if at is None else at)
            head = next((i for i in titles if _TITLED.match(lines[i].text)), None)
        if head is not None:
            title = _PAPER.sub("", lines[head].text)
            kept[head] = replace(lines[head], text=title, emphasised=True)
        for i in range((begin if at is None else at) + 1, end):
            if i != head and not _NO_WORDS.search(lines[i].text):
                kept[i] = lines[i]
        return kept
    return None


def _items(lines: Sequence[Line]) -> Iterator[_Item]:
    last: int | None = None
    for index, line in enumerate(lines):
        match = _NUMBER.match(line.text)
        if match is None:
            continue
        number = int(match["number"])
        below = range(index + 1, min(index + 4, len(lines)))
        at = next((i for i in below if not lines[i].blank), None)
        if at is None or not _TITLE.match(lines[at].text) or _LABEL.match(lines[at].text):
            continue
        if _NUMBER.match(lines[at].text):
            continue
        if last is None or last < number <= last + _MOST_LEFT_OUT:
            last = number
            yield _Item(index, at, number)


def _of_head(line: Line) -> Line:
    if _NO_WORDS.search(line.text):
        return replace(line, text="")
    return replace(line, text=_MOVED.sub("", _DIRECTIONS.sub("", line.text)))


def _of_item(own: Sequence[Line], item: _Item) -> Iterator[Line]:
    title = item.title_at - item.number_at
    labels = [(i, m["what"].lower()) for i, li in enumerate(own) if (m := _LABEL.match(li.text))]
    named = [what for what in _BEST_FIRST if any(what == label for _, label in labels)]
    begin = max((i for i, label in labels if named and label == named[0]), default=len(own))
    # A label inside the minutes ("Decision:") is theirs; one before them is not.
    for index, line in enumerate(own):
        if index in {0, title}:
            yield replace(line, text=_PAPER.sub("", line.text), emphasised=True)
        elif index <= begin or _NO_WORDS.search(line.text):
            yield replace(line, text="")
        else:
            yield line
