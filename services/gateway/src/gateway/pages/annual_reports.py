"""The public pages of annual reports: the list, each report, and it as a file."""

from __future__ import annotations

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


@router.get("/{slug}/annual-reports")
async def annual_reports_page(slug: Slug, parts: GatewayParts) -> Response:
    """List the published reports, those of the latest period first.

    Raises:
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    found = await read_open(parts, system.code, "/published-annual-reports")
    return page(
        "annual_reports.html",
        system=system,
        reports=(found or {}).get("items", []),
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/annual-reports/{report_id}")
async def annual_report_page(slug: Slug, report_id: UUID, parts: GatewayParts) -> Response:
    """Show a published report, with its charts and the records behind each figure.

    Raises:
        NotFound: if there is none, or it isn't published.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    document = await read_open(parts, system.code, f"/published-annual-reports/{report_id}")
    if document is None:
        raise NotFound(_GONE)
    own = f"/{slug}/annual-reports/{report_id}"
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


@router.get("/{slug}/annual-reports/{report_id}/report.{kind}")
async def annual_report_file(
    slug: Slug, report_id: UUID, kind: Literal["html", "docx", "json"], parts: GatewayParts
) -> Response:
    """Give a published report as a file.

    Raises:
        NotFound: if there is none, or it isn't published.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    name = "report.json" if kind == "json" else f"document.{kind}"
    path = f"/published-annual-reports/{report_id}/{name}"
    content = await read_open_file(parts, system.code, path)
    if content is None:
        raise NotFound(_GONE)
    return Response(
        content,
        media_type=_TYPES[kind],
        headers={
            "Cache-Control": f"public, max-age={_KEPT_SECONDS}",
            "Content-Disposition": f'attachment; filename="annual-report-{report_id}.{kind}"',
        },
    )
