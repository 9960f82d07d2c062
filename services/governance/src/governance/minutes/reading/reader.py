"""From the text of a pack to a draft: the order in which the parts of minutes are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from governance.minutes.reading.actions import dated, find_actions, has_column
from governance.minutes.reading.apologies import read_apologies_item
from governance.minutes.reading.attendance import (
    read_attendance,
    read_attendance_item,
    read_substitutes_item,
)
from governance.minutes.reading.attendance_headings import section_of
from governance.minutes.reading.chairs import find_chairs, find_opener
from governance.minutes.reading.closing import (
    find_closing_time,
    find_next_meeting,
    is_next_meeting,
    is_signature,
)
from governance.minutes.reading.copied_page import kept_of_page
from governance.minutes.reading.doubts import doubts_of
from governance.minutes.reading.draft import Chairing, Item, MinutesDraft, Resolution, Span
from governance.minutes.reading.header import read_header, read_opening
from governance.minutes.reading.items import body_of, find_items
from governance.minutes.reading.movers import attach_movers
from governance.minutes.reading.resolutions import find_resolutions
from governance.minutes.reading.source import Line, Passage, Piece, read_lines
from governance.minutes.reading.span import find_end, find_starts, is_title
from governance.minutes.reading.titles import is_when_or_where, names_a_body
from governance.minutes.reading.words import same_person

_QUIET = re.compile(
    r"\b(?:apologies|declarations?|conflicts?|disclosures?\s+of(?!\s+(?:any\s+)?exempt)|registers?\s+of)\b",
    re.I,
)
"""Titles of items in which a sentence resolves nothing about the business of the meeting."""
_CLOSING = re.compile(
    r"\b(?:other\s+(?:urgent\s+)?business|AOB|clos(?:e|ing)|next\s+meeting)\b", re.I
)
_HEAD_LINES = 8
_APOLOGIES = re.compile(r"\bapologies\b", re.IGNORECASE)
_SUBSTITUTES = re.compile(r"\b(?:apologies|substitut\w+|reserves?|membership)\b", re.IGNORECASE)

Section = tuple[str | None, Sequence[Line]]


def read_minutes(text: str) -> MinutesDraft:
    """Read the minutes in a text; never raises, whatever the text is.

    Returns:
        The draft: what was found, with its lines; what was not placed; and what is doubtful.
    """
    lines = read_lines(text)
    draft = MinutesDraft()
    page = kept_of_page(lines)
    lines = page or lines
    starts = [0] if page else find_starts(lines)
    if not starts:
        draft.doubts = doubts_of(draft)
        return draft
    sets = [_minutes_from(lines, start, starts, alone=page is not None) for start in starts]
    chosen, items = sets[0]
    draft.span = _span(chosen)
    draft.other_spans = [_span(other) for other, _ in sets[1:]]
    placed = _read(draft, chosen, items)
    draft.unread = _unread(chosen, items, placed)
    draft.doubts = doubts_of(draft)
    return draft


def _minutes_from(
    lines: Sequence[Line], start: int, starts: Sequence[int], *, alone: bool
) -> tuple[list[Line], list[Item]]:
    """Give the lines and items of the minutes that begin at index ``start``.

    Args:
        alone: whether no other paper can follow them, as on the page of a meeting.
    """
    limit = min((s for s in starts if s > start), default=len(lines))
    own = list(lines[start:limit])
    items = find_items(own)
    own = own if alone else own[: find_end(own, items)]
    while own and own[-1].blank:
        own.pop()
    return own, find_items(own)


def _span(lines: Sequence[Line]) -> Span:
    return Span(lines[0].number, lines[-1].number)


def _read(draft: MinutesDraft, lines: Sequence[Line], items: list[Item]) -> set[int]:
    """Fill the draft; give the numbers of the lines before the first item that were placed."""
    first_item = items[0].first_line if items else lines[-1].number + 1
    preamble = [line for line in lines if line.number < first_item]
    titles = [i for i, line in enumerate(preamble[:_HEAD_LINES]) if is_title(line)]
    top = next((i for i in titles if all(map(_is_head, preamble[:i]))), 0)
    head_end = next(
        (i for i, line in enumerate(preamble) if i >= top and section_of(line)), len(preamble)
    )
    header = read_header(
        [replace(li, text="") if is_next_meeting(li) else li for li in preamble[:head_end]]
    )
    attendance = read_attendance(preamble[top:])
    read_opening(header, [*preamble[head_end:], *(body_of(lines, items[0]) if items else [])])
    draft.body, draft.other_bodies = header.body, header.other_bodies
    draft.date = header.date
    draft.start_time, draft.end_time, draft.place = (
        header.start_time,
        header.end_time,
        header.place,
    )
    for item in items:
        line = lines[item.title.first_line - lines[0].number]
        title = replace(line, text=line.text[max(line.text.find(item.title.text), 0) :])
        read_attendance_item(attendance, title, body_of(lines, item))
        if _APOLOGIES.search(item.title.text):
            read_apologies_item(attendance, body_of(lines, item), item.title.last_line)
    for item in items:
        if _SUBSTITUTES.search(item.title.text):
            read_substitutes_item(attendance, body_of(lines, item))
    if not items:
        read_substitutes_item(attendance, preamble)
    draft.present = attendance.present
    draft.in_attendance = attendance.in_attendance
    draft.apologies = attendance.apologies
    draft.perhaps_two = attendance.perhaps_two
    draft.without_heading = attendance.without_heading if draft.present else []
    draft.items = items
    sections: list[Section] = [(item.number.text, body_of(lines, item)) for item in items]
    if not items:
        sections = [(None, preamble[head_end:] or preamble)]
    quiet = {item.number.text for item in items if _QUIET.search(item.title.text)}
    draft.resolutions = attach_movers(find_resolutions(sections, quiet), sections)
    before: Section = (None, preamble[head_end:]) if items else (None, [])
    everyone = [*draft.present, *draft.in_attendance]
    draft.chair = find_opener(draft.present)
    draft.chairs = [
        chairing
        for chairing in find_chairs(everyone, [before, *sections])
        if not _is_opener(chairing, draft.chair)
    ]
    column = has_column(lines)
    closing_item = items[-1] if items and _CLOSING.search(items[-1].title.text) else None
    last = closing_item.number.text if closing_item else "none"
    actions = [
        a
        for number, own in sections
        for a in find_actions(number, own, column=column, last=number == last)
    ]
    held_on = draft.date.value if draft.date else None
    draft.actions = [dated(action, held_on) for action, _ in actions]
    draft.next_meeting, next_lines = find_next_meeting(items, lines)
    closing, closing_line = find_closing_time(lines)
    draft.end_time = closing or draft.end_time
    placed = header.placed | attendance.placed | next_lines
    placed |= {number for _, numbers in actions for number in numbers}
    placed |= _lines_of(r for r in draft.resolutions if r.item is None)
    return placed | ({closing_line} if closing_line else set())


def _lines_of(resolutions: Iterable[Resolution]) -> set[int]:
    """Give the numbers of the lines that resolutions were read from."""
    pieces = [p for r in resolutions for p in (r.lead, *(part.text for part in r.parts))]
    return {n for piece in pieces for n in range(piece.first_line, piece.last_line + 1)}


def _is_head(line: Line) -> bool:
    """Say whether a line above the title is one too: "Cabinet" is a body there, and no list."""
    return line.blank or names_a_body(line) or is_when_or_where(line)


def _is_opener(chairing: Chairing, opener: Piece | None) -> bool:
    """Say whether words in the attendance only say again who was in the chair."""
    whole = chairing.item is None and chairing.items is None and not chairing.resumed
    return whole and opener is not None and same_person(chairing.name.text, opener.text)


def _unread(lines: Sequence[Line], items: Sequence[Item], placed: set[int]) -> list[Piece]:
    """List the lines that are in no item and were not placed elsewhere."""
    unread = []
    within = {n for item in items for n in range(item.first_line, item.last_line + 1)}
    for line in lines:
        inside = line.number in within
        title = is_title(line) and not re.search(r"\d", line.text)
        if line.blank or inside or line.number in placed or title or is_signature(line):
            continue
        piece = Passage([line]).cut()
        if piece is not None:
            unread.append(piece)
    return unread
