"""Rows of a sheet are read as a tree of its elements would tell them."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.feedback.shared_texts import text_in
from insights.feedback.sheet_rows import Cell, SheetRow, sheet_rows

pytestmark = pytest.mark.rule("insights.11")

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EMPTY = {"n", "s", "str", "inlineStr", "b", "d"}


def by_tree(content: bytes) -> list[SheetRow]:
    """Read the rows out of a tree of all elements."""
    rows: list[SheetRow] = []

    def look(element: Element) -> None:
        if element.tag == f"{MAIN}row":
            cells = [_cell(cell) for cell in element.iterfind(f"{MAIN}c")]
            then = [*cells[1:], None][: len(cells)]
            told = [cell for cell, after in zip(cells, then, strict=True) if _is_told(cell, after)]
            rows.append((element.get("r"), told))
            return
        for child in element:
            look(child)

    look(fromstring(content))  # noqa: S314
    return rows


def _cell(cell: Element) -> Cell:
    inline = cell.find(f"{MAIN}is")
    words = "" if inline is None else text_in(inline)
    has_formula = cell.find(f"{MAIN}f") is not None
    return dict(cell.attrib), has_formula, cell.findtext(f"{MAIN}v") or "", words


def _is_told(cell: Cell, after: Cell | None) -> bool:
    attributes, has_formula, value, words = cell
    is_plain = bool(attributes.get("r")) and attributes.get("t", "n") in EMPTY
    is_counted_from = after is not None and not after[0].get("r")
    return bool(has_formula or value or words or not is_plain or is_counted_from)


TAGS = ("row", "c", "c", "v", "v", "f", "is", "is", "t", "t", "r", "rPh", "x")


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    """Write elements into each other, in the order of a sheet and in any other."""

    def grow(parent: Element, depth: int) -> None:
        for _ in range(draw(st.integers(0, 3))):
            fitting = {0: "row", 1: "c", 2: draw(st.sampled_from(["v", "f", "is"])), 3: "t"}
            odd = draw(st.booleans()) and draw(st.booleans())
            tag = draw(st.sampled_from(TAGS)) if odd else fitting.get(depth, "r")
            child = SubElement(parent, MAIN + tag)
            for name, values in (
                ("r", ["A1", "B2", ""]),
                ("t", ["s", "e", "inlineStr"]),
                ("s", ["1"]),
            ):
                if draw(st.booleans()):
                    child.set(name, draw(st.sampled_from(values)))
            child.text = draw(st.sampled_from([None, "one", "two ", "<&"]))
            child.tail = draw(st.sampled_from([None, "tail"]))
            if depth < 5:
                grow(child, depth + 1)

    root = Element(f"{MAIN}sheetData")
    grow(root, 0)
    return tostring(root)


@given(sheets())
def test_whatever_is_in_them(content: bytes) -> None:
    assert list(sheet_rows(io.BytesIO(content))) == by_tree(content)


@pytest.mark.parametrize(
    "inside",
    [
        "<row r='1'><c r='A1'><v>1<!-- no -->2</v><v>3</v></c></row>",
        "<row><c><is><t>a</t><r><t>b</t><t>c</t></r><rPh><t>d</t></rPh></is></c></row>",
        "<row><c><is><t><![CDATA[<b>]]></t></is><is><t>more</t></is></c><c/><c r='C1'/></row>",
        "<row r='2'><row r='3'><c><v>1</v></c></row><c t='e'/></row><row/>",
        "<row><c r='B1'/><c r='C1'/><c><v>4</v></c></row>",
        "<row><c><f>A1+1</f><v>2</v></c><c r='B1'><x><f/></x><v>2</v></c></row>",
    ],
)
def test_odd_ones(inside: str) -> None:
    content = f"<sheetData xmlns='{MAIN[1:-1]}'>{inside}</sheetData>".encode()
    assert list(sheet_rows(io.BytesIO(content))) == by_tree(content)
