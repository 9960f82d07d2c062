"""A draft as data: what was read, each piece with its lines, ready to be corrected and shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from governance.minutes import confidence
from governance.minutes.reading.draft import (
    Action,
    Chairing,
    DatePiece,
    Item,
    MinutesDraft,
    NextMeeting,
    Outcome,
    Person,
    Resolution,
    Span,
    TimePiece,
)
from governance.minutes.reading.naming import meant
from governance.minutes.reading.source import Piece

Content = dict[str, Any]


def content_of(draft: MinutesDraft) -> Content:
    """Turn a draft into data."""
    everyone = [*draft.present, *draft.in_attendance]
    titles = {item.number.text: item.title for item in draft.items}
    return {
        "span": _span(draft.span),
        "other_spans": [_span(span) for span in draft.other_spans],
        "body": piece(draft.body),
        "other_bodies": [piece(other) for other in draft.other_bodies],
        "date": _valued(draft.date),
        "start_time": _valued(draft.start_time),
        "end_time": _valued(draft.end_time),
        "place": piece(draft.place),
        "present": [_person(person) for person in draft.present],
        "in_attendance": [_person(person) for person in draft.in_attendance],
        "apologies": [_person(person) for person in draft.apologies],
        "chair": piece(draft.chair),
        "chairs": [_chairing(chairing, everyone) for chairing in draft.chairs],
        "items": [
            {**_item(item), "confidence": confidence.of_item(item, draft)} for item in draft.items
        ],
        "resolutions": [_resolution(r, titles.get(r.item or "")) for r in draft.resolutions],
        "actions": [_action(action, everyone) for action in draft.actions],
        "next_meeting": _next(draft.next_meeting),
        "unread": [piece(unread) for unread in draft.unread],
        "doubts": [dict(vars(doubt)) for doubt in draft.doubts],
    }


def piece(found: Piece | None) -> Content | None:
    """Give a piece as data, not corrected yet."""
    if found is None:
        return None
    return {
        "text": found.text,
        "first_line": found.first_line,
        "last_line": found.last_line,
        "corrected": None,
    }


def with_source(content: Content, lines: Sequence[str], page_starts: Sequence[int]) -> Content:
    """Give the content with the exact text of the source beside every piece, and its pages.

    Args:
        page_starts: the number of the first line of each page; empty where there are no pages.
    """

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(entry) for entry in node]
        if not isinstance(node, dict):
            return node
        shown = {name: walk(entry) for name, entry in node.items()}
        if "first_line" in node:
            shown["first_page"] = page_of(node["first_line"], page_starts)
            shown["last_page"] = page_of(node["last_line"], page_starts)
        if "text" in node and isinstance(node["text"], str) and "first_line" in node:
            shown["source"] = _source(lines, node["first_line"], node["last_line"])
        return shown

    return dict(walk(content))


def page_of(line: int | None, page_starts: Sequence[int]) -> int | None:
    """Give the page (from 1) that a line is on; None where there are no pages or no line."""
    if line is None or not page_starts:
        return None
    return max(bisect_right(page_starts, line), 1)


def _source(lines: Sequence[str], first: int | None, last: int | None) -> str | None:
    if first is None or last is None:
        return None
    return "\n".join(lines[first - 1 : last])


def _span(span: Span | None) -> Content | None:
    return dict(vars(span)) if span else None


def _valued(found: DatePiece | TimePiece | None) -> Content | None:
    if found is None:
        return None
    return {**(piece(found.piece) or {}), "value": plain(found.value)}


def plain(value: date | time) -> str:
    """Give a day or a time of day as data."""
    return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")


def _person(person: Person) -> Content:
    fields = {name: piece(found) for name, found in vars(person).items()}
    return {**fields, "confidence": confidence.of_person(person)}


def _chairing(chairing: Chairing, everyone: Sequence[Person]) -> Content:
    return {
        "person": meant(chairing.name.text, everyone),
        "name": piece(chairing.name),
        "text": piece(chairing.words),
        "item": chairing.item,
        "items": piece(chairing.items),
        "resumed": chairing.resumed,
    }


def _item(item: Item) -> Content:
    return {
        "number": piece(item.number),
        "title": piece(item.title),
        "first_line": item.first_line,
        "last_line": item.last_line,
    }


def _outcome(outcome: Outcome | None) -> Content | None:
    if outcome is None:
        return None
    return {"code": outcome.code, "basis": piece(outcome.basis), "corrected": None}


def _resolution(resolution: Resolution, title: Piece | None) -> Content:
    return {
        "item": resolution.item,
        "title": piece(title),
        "lead": piece(resolution.lead),
        "outcome": _outcome(resolution.outcome),
        "confidence": confidence.of_resolution(resolution),
        "outcome_confidence": confidence.of_outcome(resolution),
        "mover": piece(resolution.mover),
        "seconder": piece(resolution.seconder),
        "parts": [
            {
                "marker": piece(part.marker),
                "text": piece(part.text),
                "outcome": _outcome(part.outcome),
                "person": piece(part.person),
                "office": piece(part.office),
            }
            for part in resolution.parts
        ],
    }


def _action(action: Action, everyone: Sequence[Person]) -> Content:
    return {
        "confidence": confidence.of_action(action),
        "person": meant(action.owner.text, everyone) if action.owner else None,
        "item": action.item,
        "text": piece(action.text),
        "owner": piece(action.owner),
        "due": piece(action.due),
        "due_on": plain(action.due_on) if action.due_on else None,
    }


def _next(meeting: NextMeeting | None) -> Content | None:
    if meeting is None:
        return None
    return {
        "text": piece(meeting.text),
        "date": _valued(meeting.date),
        "start_time": _valued(meeting.start_time),
        "place": piece(meeting.place),
    }
