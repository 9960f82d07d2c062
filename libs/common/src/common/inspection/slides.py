"""PowerPoint files: barriers, and what only their author can clear (PresentationML, ECMA-376)."""

from __future__ import annotations

import posixpath
import re

from lxml import etree  # type: ignore[import-untyped]

from common.inspection.found import Found
from common.inspection.package import Package
from common.inspection.refusals import refused
from common.inspection.word import is_described

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS = re.compile(r"\Appt/(?:comments|threadedComments)/", re.I)
_NOTES = re.compile(r"\Appt/notesSlides/[^/]+\.xml\Z", re.I)
_BODY_OF_NOTES = {"body"}
_TITLES = {"title", "ctrTitle"}
_OFF = {"0", "false", "off"}


def look(package: Package, found: Found) -> None:
    """Look through a PowerPoint file.

    Raises:
        Refused: if it has comments, hidden slides or speaker notes.
    """
    if "ppt/presentation.xml" not in package:
        raise refused("other-kind")
    if any(_COMMENTS.match(name) for name in package.names):
        raise refused("comments")
    for name in package.names:
        if _NOTES.match(name) and _has_notes(package.tree(name)):
            raise refused("hidden-slides")
    shown = _slides(package)
    found.pages = len(shown)
    for number, name in enumerate(shown, 1):
        slide = package.tree(name)
        if slide.get("show", "1").lower() in _OFF:
            raise refused("hidden-slides", f"slide {number}")
        if not any(_is_title(shape) for shape in slide.iter(f"{{{P}}}sp")):
            found.barrier("slide-without-title", f"slide {number}")
        _look_at_pictures(slide, number, found)


def _slides(package: Package) -> list[str]:
    """Give the parts of the slides, in the order in which they are shown."""
    targets = {
        one.get("Id"): target
        for name, one, target in package.relations()
        if name == "ppt/_rels/presentation.xml.rels" and target is not None
    }
    order = package.tree("ppt/presentation.xml").iter(f"{{{P}}}sldId")
    names = [targets.get(one.get(f"{{{_R}}}id")) for one in order]
    known = [posixpath.normpath(name) for name in names if name is not None]
    if len(known) < len(names) or any(name not in package for name in known):
        raise refused("damaged")
    return known


def _has_notes(notes: etree._Element) -> bool:
    return any(
        (place := shape.find(f".//{{{P}}}nvPr/{{{P}}}ph")) is not None
        and place.get("type", "") in _BODY_OF_NOTES
        and _words(shape)
        for shape in notes.iter(f"{{{P}}}sp")
    )


def _is_title(shape: etree._Element) -> bool:
    place = shape.find(f".//{{{P}}}nvPr/{{{P}}}ph")
    return place is not None and place.get("type", "") in _TITLES and _words(shape)


def _look_at_pictures(slide: etree._Element, number: int, found: Found) -> None:
    pictures = slide.iter(f"{{{P}}}pic", f"{{{P}}}graphicFrame")
    for count, one in enumerate(pictures, 1):
        if next(one.iter(f"{{{A}}}tbl"), None) is not None:
            continue
        properties = next(one.iter(f"{{{P}}}cNvPr"), None)
        if properties is None or not is_described(properties):
            found.barrier("picture-without-words", f"slide {number}, picture {count}")


def _words(element: etree._Element) -> bool:
    return any((one.text or "").strip() for one in element.iter(f"{{{A}}}t"))
