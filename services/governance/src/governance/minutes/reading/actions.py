"""Actions: who is to do what, by when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from governance.minutes.reading.draft import Action
from governance.minutes.reading.leads import SUBJECT
from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import DATE, NAME, find_date, month_of, sentence_end

ACTION = re.compile(
    r"^(?:[-•*]\s+)?(?:agreed\s+)?actions?(?:\s+(?:points?|items?|no\.?|ref\.?))?(?:\s+(?:[A-Z]{1,6}[/.-]?)?\d+(?:[./-]\d+)*[a-z]?)?"
    r"(?:\s*\((?P<owner>[^)]{1,60})\))?\s*(?:[:–—]|\s-\s|\t)\s*",
    re.IGNORECASE,
)
"""A line that leads an action: "Action:", "ACTION 3 –", "Action (JS):"."""
_HEADING = re.compile(
    r"^(?:summary\s+of\s+)?(?:agreed\s+)?actions?(?:\s+(?:log|list|points))?:?$", re.I
)
_LOG = re.compile(r"\bactions?\s+(?:log|tracker)\b|^summary\s+of\b", re.IGNORECASE)
"""A heading of a list for the whole meeting, which stands under no item."""
_MARGIN = re.compile(
    r"\t(?:actions?(?:\s+(?:by|for|owner|lead))?|owners?|leads?|by\s+whom)$", re.IGNORECASE
)
_WHO = re.compile(
    rf"(?:all|(?:{NAME}|[A-Z]{{2,4}})(?:\s*(?:/|,|&|and)\s*(?:{NAME}|[A-Z]{{2,4}}))*)",
    re.IGNORECASE,
)
_LONGEST_OWNER = 40
_BRACKETED = re.compile(r"[\[(]action\s*(?:[:–—-]|by|for)\s*(?P<owner>[^\])]{1,60})[\])]", re.I)
_BULLET = re.compile(r"^(?:[-•*·▪–]|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)])\s+")
_OWNER = re.compile(
    r"^(?P<owner>(?:the\s+)?[A-Z][\w'’.&/-]*(?:,?\s+(?:and|of|for|the|&|[A-Z][\w'’.&/-]*)){0,9}?)"
    r"\s+(?:to|will|would|agreed\s+to|is\s+to|are\s+to)\s",
)
_DUE = re.compile(
    rf"\b(?:by|before|due:?|deadline:?)\s+(?P<due>(?:the\s+)?(?:end\s+of\s+)?(?:{DATE.pattern}|"
    r"(?:\w+day,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+|(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)(?:\s+\d{4})?|(?:the\s+)?next\s+meeting|"
    r"(?:the\s+)?(?:year|month|quarter)))",
    re.IGNORECASE,
)
_DUE_LAST = re.compile(rf"(?:\s[–—-]\s*|[(\[])(?P<due>{DATE.pattern})[)\]]?\.?$", re.IGNORECASE)
"""A day at the end, after a dash or in brackets."""
_DAY = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|"
    r"Dec)[a-z]*)$",
    re.IGNORECASE,
)
_COLUMNS = {
    "text": re.compile(r"^(?:agreed\s+)?actions?\b|^description", re.I),
    "owner": re.compile(r"owner|lead|who|responsib|by whom|officer", re.I),
    "item": re.compile(r"^(?:agenda\s+)?item(?:\s+no\.?)?$|^minute(?:\s+(?:no|ref)\w*\.?)?$", re.I),
    "due": re.compile(r"due|deadline|when|date|timescale", re.I),
}


Found = list[tuple[Action, set[int]]]
"""Actions, each with the lines that it takes up."""


def has_column(lines: Sequence[Line]) -> bool:
    """Say whether the minutes are a table whose last column says who acts."""
    return any(_MARGIN.search(line.text) and not _columns(line) for line in lines)


def find_actions(
    item: str | None, lines: Sequence[Line], *, column: bool = False, last: bool = False
) -> Found:
    """Find the actions among the lines of an item, each with the lines that it takes up.

    Args:
        column: whether a name at the end of a row is that of who acts.
        last: whether it is the closing item, below which a list is for the whole meeting.
    """
    found: Found = []
    index = 0
    while index < len(lines):
        line = lines[index]
        columns = _columns(line)
        match = ACTION.match(line.text)
        if columns:
            index, rows = _table(item, lines, index, columns)
            found += rows
        elif match and line.text[match.end() :].strip():
            end = _end(lines, index)
            found += _action(item, lines[index:end], match.end(), match)
            index = end
        elif match or _HEADING.match(line.text):
            of = None if _LOG.search(line.text) or last else item
            index, rows = _list(of, lines, index + 1)
            found += rows
        else:
            found += _in_brackets(item, line) or (_in_column(item, lines, index) if column else [])
            index += 1
    return found


def ends_a_row(line: Line) -> bool:
    """Say whether a line is a row whose last cell says who acts."""
    cell = line.text.rpartition("\t")[2]
    return "\t" in line.text and _WHO.fullmatch(cell) is not None and len(cell) <= _LONGEST_OWNER


def _in_column(item: str | None, lines: Sequence[Line], index: int) -> Found:
    """Read a row that ends in a name: the sentence that says what they do, or the last one."""
    tab = lines[index].text.rfind("\t")
    owner = _cell(lines[index], lines[index].text.count("\t"))
    if tab < 0 or owner is None or len(owner.text) > _LONGEST_OWNER:
        return []
    if _WHO.fullmatch(owner.text) is None or not re.search(
        r"[.,;]|\s\w+\s", lines[index].text[:tab]
    ):
        return []
    end = index + 1
    while end < len(lines) and not lines[end].blank and "\t" not in lines[end].text:
        end += 1
    passage = Passage(lines[index:end])
    spans = [s for s in _sentences(passage.text) if s[0] <= tab or s[0] > len(lines[index].text)]
    acts = re.compile(rf"{re.escape(owner.text)}\s+(?:to|will|would|agreed\s+to|is\s+to)\s")
    if not spans:
        return []
    chosen = next((s for s in spans if acts.match(passage.text, s[0])), spans[-1])
    if SUBJECT.match(passage.text, chosen[0]):
        return []  # What the body did is no action of one person.
    stop = min(chosen[1], tab) if chosen[0] <= tab and end == index + 1 else chosen[1]
    text = passage.cut(chosen[0], stop)
    if text is None:
        return []
    taken = set(range(text.first_line, text.last_line + 1))
    return [(Action(text, item, owner, *_due(passage, chosen[0])), taken)]


def _sentences(text: str) -> list[tuple[int, int]]:
    """Give the offsets of the sentences of a text, the number of a paragraph left out."""
    number = re.match(r"\d{1,3}(?:\.\d{1,3})+\.?\s+", text)
    start, spans = number.end() if number else 0, []
    while start < len(text):
        end = sentence_end(text, start) + 1
        spans.append((start, min(end, len(text))))
        start = end + 1
    return spans


def _end(lines: Sequence[Line], index: int) -> int:
    end = index + 1
    while (
        end < len(lines)
        and not lines[end].blank
        and not _BULLET.match(lines[end].text)
        and not ACTION.match(lines[end].text)
        and (lines[end].text[:1].islower() or not lines[end - 1].text.endswith((".", "!")))
    ):
        end += 1
    return end


def _list(item: str | None, lines: Sequence[Line], index: int) -> tuple[int, Found]:
    """Read the bullets after a heading "Actions"."""
    found: Found = []
    while index < len(lines):
        if lines[index].blank:
            index += 1
            continue
        columns = _columns(lines[index])
        if columns:
            return _table(item, lines, index, columns)
        bullet = _BULLET.match(lines[index].text)
        if not bullet:
            break
        end = _end(lines, index)
        found += _action(item, lines[index:end], bullet.end(), None)
        index = end
    return index, found


def _action(
    item: str | None, lines: Sequence[Line], skip: int, label: re.Match[str] | None
) -> Found:
    passage = Passage(lines, skip)
    text = passage.cut()
    if text is None:
        return []
    owner = _OWNER.match(passage.text)
    named = Passage(lines[:1]).group(label, "owner") if label else None
    due, due_on = _due(passage)
    who = named or (passage.group(owner, "owner") if owner else None)
    return [(Action(text, item, who, due, due_on), {line.number for line in lines})]


def _in_brackets(item: str | None, line: Line) -> Found:
    """Read "… to be circulated. [Action: JS]": the sentence before it is the action."""
    match = _BRACKETED.search(line.text)
    passage = Passage([line])
    if not match:
        return []
    before = line.text[: match.start()].rstrip()
    start = max(before.rstrip(".").rfind(". "), -2) + 2
    text = passage.cut(start, match.start()) or passage.group(match, "owner")
    if text is None:
        return []
    due, due_on = _due(Passage([line], start))
    return [(Action(text, item, passage.group(match, "owner"), due, due_on), {line.number})]


def _due(passage: Passage, start: int = 0) -> tuple[Piece | None, date | None]:
    match = _DUE.search(passage.text, start) or _DUE_LAST.search(passage.text, start)
    if not match:
        return None, None
    whole = find_date(passage, match.start("due"))
    fits = whole is not None and whole.piece.text in match.group("due")
    return passage.group(match, "due"), whole.value if whole and fits else None


def dated(action: Action, held_on: date | None) -> Action:
    """Give an action "by 30 June" its day: the first such day from the meeting on."""
    match = _DAY.search(action.due.text) if action.due is not None else None
    if action.due_on is not None or match is None or held_on is None:
        return action
    month = month_of(match["month"])
    for year in (held_on.year, held_on.year + 1):
        with suppress(ValueError):
            day = date(year, month, int(match["day"]))
            if day >= held_on:
                return replace(action, due_on=day, year_said=False)
    return action


def _columns(line: Line) -> dict[str, int] | None:
    """Read the header of a table of actions: which column is what."""
    cells = [cell.strip() for cell in line.text.split("\t")]
    if len(cells) < 2:
        return None
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        for name, pattern in _COLUMNS.items():
            if name not in columns and len(cell) < 30 and pattern.search(cell):
                columns[name] = index
                break
    return columns if {"text", "owner"} <= set(columns) else None


def _table(
    item: str | None, lines: Sequence[Line], index: int, columns: dict[str, int]
) -> tuple[int, Found]:
    found: Found = []
    index += 1
    while index < len(lines) and (lines[index].blank or "\t" in lines[index].text):
        line = lines[index]
        index += 1
        cells = {name: _cell(line, at) for name, at in columns.items()}
        text = cells["text"]
        if line.blank or text is None:
            continue
        due = cells.get("due")
        whole = find_date(Passage([line], line.text.index(due.text))) if due else None
        fits = whole is not None and due is not None and whole.piece.text in due.text
        day = whole.value if whole and fits else None
        own = cells.get("item")
        of = own.text.rstrip(".") if own is not None and re.search(r"\d", own.text) else item
        found.append((Action(text, of, cells["owner"], due, day), {line.number}))
    return index, found


def _cell(line: Line, column: int) -> Piece | None:
    start = 0
    for index, cell in enumerate(line.text.split("\t")):
        if index == column:
            return Passage([line]).cut(start, start + len(cell))
        start += len(cell) + 1
    return None
