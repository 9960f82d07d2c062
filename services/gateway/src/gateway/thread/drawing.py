"""The thread as a picture: columns from people to the answer they got, lines between.

Drawn on the server as SVG, so it needs no script. The page says the same in words beside it.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup, escape

from gateway.thread.models import ThreadNode
from gateway.thread.service import Thread

COLUMNS = (
    "commissioning",
    "assemblies",
    "selections",
    "surveys",
    "activities",
    "findings",
    "recommendations",
    "papers",
    "meetings",
    "decisions",
    "feedback",
    "questions",
    "petitions",
)
HEADINGS = {
    "commissioning": "It was decided to",
    "assemblies": "The commission",
    "selections": "Who was drawn",
    "surveys": "People were asked",
    "activities": "How they were asked",
    "findings": "What was heard",
    "recommendations": "Recommendations",
    "papers": "What was put forward",
    "meetings": "Who met",
    "decisions": "What was decided",
    "feedback": "What people were told",
    "questions": "What the public asked",
    "petitions": "What people petitioned",
}
MAX_ROWS = 6
"""Boxes of one column at most; the list in words has all."""

_WIDTH, _HEIGHT, _ACROSS, _DOWN, _TOP, _EDGE = 164, 112, 32, 20, 44, 4
_CHARACTERS, _LINES = 19, 5
_ENDED = frozenset({"withdrawn", "superseded", "called_off", "cancelled"})

Key = tuple[str, UUID]


@dataclass(frozen=True)
class _Box:
    node: ThreadNode
    x: int
    y: int


def draw(thread: Thread) -> Markup:
    """Draw a thread."""
    nodes = [thread.node, *[p.node for p in thread.back], *[p.node for p in thread.forward]]
    sorted_in: dict[str, list[ThreadNode]] = {}
    for node in nodes:
        column = "commissioning" if (node.kind, node.id) in thread.commissioning else node.kind
        sorted_in.setdefault(column, []).append(node)
    columns = [(name, sorted_in[name]) for name in COLUMNS if name in sorted_in]
    boxes: dict[Key, _Box] = {}
    parts: list[Markup] = []
    for number, (kind, members) in enumerate(columns):
        x = _EDGE + number * (_WIDTH + _ACROSS)
        parts.append(_text(x, 20, "gt-drawing-heading", HEADINGS[kind]))
        for row, node in enumerate(members[:MAX_ROWS]):
            boxes[node.kind, node.id] = _Box(node, x, _TOP + row * (_HEIGHT + _DOWN))
        hidden = len(members) - MAX_ROWS
        if hidden > 0:
            below = _TOP + MAX_ROWS * (_HEIGHT + _DOWN) + 16
            parts.append(_text(x, below, "gt-drawing-text", f"and {hidden} more in the list"))
    lines = [
        _line(boxes[to], boxes[start])
        for step in thread.steps
        if (to := (step.to_kind, step.to_id)) in boxes
        and (start := (step.from_kind, step.from_id)) in boxes
    ]
    drawn = [_box(box, box.node is thread.node) for box in boxes.values()]
    rows = max((len(members) for _, members in columns), default=1)
    width = max(len(columns), 1) * (_WIDTH + _ACROSS) - _ACROSS + 2 * _EDGE
    height = _TOP + min(rows, MAX_ROWS + 1) * (_HEIGHT + _DOWN)
    content = Markup("\n").join([*lines, *parts, *drawn])
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{w}" height="{h}" '
        'viewBox="0 0 {w} {h}" aria-label="{label}">\n{content}\n</svg>'
    ).format(w=width, h=height, label=_label(columns), content=content)


def _label(columns: list[tuple[str, list[ThreadNode]]]) -> str:
    told = [f"{HEADINGS[kind]}: {len(members)}" for kind, members in columns]
    return "Picture of the thread. " + ". ".join(told) + ". The list below says the same in words."


def _line(start: _Box, end: _Box) -> Markup:
    if start.x > end.x:
        # A decision that answered one assembly and commissioned another stands before both.
        start, end = end, start
    x1, y1 = start.x + _WIDTH, start.y + _HEIGHT // 2
    x2, y2 = end.x, end.y + _HEIGHT // 2
    bend = (x1 + x2) // 2
    if start.x == end.x:
        # What was decided under another decision stands in the same column.
        x2, bend = x1, x1 + _ACROSS // 2
    return Markup('<path class="gt-line" d="M{} {}C{} {} {} {} {} {}"/>').format(
        x1, y1, bend, y1, bend, y2, x2, y2
    )


def _box(box: _Box, here: bool) -> Markup:
    classes = ["gt-box"]
    if here:
        classes.append("gt-box--here")
    if box.node.state in _ENDED or box.node.data.get("replaced_by"):
        classes.append("gt-box--ended")
    rectangle = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="4"/>').format(
        " ".join(classes), box.x, box.y, _WIDTH, _HEIGHT
    )
    title = box.node.title
    if box.node.state == "withdrawn":
        title = f"Withdrawn: {title}"
    lines = textwrap.wrap(title, _CHARACTERS, max_lines=_LINES, placeholder=" …")
    spans = [
        _text(box.x + 12, box.y + 24 + 19 * number, "gt-drawing-text", line)
        for number, line in enumerate(lines)
    ]
    return Markup("").join([rectangle, *spans])


def _text(x: int, y: int, style: str, text: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(style, x, y, escape(text))
