"""A document as DOCX (ISO/IEC 29500), by python-docx: the same document gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC

import docx
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as DocxParagraph

from common.documents import docx_chart
from common.documents.model import (
    Block,
    Chart,
    Document,
    Heading,
    Link,
    Listing,
    Paragraph,
    Table,
    Words,
)

_DAY_ONE = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a ZIP file can name."""


def write(document: Document) -> bytes:
    """Write a document as DOCX, with its title, language, headings and headed tables marked as
    such, so that a screen reader and a table of contents find them."""
    made = docx.Document()
    properties = made.core_properties
    properties.title = document.title
    properties.author = properties.last_modified_by = document.author
    properties.language = document.language
    properties.comments = ""
    properties.created = properties.modified = document.made_at.astimezone(UTC).replace(tzinfo=None)
    language = made.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), document.language)
    made.add_heading(document.title, level=0)
    for block in document.blocks:
        _add(made, block)
    file = io.BytesIO()
    made.save(file)
    return _without_clock(file.getvalue())


def _add(made: DocxDocument, block: Block) -> None:
    match block:
        case Heading(text, level):
            made.add_heading(text, level=level)
        case Paragraph(words):
            _write(made.add_paragraph(), words)
        case Listing(points):
            for point in points:
                _write(made.add_paragraph(style="List Bullet"), point.words)
        case Table():
            _table(made, block)
        case Chart():
            docx_chart.add(made, block)
            _table(made, block.table)


def _write(to: DocxParagraph, words: tuple[Words, ...]) -> None:
    for part in words:
        if isinstance(part, Link):
            _link(to, part)
        else:
            to.add_run(part)


def _link(to: DocxParagraph, link: Link) -> None:
    """Add a link: python-docx reads these and has no call that writes one."""
    target = to.part.relate_to(link.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), target)
    run = to.add_run(link.text)
    run.font.underline = True
    element.append(run._r)
    to._p.append(element)


def _table(made: DocxDocument, table: Table) -> None:
    made.add_paragraph(table.caption, style="Caption")
    grid = made.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = column
        for run in cell.paragraphs[0].runs:
            run.bold = True
    # Repeated on every page, and told to screen readers as the row of headings.
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(heading)
    for row in table.rows:
        for cell, said in zip(grid.add_row().cells, row, strict=True):
            cell.text = said


def _without_clock(written: bytes) -> bytes:
    """Pack again with the parts' times left out, which else would tell when it was asked for."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(file, "w") as new:
        for part in sorted(old.namelist()):
            told = zipfile.ZipInfo(part, date_time=_DAY_ONE)
            told.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(told, old.read(part))
    return file.getvalue()
