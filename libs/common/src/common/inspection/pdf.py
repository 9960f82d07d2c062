"""PDF files: what is refused, what keeps somebody from reading them (ISO 32000, ISO 14289-1)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from common.inspection import pdf_cleaning, pdf_structure, pdf_text
from common.inspection.found import Found
from common.inspection.refusals import refused

MAX_PAGES = 2_000
MAX_OBJECTS = 1_000_000
_MAX_DEPTH = 60

_PROGRAMS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition",
             "/RichMediaExecute"}  # fmt: skip
"""Types of action (ISO 32000-2, table 201) that run something or send something. To open a page of
the web, or a page of the document, is what links are for."""
_PLAYING = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_REVIEWING = {"/Text", "/FreeText", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut",
              "/Caret", "/Ink", "/Popup", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine",
              "/Stamp"}  # fmt: skip
"""Annotations that reviewers make (ISO 32000-2, table 171); links and fields are others."""


def inspect_pdf(data: bytes) -> tuple[Found, bytes]:
    """Look through a PDF; give what was found and its clean copy.

    Raises:
        Refused: if it is damaged or locked, can run something, or has what only a person can clear.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            return _inspected(document, data)
    except pikepdf.PasswordError:
        raise refused("locked") from None
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, TypeError, KeyError,
            AttributeError, IndexError, RuntimeError):  # fmt: skip
        # What the library raises where an object is not what the format says that it is.
        raise refused("damaged") from None


def _inspected(document: pikepdf.Pdf, data: bytes) -> tuple[Found, bytes]:
    pages = len(document.pages)
    if pages == 0:
        raise refused("damaged")
    if pages > MAX_PAGES or len(document.objects) > MAX_OBJECTS:
        raise refused("too-long")
    found = Found("pdf", pages=pages)
    root = document.Root
    _refuse_forms_and_layers(root)
    for one in document.objects:
        for part in _dictionaries(one):
            _refuse_what_runs(part)
    for number, page in enumerate(document.pages, 1):
        _refuse_reviews(page, number)
    title = pdf_cleaning.title_of(document)
    if not title or not _shows_title(root):
        found.barrier("no-title")
    if not str(root.get("/Lang", "")).strip():
        found.barrier("no-language")
    if not _has_bookmarks(root):
        found.barrier("no-bookmarks", measure=pages)
    if document.is_encrypted and not document.allow.accessibility:
        found.barrier("locks-out-readers")
    pdf_text.look(data, found)
    pdf_structure.look(document, found)
    return found, pdf_cleaning.cleaned(document, title, found)


def _refuse_forms_and_layers(root: pikepdf.Object) -> None:
    form = root.get("/AcroForm")
    if form is not None and "/XFA" in form:
        raise refused("form-program")
    layers = root.get("/OCProperties")
    shown = layers.get("/D") if layers is not None else None
    if shown is not None and (
        len(shown.get("/OFF", [])) or str(shown.get("/BaseState", "/ON")) == "/OFF"
    ):
        raise refused("hidden-layers")
    names = root.get("/Names")
    if names is not None and "/JavaScript" in names:
        raise refused("script")
    if names is not None and "/EmbeddedFiles" in names:
        raise refused("embedded")
    if "/Collection" in root:
        raise refused("embedded")


def _refuse_what_runs(one: Any) -> None:
    """Refuse a dictionary that is an action, an annotation or a file that is inside."""
    if "/JS" in one or str(one.get("/S", "")) in _PROGRAMS:
        raise refused("script")
    if "/EF" in one or str(one.get("/Type", "")) == "/EmbeddedFile":
        raise refused("embedded")
    subtype = str(one.get("/Subtype", ""))
    if subtype == "/FileAttachment":
        raise refused("embedded")
    if subtype in _PLAYING and "/Rect" in one:
        raise refused("plays")


def _dictionaries(one: Any, depth: int = 0) -> Iterator[Any]:
    """Give an object and the dictionaries directly in it; those referred to come by themselves."""
    if depth > _MAX_DEPTH:
        raise refused("damaged")
    if isinstance(one, pikepdf.Stream):
        inner = one.stream_dict
        yield inner
        inside: Any = [value for _, value in inner.items()]
    elif isinstance(one, pikepdf.Dictionary):
        yield one
        inside = [value for _, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        inside = list(one)
    else:
        return
    for part in inside:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _dictionaries(part, depth + 1)


def _refuse_reviews(page: pikepdf.Page, number: int) -> None:
    for one in page.obj.get("/Annots", []):
        subtype = str(one.get("/Subtype", ""))
        if subtype == "/Redact":
            raise refused("redactions", f"page {number}")
        if subtype in _REVIEWING:
            raise refused("comments", f"page {number}")


def _shows_title(root: pikepdf.Object) -> bool:
    preferences = root.get("/ViewerPreferences")
    return preferences is not None and bool(preferences.get("/DisplayDocTitle", False))


def _has_bookmarks(root: pikepdf.Object) -> bool:
    outlines = root.get("/Outlines")
    return outlines is not None and "/First" in outlines
