"""Word documents (ECMA-376): paragraphs with their numbers, bold lines, headings and tables.

Read from the mark-up itself: python-docx gives neither the numbers of lists, which are computed,
nor insertions that were tracked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from governance.minutes.documents.form import LeftOut, Script, Unreadable
from governance.minutes.documents.numbering import Numbering, W
from governance.minutes.documents.package import Package
from governance.minutes.documents.rows import Cell, Paragraph, put, put_table

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}rPr", f"{W}pPr", f"{_MC}Fallback", f"{W}instrText",
            f"{W}footnoteReference", f"{W}commentReference"}  # fmt: skip
_OFF = {"0", "false", "off", "none"}
_DEEPEST_TABLE = 8
_LONGEST_HEADING = 200


@dataclass(frozen=True)
class _Style:
    based_on: str | None
    bold: bool | None
    heading: bool
    number: tuple[str, int] | None


def read_docx(data: bytes) -> Script:
    """Read a Word document.

    Raises:
        Unreadable: if it is none, is locked, damaged or out of proportion, holds macros, or has
            no words.
    """
    package = Package(data)
    script = Script()
    reader = _Reader(
        _styles(package),
        Numbering(package.tree("word/numbering.xml") if "word/numbering.xml" in package else None),
    )
    body = package.tree("word/document.xml").find(f"{W}body")
    if body is not None:
        reader.read(script, body)
    _leave_out_headers(package, script)
    if not any(character.isalpha() for character in script.text):
        raise Unreadable("no-words", "a Word file without any words: its pages may be pictures, "
                         "which need text recognition (OCR) first")  # fmt: skip
    return script


class _Reader:
    def __init__(self, styles: dict[str, _Style], numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering

    def read(self, script: Script, body: etree._Element) -> None:
        for block in _blocks(body):
            if block.tag == f"{W}tbl":
                put_table(script, self._rows(block, 0))
            else:
                put(script, self._paragraph(block))

    def _rows(self, table: etree._Element, depth: int) -> list[list[Cell]]:
        if depth > _DEEPEST_TABLE:
            raise Unreadable("damaged", "a Word file with tables within tables without end")
        rows = []
        for row in _within(table, f"{W}tr"):
            cells: list[Cell] = []
            for cell in _within(row, f"{W}tc"):
                inner: list[Paragraph] = []
                for block in _blocks(cell):
                    if block.tag == f"{W}tbl":
                        nested = self._rows(block, depth + 1)
                        inner += [p for cells_ in nested for one in cells_ for p in one]
                    else:
                        inner += self._paragraph(block)
                cells.append(inner)
            rows.append(cells)
        return rows

    def _paragraph(self, node: etree._Element) -> list[Paragraph]:
        properties = node.find(f"{W}pPr")
        style = _value(properties, "pStyle")
        runs = list(_runs(node))
        text = "".join(run for run, _ in runs)
        words = [(run, bold) for run, bold in runs if run.strip()]
        if not words:
            return []
        default = bool(self._inherited(style, "bold"))
        bold = all(default if own is None else own for _, own in words)
        heading = bool(self._inherited(style, "heading")) and len(text) <= _LONGEST_HEADING
        label = self._label(properties, style)
        lines = [line for line in text.split("\n") if line.strip()]
        first = Paragraph(f"{label} {lines[0].strip()}" if label else lines[0], bold, heading,
                          loose=not _in_a_list(label, properties))  # fmt: skip
        return [first, *(Paragraph(line, bold, heading, loose=False) for line in lines[1:])]

    def _label(self, properties: etree._Element | None, style: str | None) -> str:
        number, level = None, None
        own = properties.find(f"{W}numPr") if properties is not None else None
        if own is not None:
            number, level = _value(own, "numId"), _value(own, "ilvl")
        inherited = self._inherited(style, "number")
        if number is None and inherited is not None:
            number, level = inherited[0], level or str(inherited[1])
        if number is None or number == "0":
            return ""
        level = level or "0"
        return self._numbering.label(number, int(level) if level.isdigit() else 0)

    def _inherited(self, style: str | None, name: str) -> Any:
        seen: set[str] = set()
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            value = getattr(self._styles[style], name)
            if value not in (None, False):
                return value
            if name == "bold" and value is False:
                return value
            style = self._styles[style].based_on
        return None


def _blocks(node: etree._Element) -> Iterator[etree._Element]:
    """Give the paragraphs and tables of a node, also those within content controls."""
    for child in node:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _blocks(child)


def _within(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _within(child, tag)


def _runs(node: etree._Element, bold: bool | None = None) -> Iterator[tuple[str, bool | None]]:
    """Give the text of a paragraph bit by bit, each with whether it says that it is bold."""
    for child in node:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == f"{W}r":
            own = child.find(f"{W}rPr/{W}b")
            if own is None:
                own = child.find(f"{W}rPr/{W}rStyle")
                strong = own is not None and own.get(f"{W}val") in {"Strong", "IntenseEmphasis"}
                yield from _runs(child, True if strong else None)
            else:
                yield from _runs(child, own.get(f"{W}val") not in _OFF)
        elif tag == f"{W}t":
            yield child.text or "", bold
        elif tag in {f"{W}tab", f"{W}ptab"}:
            yield "\t", bold
        elif tag in {f"{W}br", f"{W}cr"}:
            yield ("\n" if child.get(f"{W}type") in {None, "textWrapping"} else ""), bold
        elif tag == f"{W}noBreakHyphen":
            yield "-", bold
        else:
            yield from _runs(child, bold)


def _in_a_list(label: str, properties: etree._Element | None) -> bool:
    """Say whether a paragraph stands close under the one before: Word draws no space there."""
    if properties is None:
        return False
    return bool(label) and properties.find(f"{W}contextualSpacing") is not None


def _styles(package: Package) -> dict[str, _Style]:
    if "word/styles.xml" not in package:
        return {}
    styles = {}
    for node in package.tree("word/styles.xml").iter(f"{W}style"):
        name = (_value(node, "name") or "").lower()
        bold = node.find(f"{W}rPr/{W}b")
        numbered = node.find(f"{W}pPr/{W}numPr")
        number = _value(numbered, "numId")
        level = _value(numbered, "ilvl") or "0"
        styles[node.get(f"{W}styleId") or ""] = _Style(
            _value(node, "basedOn"),
            None if bold is None else bold.get(f"{W}val") not in _OFF,
            name.startswith("heading") or name in {"title", "subtitle"},
            (number, int(level) if level.isdigit() else 0) if number else None,
        )
    return styles


def _leave_out_headers(package: Package, script: Script) -> None:
    for kind in ("header", "footer"):
        for index in range(1, 10):
            name = f"word/{kind}{index}.xml"
            if name not in package:
                continue
            text = " ".join(run for p in package.tree(name).iter(f"{W}p") for run, _ in _runs(p))
            words = " ".join(text.split())[:300]
            if words and all(words != known.text for known in script.left_out):
                script.left_out.append(LeftOut(words, kind))


def _value(node: etree._Element | None, name: str) -> str | None:
    child = node.find(f"{W}{name}") if node is not None else None
    return None if child is None else child.get(f"{W}val")
