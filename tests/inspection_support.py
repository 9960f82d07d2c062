"""Documents with and without barriers, made here by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from common.inspection.inspecting import BOUNDS, KINDS, Inspection, inspected

ON = date(2026, 11, 27)
MEDIA_TYPES = {kind: media_type for media_type, kind in KINDS.items()}
PLACE: dict[int, Any] = {1: "N", 2: (53.0, 49.0, 0.0), 3: "W", 4: (3.0, 3.0, 0.0)}
"""A position as cameras write it."""
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}
Change = Callable[[pikepdf.Pdf], None]


def photo(orientation: int = 1) -> bytes:
    """A photograph with its place and its owner."""
    image = Image.new("RGB", (40, 30), "white")
    image.paste("red", (0, 0, 20, 30))
    exif = Image.Exif()
    exif[0x013B] = "Heliotrope Owner"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(PLACE)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def pdf(*changes: Change, pages: int = 1, kids: Sequence[Any] = (), **saved: Any) -> bytes:
    """A PDF without any barrier, then changed.

    Args:
        changes: what is done to it before it is written.
        kids: the elements of its tags: (type, alternative text or None, kids).
    """
    document = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for number in range(pages):
        page = document.add_blank_page()
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        words = f"BT /F1 12 Tf 72 700 Td (What page {number + 1} says) Tj ET"
        page.Contents = document.make_stream(words.encode())
    root = document.Root
    root.Lang = "en-GB"
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    document.docinfo["/Title"] = "What people said"
    tree = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    tree.K = Array([_element(document, tree, *kid) for kid in kids or [("H1", None, ())]])
    root.StructTreeRoot = tree
    for change in changes:
        change(document)
    out = io.BytesIO()
    document.save(out, **saved)
    document.close()
    return out.getvalue()


def _element(
    document: pikepdf.Pdf, parent: Any, kind: str, alt: str | None, kids: Sequence[Any]
) -> Any:
    one = document.make_indirect(Dictionary(S=Name(f"/{kind}"), P=parent))
    one.Pg = document.pages[0].obj
    if alt is not None:
        one.Alt = alt
    one.K = Array([_element(document, one, *kid) for kid in kids])
    return one


def drawn(document: pikepdf.Pdf, data: bytes, page: int = 0, *, words: bool = True) -> None:
    """Draw a JPEG on a page; without words it is all there is."""
    image = pikepdf.Stream(document, data)
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height, image.BitsPerComponent = 40, 30, 8
    image.ColorSpace, image.Filter = Name.DeviceRGB, Name.DCTDecode
    one = document.pages[page]
    one.Resources.XObject = Dictionary(Im1=image)
    before = one.Contents.read_bytes() if words else b""
    one.Contents = document.make_stream(before + b" q 400 0 0 300 72 100 cm /Im1 Do Q")


def office(kind: str = "docx", main: str = "", parts: dict[str, str | bytes] | None = None,
           rels: Mapping[str, Sequence[tuple[str, str]]] | None = None) -> bytes:  # fmt: skip
    """An office file.

    Args:
        main: what is in the body of the document, the workbook or the presentation.
        parts: further parts, by name.
        rels: what parts refer to: the part → (type, target; ``!`` before one outside).
    """
    name, content_type = _MAIN[kind]
    every: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(name, content_type),
        "_rels/.rels": _rels([("officeDocument", name)]),
        "docProps/core.xml": core("What people said"),
        name: _main(kind, main),
    }
    for part, references in (rels or {}).items():
        folder, _, file = part.rpartition("/")
        every[f"{folder}/_rels/{file}.rels"] = _rels(references)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in {**every, **(parts or {})}.items():
            archive.writestr(part, content)
    return out.getvalue()


def core(title: str, more: str = "") -> str:
    """The core properties of an office file."""
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:language>en-GB</dc:language>{more}</cp:coreProperties>"
    )


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of a Word file."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _types(name: str, content_type: str) -> str:
    main = f"application/vnd.openxmlformats-officedocument.{content_type}.main+xml"
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{name}" ContentType="{main}"/></Types>'
    )


def _rels(references: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_REL}/{kind}" Target="{target.lstrip("!")}"'
        + (' TargetMode="External"' if target.startswith("!") else "") + "/>"
        for number, (kind, target) in enumerate(references, 1)
    )  # fmt: skip
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{listed}</Relationships>'


def _main(kind: str, inside: str) -> str:
    if kind == "docx":
        return f'<w:document xmlns:w="{_W}"><w:body>{inside}</w:body></w:document>'
    if kind == "xlsx":
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return f'<workbook xmlns="{space}" xmlns:r="{_REL}">{inside}</workbook>'
    space = "http://schemas.openxmlformats.org/presentationml/2006/main"
    return f'<p:presentation xmlns:p="{space}" xmlns:r="{_REL}">{inside}</p:presentation>'


async def looked(data: bytes, kind: str = "pdf", **bounds: Any) -> tuple[Inspection, bytes]:
    """Inspect a document in its own process; give what was found, and the clean copy's bytes."""
    from dataclasses import replace

    async with inspected(
        io.BytesIO(data), MEDIA_TYPES[kind], on=ON, bounds=replace(BOUNDS, **bounds)
    ) as found:
        return found, found.clean.read()


def failures(found: Inspection) -> dict[str, tuple[str, ...]]:
    """Give the rules that a document fails, with the places."""
    return {one.rule: one.places for one in found.failures}
