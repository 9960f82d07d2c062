"""A document as one HTML page that needs nothing from elsewhere, for reading and for printing."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped]
from lxml.builder import E  # type: ignore[import-untyped]

from common.documents.model import (
    Block,
    Chart,
    Document,
    Drawing,
    Heading,
    Listing,
    Paragraph,
    Table,
    Words,
)

MEDIA_TYPE = "text/html; charset=utf-8"
_STYLE = """
body { font: 1.1rem/1.5 Arial, sans-serif; color: #212b32; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
h1, h2, h3, h4 { line-height: 1.25; }
a { color: #005eb8; }
.scroll { overflow-x: auto; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { border-bottom: 1px solid #aeb7bd; padding: .4rem .75rem .4rem 0; text-align: left;
  vertical-align: top; }
@media print { a::after { content: " (" attr(href) ")"; } body { max-width: none; } }
"""


def render(document: Document) -> bytes:
    """Write a document as HTML; whatever its words are, they can't become markup."""
    main = E.main(E.h1(document.title), *(_block(block) for block in document.blocks))
    page = E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.title(f"{document.title} - {document.author}"),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.meta(name="author", content=document.author),
            E.meta(name="dcterms.created", content=document.made_at.isoformat()),
            E.style(_STYLE),
        ),
        E.body(main),
        lang=document.language,
    )
    written: bytes = etree.tostring(
        page, method="html", encoding="utf-8", doctype="<!doctype html>"
    )
    return written


def _block(block: Block) -> etree._Element:
    match block:
        case Heading(text, level):
            return E(f"h{level + 1}", text)
        case Paragraph(words):
            return E.p(*map(_words, words))
        case Listing(points):
            return E.ul(*(E.li(*map(_words, point.words)) for point in points))
        case Table():
            return _table(block)
        case Chart():
            return E.figure(_drawn(block.drawing, block.alternative), _table(block.table))


def _words(words: Words) -> etree._Element | str:
    return words if isinstance(words, str) else E.a(words.text, href=words.address)


def _table(table: Table) -> etree._Element:
    head = E.tr(*(E.th(column, scope="col") for column in table.columns))
    rows = [
        E.tr(E.th(first, scope="row"), *(E.td(cell) for cell in rest))
        for first, *rest in table.rows
    ]
    content = E.table(E.caption(table.caption), E.thead(head), E.tbody(*rows))
    # Keyboards scroll what they can focus.
    return E.div(
        content,
        **{"class": "scroll", "tabindex": "0", "role": "region", "aria-label": table.caption},
    )


def _drawn(drawing: Drawing, alternative: str) -> etree._Element:
    bars = [
        E.rect(x=str(bar.x), y=str(bar.y), width=str(bar.width), height=str(bar.height),
               fill=bar.colour)
        for bar in drawing.bars
    ]  # fmt: skip
    labels = [
        E.text(label.text, x=str(label.x), y=str(label.y), **{"text-anchor": label.anchor})
        for label in drawing.labels
    ]
    size = {"width": str(drawing.width), "height": str(drawing.height)}
    return E.svg(
        *bars,
        *labels,
        viewBox=f"0 0 {drawing.width} {drawing.height}",
        role="img",
        **size,
        **{"aria-label": alternative, "font-family": "Arial, sans-serif", "font-size": "14"},
    )
