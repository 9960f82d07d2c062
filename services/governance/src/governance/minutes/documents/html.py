"""Web pages: blocks become lines, lists keep their numbers, tables their rows (HTML, 14 and 15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from governance.minutes.documents.form import Script, Unreadable
from governance.minutes.documents.numbering import BULLET, roman
from governance.minutes.documents.rows import Cell, Paragraph, put, put_table

_DROPPED = {"script", "style", "noscript", "template", "head", "nav", "form", "button", "select",
            "iframe", "object", "svg", "del", "footer", "audio", "video", "input",
            "textarea"}  # fmt: skip
_BLOCKS = {"p", "div", "section", "article", "main", "header", "aside", "h1", "h2", "h3", "h4",
           "h5", "h6", "ul", "ol", "li", "table", "dl", "dt", "dd", "blockquote", "pre", "address",
           "figure", "figcaption", "center", "body", "hr", "fieldset"}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BOLD = {"b", "strong", "th"}
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,40})", re.I)
_CLOSE_STYLE = re.compile(r"margin(?:-top)?\s*:\s*0", re.I)

_GIVEN_UP = {"ERR_NO_MEMORY", "ERR_RESOURCE_LIMIT"}
"""What libxml2 says where it stops: no memory, or elements within elements without end."""

Node = Any
"""An element of lxml, which has no types."""


def read_html(data: bytes) -> Script:
    """Read a web page.

    Raises:
        Unreadable: if it has no words.
    """
    script = Script()
    put(script, blocks_of(tree_of(decoded(data))))
    if not any(character.isalpha() for character in script.text):
        raise Unreadable("no-words", "a web page without any words")
    return script


def decoded(data: bytes) -> str:
    """Give the text of a page: by its own declaration, as UTF-8, or as Windows wrote it."""
    declared = _CHARSET.search(data[:4096])
    names = ["utf-8-sig", *([declared[1].decode("ascii")] if declared else []), "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = ["utf-16"]
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def tree_of(text: str) -> Node:
    """Give a page as a tree, however it is written.

    Raises:
        Unreadable: if there is nothing in it.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        _refuse_cut_short(parser)
        raise Unreadable("no-words", "a web page without any words") from None
    _refuse_cut_short(parser)
    return root


def _refuse_cut_short(parser: Any) -> None:
    """Refuse a tree that libxml2 gave up building: it would look like a shorter page."""
    if any(entry.type_name in _GIVEN_UP for entry in parser.error_log):
        raise Unreadable(
            "too-heavy",
            "too heavy to read: it takes too much memory, or its elements are nested too deeply",
        )


def blocks_of(node: Node) -> list[Paragraph]:
    """Give the paragraphs of an element, its tables as rows within them."""
    return list(_Flow().walk(node))


class _Flow:
    """Walks a page in reading order; text between blocks is a paragraph by itself."""

    def walk(self, root: Node, *, bold: bool = False) -> Iterator[Paragraph]:
        bold = bold or _is_bold(root)
        pending: list[tuple[str, bool]] = [(root.text or "", bold)]
        for child in root:
            tag = child.tag
            if not isinstance(tag, str) or tag in _DROPPED or is_hidden(child):
                pending.append((child.tail or "", bold))
                continue
            if tag in _BLOCKS or _holds_blocks(child):
                yield from _flushed(pending, root)
                pending = []
                yield from self._block(child, bold=bold)
            else:
                pending += _inline(child, bold)
            pending.append((child.tail or "", bold))
        yield from _flushed(pending, root)

    def _block(self, node: Node, *, bold: bool) -> Iterator[Paragraph]:
        if node.tag == "table":
            yield from self._table(node)
        elif node.tag in {"ul", "ol"}:
            yield from self._list(node, bold=bold)
        else:
            yield from self.walk(node, bold=bold)

    def _list(self, node: Node, *, bold: bool) -> Iterator[Paragraph]:
        number = _whole(node.get("start"), 1)
        form = node.get("type") or _list_style(node.get("style") or "")
        for child in node:
            if child.tag == "li" and not is_hidden(child):
                number = _whole(child.get("value"), number)
                label = _label(number, form) if node.tag == "ol" else BULLET
                inner = list(self.walk(child, bold=bold))
                if inner and label:
                    first = inner[0]
                    inner[0] = Paragraph(f"{label} {first.text}", first.bold, first.heading,
                                         loose=False)  # fmt: skip
                yield from inner
                number += 1
            elif isinstance(child.tag, str) and child.tag not in _DROPPED:
                yield from self._block(child, bold=bold)

    def _table(self, node: Node) -> Iterator[Paragraph]:
        part = Script()
        put_table(part, list(self.rows(node)))
        loose = True
        for line in part.lines:
            if not line:
                loose = True
                continue
            heading, bold = line.startswith("## "), line.startswith("**") and line.endswith("**")
            text = line[3:] if heading else line[2:-2] if bold else line
            yield Paragraph(text, bold, heading, loose)
            loose = False

    def rows(self, node: Node) -> Iterator[list[Cell]]:
        """Give the rows of a table, each cell with its paragraphs."""
        for row in _rows_within(node):
            cells = [child for child in row if child.tag in {"td", "th"} and not is_hidden(child)]
            yield [list(self.walk(cell)) for cell in cells]


def is_hidden(node: Node) -> bool:
    """Say whether an element is not shown."""
    return (
        node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(node.get("style") or ""))
    )


def _rows_within(node: Node) -> Iterator[Node]:
    for child in node:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows_within(child)


def _holds_blocks(node: Node) -> bool:
    return next(node.iter(*_BLOCKS), None) is not None


def _inline(node: Node, bold: bool) -> Iterator[tuple[str, bool]]:
    if node.tag == "br":
        yield "\n", bold
        return
    inner = bold or _is_bold(node)
    yield node.text or "", inner
    for child in node:
        if isinstance(child.tag, str) and child.tag not in _DROPPED and not is_hidden(child):
            yield from _inline(child, inner)
        yield child.tail or "", inner


def _flushed(pending: list[tuple[str, bool]], holder: Node) -> Iterator[Paragraph]:
    """Give the lines of text that stood between two blocks."""
    kept = holder.tag == "pre"
    runs = [(t if t == "\n" or kept else re.sub(r"[\s\u200b]+", " ", t), b) for t, b in pending]
    line: list[tuple[str, bool]] = []
    loose = not _CLOSE_STYLE.search(holder.get("style") or "")
    parts: list[list[tuple[str, bool]]] = [line]
    for text, bold in runs:
        for index, piece in enumerate(text.split("\n")):
            if index:
                line = []
                parts.append(line)
            line.append((piece, bold))
    for part in parts:
        text = "".join(piece for piece, _ in part)
        words = [bold for piece, bold in part if piece.strip()]
        if words:
            yield Paragraph(text.strip(), all(words), holder.tag in _HEADINGS, loose)
            loose = False
        elif len(parts) > 1:
            loose = True


def _is_bold(node: Node) -> bool:
    return node.tag in _BOLD or bool(_BOLD_STYLE.search(node.get("style") or ""))


def _label(number: int, form: str) -> str:
    if form in {"a", "A"}:
        letter = chr(ord(form) + (number - 1) % 26)
        return f"{letter}."
    if form in {"i", "I"}:
        return f"{roman(number) if form == 'i' else roman(number).upper()}."
    return f"{number}."


def _list_style(style: str) -> str:
    match = re.search(r"list-style(?:-type)?\s*:\s*(lower|upper)-(alpha|latin|roman)", style, re.I)
    if match is None:
        return "1"
    sign = "i" if match[2].lower() == "roman" else "a"
    return sign.upper() if match[1].lower() == "upper" else sign


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else otherwise
