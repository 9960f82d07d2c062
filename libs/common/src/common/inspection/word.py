"""Word files: barriers, and what only their author can clear (WordprocessingML, ECMA-376)."""

from __future__ import annotations

import re

from lxml import etree  # type: ignore[import-untyped]

from common.inspection.found import Found
from common.inspection.package import Package
from common.inspection.refusals import refused

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_VML = "urn:schemas-microsoft-com:vml"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_PARTS = re.compile(r"\Aword/.+\.xml\Z", re.I)
"""Any of them may hold text: the document, its headers, footers, notes and text boxes."""
_CHANGES = [
    f"{{{W}}}{name}"
    for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge",
                 "numberingChange", "rPrChange", "pPrChange", "tblPrChange", "tblGridChange",
                 "trPrChange", "tcPrChange", "sectPrChange", "tblPrExChange")
]  # fmt: skip
_FETCHING = re.compile(r"\A\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK)\b", re.I)
"""Fields that take their content from another file or program."""
_HEADING = re.compile(r"\Aheading ([1-9])\Z", re.I)
_OFF = {"0", "false", "off"}


def look(package: Package, found: Found, language: str | None) -> None:
    """Look through a Word file.

    Raises:
        Refused: if it has comments, tracked changes or hidden text, or fetches something.
    """
    if "word/document.xml" not in package:
        raise refused("other-kind")
    _refuse_comments(package)
    for name in package.names:
        if _PARTS.match(name):
            _refuse_what_is_hidden(package.tree(name))
    document = package.tree("word/document.xml")
    if not language and not _language(package, document):
        found.barrier("no-language")
    _look_at_headings(package, document, found)
    _look_at_pictures(document, found)
    _look_at_tables(document, found)


def _refuse_comments(package: Package) -> None:
    parts = {target for _, one, target in package.relations()
             if target is not None and one.get("Type", "").endswith("/comments")}  # fmt: skip
    for name in parts.intersection(package.names):
        if package.tree(name).find(f"{{{W}}}comment") is not None:
            raise refused("comments")


def _refuse_what_is_hidden(root: etree._Element) -> None:
    if next(root.iter(*_CHANGES), None) is not None:
        raise refused("changes")
    for run in root.iter(f"{{{W}}}r"):
        if _is_on(run.find(f"{{{W}}}rPr/{{{W}}}vanish")) and _words(run):
            raise refused("hidden-text")
    codes = [one.text or "" for one in root.iter(f"{{{W}}}instrText")]
    codes += [one.get(f"{{{W}}}instr", "") for one in root.iter(f"{{{W}}}fldSimple")]
    if any(_FETCHING.match(code) for code in codes):
        raise refused("reaches-out")


def _language(package: Package, document: etree._Element) -> bool:
    places = [document]
    places += [package.tree(name) for name in ("word/styles.xml",) if name in package]
    return any(one.get(f"{{{W}}}val") for place in places for one in place.iter(f"{{{W}}}lang"))


def _look_at_headings(package: Package, document: etree._Element, found: Found) -> None:
    levels = _levels(package)
    before, number, paragraphs = 0, 0, 0
    for paragraph in document.iter(f"{{{W}}}p"):
        if not _words(paragraph):
            continue
        paragraphs += 1
        level = _level(paragraph, levels)
        if level is None:
            continue
        number += 1
        if level > before + 1:
            found.barrier("headings-skip", f"heading {number}")
        before = level
    if not number:
        found.barrier("no-headings", measure=paragraphs)


def _levels(package: Package) -> dict[str, int]:
    """Give the level of each heading style, from 1."""
    if "word/styles.xml" not in package:
        return {}
    own: dict[str, int] = {}
    above: dict[str, str] = {}
    for style in package.tree("word/styles.xml").findall(f"{{{W}}}style"):
        code = style.get(f"{{{W}}}styleId", "")
        outline = style.find(f"{{{W}}}pPr/{{{W}}}outlineLvl")
        name = _HEADING.match(_val(style.find(f"{{{W}}}name")))
        if outline is not None and _val(outline).isdecimal() and int(_val(outline)) < 9:
            own[code] = int(_val(outline)) + 1
        elif name:
            own[code] = int(name[1])
        above[code] = _val(style.find(f"{{{W}}}basedOn"))
    found = {}
    for code in above:
        at, seen = code, set[str]()
        while at and at not in own and at not in seen:
            seen.add(at)
            at = above.get(at, "")
        if at in own:
            found[code] = own[at]
    return found


def _level(paragraph: etree._Element, levels: dict[str, int]) -> int | None:
    direct = _val(paragraph.find(f"{{{W}}}pPr/{{{W}}}outlineLvl"))
    if direct.isdecimal() and int(direct) < 9:
        return int(direct) + 1
    return levels.get(_val(paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")))


def _look_at_pictures(document: etree._Element, found: Found) -> None:
    number = 0
    for one in document.iter(f"{{{_WP}}}docPr", f"{{{_VML}}}shape"):
        if one.tag == f"{{{_VML}}}shape":
            if one.find(f"{{{_VML}}}imagedata") is None:
                continue
            described = bool(one.get("alt", "").strip())
        else:
            described = is_described(one)
        number += 1
        if not described:
            found.barrier("picture-without-words", f"picture {number}")


def is_described(properties: etree._Element) -> bool:
    """Say whether a drawing has alternative text, or says that it only decorates."""
    decorative = next(properties.iter(_DECORATIVE), None)
    if decorative is not None and decorative.get("val", "1").lower() not in _OFF:
        return True
    return bool(properties.get("descr", "").strip())


def _look_at_tables(document: etree._Element, found: Found) -> None:
    for number, table in enumerate(document.iter(f"{{{W}}}tbl"), 1):
        rows = table.findall(f"{{{W}}}tr")
        if len(rows) < 2 or len(rows[0].findall(f"{{{W}}}tc")) < 2:
            continue
        if not _is_on(rows[0].find(f"{{{W}}}trPr/{{{W}}}tblHeader")):
            found.barrier("table-without-header", f"table {number}")


def _words(element: etree._Element) -> bool:
    return any((one.text or "").strip() for one in element.iter(f"{{{W}}}t"))


def _val(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(f"{{{W}}}val", ""))


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and _val(element).lower() not in _OFF
