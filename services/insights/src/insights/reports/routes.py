"""Insight reports over HTTP: as data, as HTML and as DOCX."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from common.documents import Document, docx, html
from common.web.dependencies import Paging, Reading, System, Writing, anonymous
from common.web.routing import Router
from common.web.schemas import Model, PageOut, page_response
from insights.audience import ANYONE
from insights.dependencies import API, Now, Publishes, Reads
from insights.findings.access import Act
from insights.reports import document, service
from insights.reports.schemas import InsightReportIn, InsightReportOut, InsightReportSummary
from insights.vocabularies import service as vocabularies

router = Router(prefix=f"{API}/insight-reports", tags=["insight reports"])
public = Router(
    prefix=f"{API}/published-insight-reports", tags=["insight reports"], dependencies=[anonymous()]
)


class PublishedOut(InsightReportSummary):
    """A published report in the public list."""

    title: str


class PublishedListOut(Model):
    """The reports that everybody may read, those of the latest period first."""

    items: list[PublishedOut]


@router.post("", status_code=201)
async def make_insight_report(
    *,
    data: InsightReportIn,
    session: Writing,
    ics: System,
    maker: Publishes,
    now: Now,
    request: Request,
    response: Response,
) -> InsightReportOut:
    """Compose a report on a period: what was heard, from whom, about what, and what was done.

    It never changes. It is yours alone until you publish it.
    """
    report = await service.make(session, ics, data, maker, now=now)
    response.headers["Location"] = f"{request.url.path}/{report.id}"
    return report


@router.get("")
async def list_insight_reports(
    *, session: Reading, reader: Reads, page: Paging, request: Request, response: Response
) -> PageOut[InsightReportSummary]:
    """List the reports that you may see, the newest first."""
    found = await service.page(session, reader, page)
    body: Any = page_response(found.map(InsightReportSummary.model_validate), request, response)
    return PageOut[InsightReportSummary].model_validate(body)


@router.get("/{report_id}")
async def read_insight_report(
    *, report_id: UUID, session: Reading, reader: Reads
) -> InsightReportOut:
    """Read a report as it was made, without what may not be read any more."""
    return await service.read(session, report_id, reader)


@router.get("/{report_id}/document.html", response_class=Response)
async def read_insight_report_as_html(
    *, report_id: UUID, session: Reading, reader: Reads, request: Request
) -> Response:
    """Read a report as one HTML page that needs nothing else."""
    report = await service.read(session, report_id, reader)
    return _html(document.of(report, await _pages(session, request), _own(request)))


@router.get("/{report_id}/document.docx", response_class=Response)
async def read_insight_report_as_docx(
    *, report_id: UUID, session: Reading, reader: Reads, request: Request
) -> Response:
    """Read a report as DOCX."""
    report = await service.read(session, report_id, reader)
    return _docx(document.of(report, await _pages(session, request), _own(request)), report_id)


@router.post("/{report_id}/publish")
async def publish_insight_report(
    *, report_id: UUID, session: Writing, ics: System, publisher: Publishes, now: Now
) -> InsightReportOut:
    """Make a report an item of the library, found by search and in feeds, for whom it is for."""
    return await service.publish(session, Act(ics, publisher, now), report_id)


@public.get("")
async def list_published_insight_reports(*, session: Reading) -> PublishedListOut:
    """List the reports that everybody may read, those of the latest period first."""
    found = await service.published(session)
    return PublishedListOut(
        items=[
            PublishedOut(**InsightReportSummary.model_validate(one).model_dump(), title=title)
            for one, title in found
        ]
    )


@public.get("/{report_id}")
async def read_public_insight_report(
    *, report_id: UUID, session: Reading, request: Request
) -> Document:
    """Read a report that is for everybody, as the parts of a document."""
    return await _published(report_id, session, request)


@public.get("/{report_id}/report.json")
async def read_public_insight_report_as_data(
    *, report_id: UUID, session: Reading
) -> InsightReportOut:
    """Read a report that is for everybody, as data."""
    return await service.read(session, report_id, ANYONE)


@public.get("/{report_id}/document.html", response_class=Response)
async def read_public_insight_report_as_html(
    *, report_id: UUID, session: Reading, request: Request
) -> Response:
    """Read a report that is for everybody, as one HTML page that needs nothing else."""
    return _html(await _published(report_id, session, request))


@public.get("/{report_id}/document.docx", response_class=Response)
async def read_public_insight_report_as_docx(
    *, report_id: UUID, session: Reading, request: Request
) -> Response:
    """Read a report that is for everybody, as DOCX."""
    return _docx(await _published(report_id, session, request), report_id)


async def _published(report_id: UUID, session: Reading, request: Request) -> Document:
    report = await service.read(session, report_id, ANYONE)
    pages = await _pages(session, request)
    return document.of(report, pages, f"{pages}/insight-reports/{report_id}")


def _html(written: Document) -> Response:
    return Response(html.render(written), media_type=html.MEDIA_TYPE)


def _docx(written: Document, report_id: UUID) -> Response:
    named = {"Content-Disposition": f'attachment; filename="insight-report-{report_id}.docx"'}
    return Response(docx.render(written), media_type=docx.MEDIA_TYPE, headers=named)


async def _pages(session: Reading, request: Request) -> str:
    """Give what addresses of the system's public pages begin with."""
    system = await vocabularies.system(session)
    return f"{_home(request)}/{system.slug if system else ''}"


def _own(request: Request) -> str:
    return _home(request) + request.url.path.rsplit("/", 1)[0]


def _home(request: Request) -> str:
    address: str = request.app.state.settings.public_url
    return address
