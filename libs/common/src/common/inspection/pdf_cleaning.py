"""A PDF without what it says of its makers: written anew, its pages as they were."""

from __future__ import annotations

import io

import pikepdf
from pikepdf.models import PdfMetadata

from common.inspection.found import Found
from common.inspection.pictures import without_words

_MAKERS = ("/PieceInfo", "/LastModified", "/Metadata")
"""What programs keep for themselves in pages and elsewhere (ISO 32000-1, 14.3 and 14.5)."""
_DC = "http://purl.org/dc/elements/1.1/"
_UA = "http://www.aiim.org/pdfua/ns/id/"


def title_of(document: pikepdf.Pdf) -> str | None:
    """Give the title that readers are shown."""
    title = _said(document).get("dc:title")
    if not title and "/Info" in document.trailer:
        title = document.trailer.Info.get("/Title")
    return str(title).strip() or None if title else None


def cleaned(document: pikepdf.Pdf, title: str | None, found: Found) -> bytes:
    """Give the document with its title, its language and its tags, and without the rest of what it
    says of itself. What earlier savings left behind is gone, since only what is used is written.

    A lock against copying or reading aloud stays as its author set it.
    """
    root = document.Root
    part = _claims_ua(document)
    if "/Info" in document.trailer:
        found.out("properties", sum(name != "/Title" for name in document.trailer.Info))
        del document.trailer["/Info"]
    if "/Metadata" in root:
        kept = {f"{{{_DC}}}title", f"{{{_UA}}}part"}
        found.out("metadata", int(any(name not in kept for name in _said(document))))
    for one in document.objects:
        _clean(one, found)
    if title or part:
        with _said(document) as said:
            if title:
                said["dc:title"] = title
            if part:
                said[f"{{{_UA}}}part"] = part
    if title:
        document.docinfo["/Title"] = title
    out = io.BytesIO()
    document.remove_unreferenced_resources()
    document.save(
        out, encryption=document.is_encrypted, deterministic_id=not document.is_encrypted,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip
    return out.getvalue()


def _said(document: pikepdf.Pdf) -> PdfMetadata:
    """Give what the document says of itself; as a context it is written back."""
    return document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)


def _claims_ua(document: pikepdf.Pdf) -> str | None:
    part = _said(document).get(f"{{{_UA}}}part")
    return str(part) if part and str(part).isdecimal() else None


def _clean(one: pikepdf.Object, found: Found) -> None:
    if isinstance(one, pikepdf.Stream):
        _clean_picture(one, found)
        inner = one.stream_dict
    elif isinstance(one, pikepdf.Dictionary):
        inner = one
    else:
        return
    if "/Thumb" in inner:
        found.out("thumbnails")
        del one["/Thumb"]
    for name in _MAKERS:
        if name in inner:
            if name != "/LastModified" and str(inner.get("/Type", "")) != "/Catalog":
                found.out("metadata")
            del one[name]


def _clean_picture(one: pikepdf.Stream, found: Found) -> None:
    """Take out what a camera said: pictures lie in a PDF as the files that they were."""
    filters = one.stream_dict.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        filters = filters[0] if len(filters) == 1 else None
    if filters is None or str(filters) != "/DCTDecode":
        return
    clean, had = without_words(one.read_raw_bytes())
    if had:
        found.out("picture-data")
        parameters = one.stream_dict.get("/DecodeParms")
        if not isinstance(parameters, pikepdf.Dictionary | pikepdf.Array):
            parameters = None
        one.write(clean, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)
