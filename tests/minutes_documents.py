"""Minutes as documents: one set of blocks as text, as PDF, as a Word file and as a web page.

Each is made as its tools make it: a Word file numbers its lists by itself, a PDF has running
headers and wrapped cells, a web page has its lists as ``ol``.
"""

from __future__ import annotations

import io
import json
import re
import textwrap
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

Block = Sequence[Any]
BOARDS = Path(__file__).parent / "governance/minutes/boards"
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi"]
_WORD_FORMS = {"(1)": ("decimal", "(%1)"), "(a)": ("lowerLetter", "(%1)"),
               "(i)": ("lowerRoman", "(%1)"), "i.": ("lowerRoman", "%1."),
               "1.": ("decimal", "%1."), "bullet": ("bullet", "•")}  # fmt: skip


def board(name: str) -> tuple[list[Block], dict[str, Any]]:
    """Give the blocks of a board's minutes, and what a person reads in them."""
    made = json.loads((BOARDS / f"{name}.json").read_text(encoding="utf-8"))
    return made["blocks"], made["answer"]


def label(form: str, index: int) -> str:
    """Give the printed number of an entry of a list (from 0)."""
    if form == "bullet":
        return "•"
    sign = str(index + 1) if "1" in form else _ROMAN[index] if "i" in form else "abcdef"[index]
    return re.sub(r"[1ai]", sign, form)


def as_txt(blocks: Sequence[Block]) -> bytes:
    """Give the minutes as plain text, wrapped as a mail would be."""
    lines: list[str] = []
    for kind, *rest in blocks:
        if kind == "head":
            lines += [f"{rest[0]}. {rest[1]}" if rest[0].isdigit() else f"{rest[0]} {rest[1]}"]
        elif kind == "list":
            lines += [f"{label(rest[0], i)} {text}" for i, text in enumerate(rest[1])]
        elif kind == "table":
            lines += ["\t".join(row).rstrip() for row in rest[0]]
        else:
            lines += textwrap.wrap(rest[0], 92)
        lines.append("")
    return "\n".join(lines).encode()


def as_html(blocks: Sequence[Block]) -> bytes:
    """Give the minutes as a web page with a menu and a footer that are none of them."""
    parts = ["<!DOCTYPE html><html lang='en'><head><title>Meeting</title><style>p{margin:0}</style>"
             "</head><body><nav><ul><li>Home</li><li>Meetings</li></ul></nav><main>"]  # fmt: skip
    for kind, *rest in blocks:
        if kind == "title":
            parts.append(f"<h1>{escape(rest[0])}</h1>")
        elif kind == "head":
            mark = f"{rest[0]}." if rest[0].isdigit() else rest[0]
            parts.append(f"<h2>{mark} {escape(rest[1])}</h2>")
        elif kind == "bold":
            parts.append(f"<p><strong>{escape(rest[0])}</strong></p>")
        elif kind == "list":
            parts.append(_html_list(*rest))
        elif kind == "table":
            rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>"
                           for row in rest[0])  # fmt: skip
            parts.append(f"<table><tbody>{rows}</tbody></table>")
        else:
            parts.append(f"<p>{escape(rest[0])}</p>")
    parts.append("</main><footer>Page last updated today</footer></body></html>")
    return "\n".join(parts).encode()


def _html_list(form: str, entries: Sequence[str]) -> str:
    if form == "bullet":
        return "<ul>" + "".join(f"<li>{escape(e)}</li>" for e in entries) + "</ul>"
    if form == "i.":
        return "<ol type='i'>" + "".join(f"<li><p>{escape(e)}</p></li>" for e in entries) + "</ol>"
    return "".join(f"<p>{label(form, i)}&nbsp;&nbsp;{escape(e)}</p>" for i, e in enumerate(entries))


def as_docx(
    blocks: Sequence[Block], *, change: Callable[[WordDocument], None] | None = None
) -> bytes:
    """Give the minutes as a Word file whose numbers Word computes."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "OFFICIAL: draft for approval"
    heads = ""
    for kind, *rest in blocks:
        if kind == "title":
            document.add_paragraph(rest[0], style="Title")
        elif kind == "head" and rest[0].isdigit():
            paragraph = document.add_paragraph(rest[1], style="Heading 2")
            heads = heads or _new_list(document, "decimal", "%1.", int(rest[0]))
            _number(paragraph, heads)
        elif kind == "head":
            document.add_paragraph(f"{rest[0]}\t{rest[1]}", style="Heading 2")
        elif kind == "bold":
            document.add_paragraph().add_run(rest[0]).bold = True
        elif kind == "list":
            number = _new_list(document, *_WORD_FORMS[rest[0]], 1)
            for entry in rest[1]:
                _number(document.add_paragraph(entry, style="List Paragraph"), number)
        elif kind == "table":
            table = document.add_table(rows=0, cols=max(map(len, rest[0])))
            for row in rest[0]:
                for cell, text in zip(table.add_row().cells, row, strict=False):
                    cell.text = text
        else:
            document.add_paragraph(rest[0])
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _new_list(document: WordDocument, form: str, text: str, start: int) -> str:
    root = document.part.numbering_part.element
    key = str(900 + len(root))
    abstract, level = OxmlElement("w:abstractNum"), OxmlElement("w:lvl")
    abstract.set(qn("w:abstractNumId"), key)
    level.set(qn("w:ilvl"), "0")
    for name, value in (("start", str(start)), ("numFmt", form), ("lvlText", text)):
        child = OxmlElement(f"w:{name}")
        child.set(qn("w:val"), value)
        level.append(child)
    abstract.append(level)
    root.insert(0, abstract)
    num, reference = OxmlElement("w:num"), OxmlElement("w:abstractNumId")
    num.set(qn("w:numId"), key)
    reference.set(qn("w:val"), key)
    num.append(reference)
    root.append(num)
    return key


def _number(paragraph: WordParagraph, number: str) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(number)


_TEXT = ParagraphStyle("text", fontName="Times-Roman", fontSize=11, leading=13.2, spaceAfter=7)
_HEAD = ParagraphStyle("head", parent=_TEXT, fontName="Times-Bold", spaceBefore=8, leftIndent=72,
                       bulletFontName="Times-Bold", bulletFontSize=11)  # fmt: skip
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName="Times-Bold", fontSize=16, leading=20)
_TOP = [("VALIGN", (0, 0), (-1, -1), "TOP")]
_LIST = ParagraphStyle("list", parent=_TEXT, leftIndent=40, bulletIndent=14, spaceAfter=3)


def as_pdf(blocks: Sequence[Block], *, header: str = "Minutes – draft", pages: int = 1) -> bytes:
    """Give the minutes as a PDF with a running header, page numbers and wrapped cells."""
    flow: list[Any] = []
    for kind, *rest in blocks:
        if kind == "title":
            flow.append(Paragraph(escape(rest[0]), _TITLE))
        elif kind == "head":
            mark = f"{rest[0]}." if rest[0].isdigit() else rest[0]
            flow.append(Paragraph(escape(rest[1]), _HEAD, bulletText=mark))
        elif kind == "bold":
            flow.append(Paragraph(f"<b>{escape(rest[0])}</b>", _TEXT))
        elif kind == "list":
            flow += [Paragraph(escape(text), _LIST, bulletText=label(rest[0], i))
                     for i, text in enumerate(rest[1])]  # fmt: skip
        elif kind == "table":
            rows = [[Paragraph(escape(cell), _TEXT) for cell in row] for row in rest[0]]
            flow += [
                Table(rows, colWidths=[150] * len(rows[0]), hAlign="LEFT", style=_TOP),
                Spacer(1, 6),
            ]
        else:
            flow.append(Paragraph(escape(rest[0]), _TEXT))
    return pdf_of(flow * pages, header)


def pdf_of(flow: Sequence[Any], header: str = "") -> bytes:
    """Give flowing blocks as a PDF."""

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(72, A4[1] - 36, header)
        canvas.drawCentredString(A4[0] / 2, 30, f"Page {document.page}")

    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(
        list(flow), onFirstPage=furniture, onLaterPages=furniture
    )
    return out.getvalue()


FORMS: dict[str, Callable[[Sequence[Block]], bytes]] = {
    "txt": as_txt,
    "pdf": as_pdf,
    "docx": as_docx,
    "html": as_html,
}
