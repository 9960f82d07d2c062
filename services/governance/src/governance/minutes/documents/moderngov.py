"""Committee pages of ModernGov: the page of a meeting, and the XML of its web service.

The forms are those of ``ieListDocuments.aspx`` (a table ``mgItemTable`` with a row for each item)
and of ``mgWebService.asmx/GetMeeting`` (``agendaitems`` and ``attendees``; the bodies of minutes
and decisions are HTML). What the agenda asked for is left out where minutes or a decision are
given: it is not what the meeting did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from governance.minutes.documents.form import LeftOut, Script, Unreadable
from governance.minutes.documents.html import (
    Node,
    blocks_of,
    decoded,
    is_hidden,
    tree_of,
)
from governance.minutes.documents.rows import Paragraph, put

_PAGE = re.compile(rb"class\s*=\s*[\"'][^\"']*\bmg(?:ItemTable|ItemNumberCell|AiTitleTxt)\b", re.I)
_LINKED = re.compile(r"\s*PDF\s+[\d.,]+\s*[KMG]B\s*$")
_LABEL = re.compile(r"^(?:minutes|decision|resolution)s?\s*:?$", re.I)
_NOT_SHOWN = {"mgActionList", "mgUserBody", "mgFooter", "mgShareLinks", "mgAttachments",
              "mgSubItemAttachments", "mgLinkedDocs", "breadcrumb", "mgContact"}  # fmt: skip


def is_page(data: bytes) -> bool:
    """Say whether a web page is that of a meeting in ModernGov."""
    return bool(_PAGE.search(data[: 4 * 1024 * 1024]))


def read_page(data: bytes) -> Script:
    """Read the page of a meeting.

    Raises:
        Unreadable: if no minutes and no decisions are published on it.
    """
    root = tree_of(decoded(data))
    script = Script()
    table = next((t for t in root.iter("table") if "mgItemTable" in _classes(t)), None)
    rows = list(_item_rows(table if table is not None else root))
    first = rows[0][0] if rows else None
    put(script, list(_head(root, first)))
    said = False
    for number, title, content in rows:
        body = list(_said(script, content))
        said = said or bool(body)
        _put_item(script, _text(number), _LINKED.sub("", title), body)
    if not said:
        raise Unreadable("agenda-only", "the page of a meeting whose minutes and decisions are not "
                         "published on it; send the printed minutes instead")  # fmt: skip
    return script


def read_meeting(root: Node) -> Script:
    """Read the answer to GetMeeting.

    Raises:
        Unreadable: if it holds no minutes and no decisions.
    """
    meeting = _meeting(root)
    if meeting is None:
        raise Unreadable("other-document", "XML of a kind that is not known")
    script = Script()
    script.add("Minutes", heading=True)
    script.gap()
    for name, label in (("committeetitle", "Committee"), ("committeename", "Committee"),
                        ("meetingdate", "Date"), ("meetingtime", "Time"),
                        ("meetinglocation", "Venue")):  # fmt: skip
        value = _value(meeting, name)
        if value:
            script.add(f"{label}: {value}")
    _put_attendees(script, meeting)
    said = False
    for item in _named(meeting, "agendaitem"):
        body = _html_of(item, "minutesnonemptyhtmlbody")
        if not body:
            body = _html_of(item, "decisionnonemptyhtmlbody")
        said = said or bool(body)
        number = _value(item, "minutesitemnumber")
        number = number if number and number != "0" else _value(item, "agendaitemnumber")
        _put_item(script, number or "", _value(item, "agendaitemtitle") or "", body)
    finished = _value(meeting, "meetingactualfinishtime")
    if finished:
        script.gap()
        script.add(f"The meeting ended at {finished}")
    if not said:
        raise Unreadable("agenda-only", "a meeting of ModernGov without minutes and decisions; "
                         "send it once they are published")  # fmt: skip
    return script


def _put_item(script: Script, number: str, title: str, body: list[Paragraph]) -> None:
    if not title.strip():
        put(script, body)
        return
    script.gap()
    number = number.strip().rstrip(".")
    script.add(f"{number}. {title.strip()}" if number else title, heading=True)
    script.gap()
    put(script, body)


def _head(root: Node, first: Node | None) -> Iterator[Paragraph]:
    """Give what stands before the items: which committee, when, where, who came."""
    content = next((n for n in root.iter() if n.get("id") in {"modgov", "mgContent", "content"}),
                   root)  # fmt: skip
    for node in content.iter("h1", "h2", "h3", "p", "div", "li", "td"):
        if first is not None and node is first:
            return
        if _shunned(node) or any(_shunned(above) for above in node.iterancestors()):
            continue
        if any(child.tag in {"p", "div", "ul", "table", "h1", "h2", "h3", "li", "td"}
               for child in node.iterdescendants()):  # fmt: skip
            continue
        if any("mgItemTable" in _classes(above) for above in node.iterancestors("table")):
            continue
        for paragraph in blocks_of(node):
            heading = node.tag in {"h1", "h2", "h3"}
            yield Paragraph(paragraph.text, paragraph.bold, heading, loose=heading)


def _shunned(node: Node) -> bool:
    return (
        node.tag in {"nav", "form", "footer", "script", "style"}
        or bool(_classes(node) & _NOT_SHOWN)
        or is_hidden(node)
    )


def _item_rows(table: Node) -> Iterator[tuple[Node, str, Node]]:
    """Give the number, the title and the content of each item."""
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        number = next((c for c in cells if "mgItemNumberCell" in _classes(c)), None)
        if number is None or cells[-1] is number:
            continue
        content = cells[cells.index(number) + 1]
        title = next((n for n in content.iter() if "mgAiTitleTxt" in _classes(n)), None)
        yield number, _text(title) if title is not None else "", content


def _said(script: Script, content: Node) -> Iterator[Paragraph]:
    """Give the minutes of an item, or its decision; what the agenda asked for is left out."""
    parts: dict[str, list[Paragraph]] = {}
    current = "agenda"
    for node in content:
        if _shunned(node) or not isinstance(node.tag, str) or "mgAiTitleTxt" in _classes(node):
            continue
        if "mgSubItemTitleTxt" in _classes(node):
            label = _text(node)
            current = label.rstrip(": ").lower().rstrip("s") if _LABEL.match(label) else "other"
            continue
        parts.setdefault(current, []).extend(blocks_of(node))
    for name in ("minute", "decision", "resolution"):
        if parts.get(name):
            yield from parts[name]
            break
    for asked in parts.get("agenda", []):
        script.left_out.append(LeftOut(asked.text[:300], "agenda"))


def _put_attendees(script: Script, meeting: Node) -> None:
    people = [dict(node.attrib) for node in _named(meeting, "attendee")]
    known = [one for one in people if (one.get("name") or "").strip()]
    if not known:
        return
    script.gap()
    script.add("Attendance", heading=True)
    script.gap()
    script.add("Name\tRole\tRepresenting\tAttendance")
    for one in known:
        cells = (one.get(name) or "" for name in
                 ("name", "roledescription", "representing", "attendance"))  # fmt: skip
        script.add("\t".join(" ".join(cell.split()) for cell in cells))


def _html_of(item: Node, name: str) -> list[Paragraph]:
    node = next(_named(item, name), None)
    if node is None:
        return []
    # The body is escaped HTML, or stands in the XML as elements.
    text = node.text or ""
    if len(node):
        text += "".join(etree.tostring(child, encoding="unicode") for child in node)
    return blocks_of(tree_of(f"<div>{text}</div>")) if text.strip() else []


def _meeting(root: Node) -> Node | None:
    found = next(_named(root, "meeting"), None)
    if found is None or next(_named(found, "agendaitem"), None) is None:
        return None
    return found


def _named(node: Node, name: str) -> Iterator[Node]:
    for child in node.iter():
        if isinstance(child.tag, str) and etree.QName(child).localname.lower() == name:
            yield child


def _value(node: Node, name: str) -> str | None:
    child = next(_named(node, name), None)
    return " ".join("".join(child.itertext()).split()) if child is not None else None


def _classes(node: Node) -> set[str]:
    return set((node.get("class") or "").split())


def _text(node: Node) -> str:
    return " ".join("".join(node.itertext()).split())
