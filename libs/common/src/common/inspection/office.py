"""Word, Excel and PowerPoint files: what is refused in all of them, and what is taken out."""

from __future__ import annotations

import posixpath
import re

from lxml import etree  # type: ignore[import-untyped]

from common.inspection import excel, slides, word
from common.inspection.found import Found
from common.inspection.package import TYPES, Package
from common.inspection.pictures import without_words
from common.inspection.refusals import refused

MAIN = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
"""The content type of the main part, by kind: what the file is, whatever its name says."""

_MACROS = re.compile(r"vbaproject|vbadata|(?:\A|/)macrosheets/", re.I)
_RUNS = re.compile(
    r"activex|oleobject|\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|js|jar|msi|lnk|hta|bin)\Z", re.I
)
_HARMLESS = re.compile(r"/printersettings/[^/]*\.bin\Z", re.I)
"""Settings of a printer, with its name: no program; taken out."""
_EMBEDDED = re.compile(r"(?:\A|/)embeddings/", re.I)
_CHART = re.compile(r"(?:\A|/)charts/_rels/[^/]+\.rels\Z", re.I)
_LINKED_WELL = re.compile(r"/(?:hyperlink|attachedtemplate)\Z", re.I)
_TEMPLATE = re.compile(r"/attachedtemplate\Z", re.I)

_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CHART_NS = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_KEPT = ("title", "language")
"""Core properties that readers need; the rest says who, when and with what."""

_PEOPLE = re.compile(
    r"\A(?:word/people\.xml|word/comments[a-z]*\.xml|xl/persons/.*|ppt/commentauthors\.xml"
    r"|ppt/authors\.xml)\Z", re.I
)  # fmt: skip
_STORES = re.compile(r"\Acustomxml/", re.I)


def inspect_office(data: bytes, kind: str) -> tuple[Found, bytes]:
    """Look through an office file; give what was found and its clean copy.

    Args:
        kind: docx, xlsx or pptx, as the name says.

    Raises:
        Refused: if it is another kind, can run something, or has what only a person can clear.
    """
    package = Package(data)
    _refuse_what_runs(package, kind)
    _refuse_what_reaches_out(package)
    found = Found(kind)
    title, language = _said(package)
    if not title:
        found.barrier("no-title")
    if kind == "docx":
        word.look(package, found, language)
    elif kind == "xlsx":
        excel.look(package, found)
    else:
        slides.look(package, found)
    _clean(package, found)
    return found, package.packed()


def _refuse_what_runs(package: Package, kind: str) -> None:
    types = package.read(TYPES)
    lowered = types.lower()
    if any(_MACROS.search(name) for name in package.names) or any(
        mark in lowered for mark in (b"macroenabled", b"vbaproject", b"ms-excel.intlmacrosheet")
    ):
        raise refused("macros")
    if MAIN[kind] not in types:
        raise refused("other-kind")
    charts = {target for name, _, target in package.relations() if _CHART.search(name)}
    for name in package.names:
        if _RUNS.search(name) and not _HARMLESS.search(name):
            raise refused("embedded")
        if _EMBEDDED.search(name) and name not in charts:
            raise refused("embedded")


def _refuse_what_reaches_out(package: Package) -> None:
    for _, one, target in package.relations():
        if target is None and not _LINKED_WELL.search(one.get("Type", "")):
            raise refused("reaches-out")


def _said(package: Package) -> tuple[str | None, str | None]:
    """Give the title and the language of the core properties."""
    if "docProps/core.xml" not in package:
        return None, None
    core = package.tree("docProps/core.xml")
    title, language = (core.findtext(f"{{{_DC}}}{name}") for name in _KEPT)
    return (title or "").strip() or None, (language or "").strip() or None


def _clean(package: Package, found: Found) -> None:
    _clean_properties(package, found)
    names = package.names
    stores = [name for name in names if _STORES.match(name)]
    people = [name for name in names if _PEOPLE.match(name)]
    printers = [name for name in names if _HARMLESS.search(name)]
    thumbnails = [name for name in names if name.lower().startswith("docprops/thumbnail")]
    found.out("stored-data", sum("/_rels/" not in name for name in stores))
    found.out("people", len(people))
    found.out("printer-settings", len(printers))
    found.out("thumbnails", len(thumbnails))
    _clean_charts(package, found)
    _clean_templates(package, found)
    package.drop([*stores, *people, *thumbnails])
    _drop_printers(package, printers)
    for name in package.names:
        if "/media/" in f"/{name}".lower():
            clean, had = without_words(package.read(name))
            if had:
                found.out("picture-data")
                package.put(name, clean)


def _clean_properties(package: Package, found: Found) -> None:
    if "docProps/core.xml" in package:
        core = package.tree("docProps/core.xml")
        kept = {f"{{{_DC}}}{name}" for name in _KEPT}
        said = [one for one in core if one.tag not in kept]
        found.out("properties", sum(bool((one.text or "").strip()) for one in said))
        for one in said:
            core.remove(one)
        package.put("docProps/core.xml", core)
    if "docProps/app.xml" in package:
        app = package.tree("docProps/app.xml")
        found.out("properties", sum(bool((one.text or "").strip()) for one in app))
        package.put("docProps/app.xml", etree.Element(f"{{{_APP}}}Properties", nsmap={None: _APP}))
    if "docProps/custom.xml" in package:
        found.out("properties", len(package.tree("docProps/custom.xml")))
        package.drop(["docProps/custom.xml"])


def _clean_charts(package: Package, found: Found) -> None:
    """Take the workbooks out that charts were made from: they hold more than the chart shows."""
    books = [name for name in package.names if _EMBEDDED.search(name)]
    if not books:
        return
    found.out("chart-workbooks", len(books))
    package.drop(books)
    for name in [name for name in package.names if re.search(r"/charts/chart[^/]*\.xml\Z", name)]:
        chart = package.tree(name)
        for one in chart.findall(f"{{{_CHART_NS}}}externalData"):
            chart.remove(one)
        package.put(name, chart)


def _clean_templates(package: Package, found: Found) -> None:
    """Take out where the template lies: the path often names a person, and Word would fetch it."""
    if "word/_rels/settings.xml.rels" not in package:
        return
    relations = package.tree("word/_rels/settings.xml.rels")
    templates = [one for one in relations if _TEMPLATE.search(one.get("Type", ""))]
    if not templates:
        return
    found.out("template", len(templates))
    for one in templates:
        relations.remove(one)
    package.put("word/_rels/settings.xml.rels", relations)
    settings = package.tree("word/settings.xml")
    for one in settings.findall(f"{{{word.W}}}attachedTemplate"):
        settings.remove(one)
    package.put("word/settings.xml", settings)


def _drop_printers(package: Package, printers: list[str]) -> None:
    package.drop(printers)
    for name in package.names if printers else ():
        if posixpath.dirname(name) == "xl/worksheets" and name.endswith(".xml"):
            sheet = package.tree(name)
            for setup in sheet.iter(f"{{{excel.S}}}pageSetup"):
                setup.attrib.pop(f"{{{excel.R}}}id", None)
            package.put(name, sheet)
