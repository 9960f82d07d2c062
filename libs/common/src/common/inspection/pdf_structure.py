"""The tags of a PDF: headings, pictures and tables as assistive technology meets them.

ISO 32000-1, 14.7 and 14.8; what is asked of them is in ISO 14289-1 (PDF/UA-1), 7.1 to 7.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from common.inspection.found import Found

_MAX_ELEMENTS = 500_000
_HEADING = re.compile(r"\A/H([1-6])\Z")


@dataclass(frozen=True)
class _Element:
    kind: str
    """Its standard type, such as /H1."""
    node: Any
    page: int | None


def look(document: pikepdf.Pdf, found: Found) -> None:
    """Note what is wanting in a document's tags, or that it has none."""
    root = document.Root
    marks, tree = root.get("/MarkInfo"), root.get("/StructTreeRoot")
    if tree is None or marks is None or not marks.get("/Marked", False) or "/K" not in tree:
        found.barrier("not-tagged")
        return
    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
    pictures: dict[int | None, int] = {}
    tables = before = headings = 0
    for one in _elements(tree, numbers):
        heading = _HEADING.match(one.kind)
        if heading or one.kind == "/H":
            headings += 1
            if heading:
                level = int(heading[1])
                if level > before + 1:
                    found.barrier("headings-skip", _place(one, "heading", headings))
                before = level
        elif one.kind == "/Figure":
            pictures[one.page] = pictures.get(one.page, 0) + 1
            if not any(str(one.node.get(name, "")).strip() for name in ("/Alt", "/ActualText")):
                found.barrier("picture-without-words", _place(one, "picture", pictures[one.page]))
        elif one.kind == "/Table":
            tables += 1
            rows, headed = _rows(one.node, numbers, tree)
            if rows > 1 and not headed:
                found.barrier("table-without-header", _place(one, "table", tables))
    if not headings:
        found.barrier("no-headings", measure=_paragraphs(tree, numbers))


def _paragraphs(tree: Any, numbers: dict[tuple[int, int], int]) -> int:
    return sum(one.kind in {"/P", "/LBody"} for one in _elements(tree, numbers))


def _rows(table: Any, numbers: dict[tuple[int, int], int], tree: Any) -> tuple[int, bool]:
    rows, headed = 0, False
    for one in _elements(table, numbers, roles=tree.get("/RoleMap")):
        rows += one.kind == "/TR"
        headed = headed or one.kind == "/TH"
    return rows, headed


def _place(one: _Element, what: str, number: int) -> str:
    return f"{what} {number}" if one.page is None else f"page {one.page}, {what} {number}"


def _elements(
    top: Any, numbers: dict[tuple[int, int], int], *, roles: Any = None
) -> Iterator[_Element]:
    """Give the elements below one, in reading order, each once."""
    roles = top.get("/RoleMap") if roles is None else roles
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Any, int | None]] = [(kid, None) for kid in reversed(_kids(top))]
    count = 0
    while waiting:
        node, page = waiting.pop()
        count += 1
        if count > _MAX_ELEMENTS or not isinstance(node, pikepdf.Dictionary):
            continue
        if node.is_indirect:
            if node.objgen in seen:
                continue
            seen.add(node.objgen)
        if "/Pg" in node:
            page = numbers.get(node["/Pg"].objgen, page)
        if "/S" in node:
            yield _Element(_standard(str(node["/S"]), roles), node, page)
        waiting += [(kid, page) for kid in reversed(_kids(node))]


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _standard(kind: str, roles: Any) -> str:
    """Follow the role map to the type that readers know."""
    for _ in range(10):
        if roles is None or kind not in roles:
            return kind
        after = str(roles[kind])
        if after == kind:
            return kind
        kind = after
    return kind
