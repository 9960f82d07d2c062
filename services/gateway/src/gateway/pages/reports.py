"""The public pages of reports that services publish as documents: the list, the page, the file.

Annual reports are governance's, insight reports the library's. Both give a list, the parts of a
document, and the same as files, at addresses of the same form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from fastapi import Response

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.open import read_open, read_open_file
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()

_KEPT_SECONDS = 5
"""Short, so that what is withheld later is soon gone from it."""
_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
_GONE = "Check the address. The report may not be published yet."
FileKind = Literal["html", "docx", "json"]


@dataclass(frozen=True)
class _Shelf:
    """A kind of reports: whose they are, and what they are called."""

    service: str
    name: str
    heading: str

    @property
    def path(self) -> str:
        """Give the path below the service's part of the API."""
        return f"/published-{self.name}"


_ANNUAL = _Shelf("governance", "annual-reports", "Annual reports on how people were involved")
_INSIGHT = _Shelf("insights", "insight-reports", "Insight and intelligence reports")


@router.get("/{slug}/annual-reports")
async def annual_reports_page(slug: Slug, parts: GatewayParts) -> Response:
    """List the published annual reports, those of the latest period first.

    Raises:
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    return await _list(_ANNUAL, slug, parts)


@router.get("/{slug}/insight-reports")
async def insight_reports_page(slug: Slug, parts: GatewayParts) -> Response:
    """List the insight reports that are for everybody, those of the latest period first.

    Raises:
        ServiceUnavailable, ServiceBroke: if the library can't be reached.
    """
    return await _list(_INSIGHT, slug, parts)


@router.get("/{slug}/annual-reports/{report_id}")
async def annual_report_page(slug: Slug, report_id: UUID, parts: GatewayParts) -> Response:
    """Show a published annual report, with its charts and the records behind each figure.

    Raises:
        NotFound: if there is none, or it isn't published.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    return await _page(_ANNUAL, slug, report_id, parts)


@router.get("/{slug}/insight-reports/{report_id}")
async def insight_report_page(slug: Slug, report_id: UUID, parts: GatewayParts) -> Response:
    """Show an insight report that is for everybody, with its charts and every finding.

    Raises:
        NotFound: if there is none, or it isn't for everybody.
        ServiceUnavailable, ServiceBroke: if the library can't be reached.
    """
    return await _page(_INSIGHT, slug, report_id, parts)


@router.get("/{slug}/annual-reports/{report_id}/report.{kind}")
async def annual_report_file(
    slug: Slug, report_id: UUID, kind: FileKind, parts: GatewayParts
) -> Response:
    """Give a published annual report as a file.

    Raises:
        NotFound: if there is none, or it isn't published.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    return await _file(_ANNUAL, slug, report_id, kind, parts)


@router.get("/{slug}/insight-reports/{report_id}/report.{kind}")
async def insight_report_file(
    slug: Slug, report_id: UUID, kind: FileKind, parts: GatewayParts
) -> Response:
    """Give an insight report that is for everybody as a file.

    Raises:
        NotFound: if there is none, or it isn't for everybody.
        ServiceUnavailable, ServiceBroke: if the library can't be reached.
    """
    return await _file(_INSIGHT, slug, report_id, kind, parts)


async def _list(shelf: _Shelf, slug: str, parts: GatewayParts) -> Response:
    system = await parts.systems.by_slug(slug)
    found = await read_open(parts, system.code, shelf.path, shelf.service)
    return page(
        "reports.html",
        system=system,
        heading=shelf.heading,
        name=shelf.name,
        reports=(found or {}).get("items", []),
        public_seconds=_KEPT_SECONDS,
    )


async def _page(shelf: _Shelf, slug: str, report_id: UUID, parts: GatewayParts) -> Response:
    system = await parts.systems.by_slug(slug)
    path = f"{shelf.path}/{report_id}"
    document = await read_open(parts, system.code, path, shelf.service)
    if document is None:
        raise NotFound(_GONE)
    own = f"/{slug}/{shelf.name}/{report_id}"
    downloads = [
        {"text": "Word file (DOCX)", "address": f"{own}/report.docx"},
        {"text": "Page to print (HTML)", "address": f"{own}/report.html"},
        {"text": "Figures as data (JSON)", "address": f"{own}/report.json"},
    ]
    return page(
        "document.html",
        system=system,
        document=document,
        downloads=downloads,
        public_seconds=_KEPT_SECONDS,
    )


async def _file(
    shelf: _Shelf, slug: str, report_id: UUID, kind: FileKind, parts: GatewayParts
) -> Response:
    system = await parts.systems.by_slug(slug)
    name = "report.json" if kind == "json" else f"document.{kind}"
    path = f"{shelf.path}/{report_id}/{name}"
    content = await read_open_file(parts, system.code, path, shelf.service)
    if content is None:
        raise NotFound(_GONE)
    file = f"{shelf.name.removesuffix('s')}-{report_id}.{kind}"
    return Response(
        content,
        media_type=_TYPES[kind],
        headers={
            "Cache-Control": f"public, max-age={_KEPT_SECONDS}",
            "Content-Disposition": f'attachment; filename="{file}"',
        },
    )
