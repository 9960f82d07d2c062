"""Annual reports over HTTP: for staff, and as everybody reads them; as data, HTML and DOCX."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.documents import Document, docx, html
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import (
    Paging,
    Principal,
    Reading,
    System,
    Writing,
    anonymous,
    requires,
)
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.annual_reports import document, gathering, principles, service
from governance.annual_reports.models import AnnualReport, PrincipleEvidence
from governance.annual_reports.schemas import (
    AnnualReportIn,
    AnnualReportOut,
    AnnualReportSummary,
    ApprovalIn,
    NotesPatch,
    PrincipleEvidenceIn,
    PrincipleEvidenceListOut,
    PrincipleEvidenceOut,
    PublishedReportOut,
    PublishedReportsOut,
    RecomputedOut,
)
from governance.annual_reports.service import Seen
from governance.decisions.service import Clerk
from governance.dependencies import Manager
from governance.vocabularies import service as vocabularies
from governance.words import Code

router = Router(prefix="/api/v1/{ics}/governance", tags=["annual reports"])
public = Router(
    prefix="/api/v1/{ics}/governance/published-annual-reports", tags=["annual reports"],
    dependencies=[anonymous()],
)  # fmt: skip
Reader = Annotated[Principal, requires("governance:read")]


@router.post("/annual-reports", response_model=AnnualReportSummary, status_code=201)
async def draft_annual_report(
    *, session: Writing, ics: System, manager: Manager, data: AnnualReportIn, request: Request,
    response: Response,
) -> AnnualReport:  # fmt: skip
    """Draft a report of a body, or of the whole system, on a financial year."""
    report = await service.draft(session, ics, data, Clerk(manager.subject, utc_now()))
    response.headers["Location"] = f"{request.url.path}/{report.id}"
    return _tagged(report, response)


@router.get("/annual-reports")
async def list_annual_reports(
    *, session: Reading, reader: Reader, page: Paging, request: Request, response: Response
) -> PageOut[AnnualReportSummary]:
    """List reports, those drafted last first; drafts to those who manage them."""
    found = await service.page(session, page, _seen(reader))
    body: Any = page_response(found.map(AnnualReportSummary.model_validate), request, response)
    return PageOut[AnnualReportSummary].model_validate(body)


@router.get("/annual-reports/{report_id}")
async def read_annual_report(
    session: Reading, reader: Reader, report_id: UUID, response: Response
) -> AnnualReportOut:
    """Read a report: every figure with the records behind it."""
    report = await service.read(session, report_id, _seen(reader))
    response.headers["ETag"] = etag(report.version)
    return report


@router.get("/annual-reports/{report_id}/document.html", response_class=Response)
async def read_annual_report_as_html(
    session: Reading, reader: Reader, report_id: UUID, request: Request
) -> Response:
    """Read a report as one HTML page that needs nothing else."""
    report = await service.read(session, report_id, _seen(reader))
    return _html(document.of(report, _home(request), _own(request)))


@router.get("/annual-reports/{report_id}/document.docx", response_class=Response)
async def read_annual_report_as_docx(
    session: Reading, reader: Reader, report_id: UUID, request: Request
) -> Response:
    """Read a report as DOCX."""
    report = await service.read(session, report_id, _seen(reader))
    return _docx(document.of(report, _home(request), _own(request)), report_id)


@router.get("/annual-reports/{report_id}/recomputed")
async def recompute_annual_report(
    session: Reading, reader: Reader, report_id: UUID
) -> RecomputedOut:
    """Compose an approved or published report again, and name the figures that would differ."""
    seen = _seen(reader)
    report = await service.get(session, report_id, seen)
    return await service.recompute(session, report, seen.today)


@router.patch("/annual-reports/{report_id}", response_model=AnnualReportSummary)
async def write_notes(
    *, session: Writing, _: Manager, report_id: UUID, patch: NotesPatch, expected: IfMatch,
    response: Response,
) -> AnnualReport:  # fmt: skip
    """Write the notes of a draft: a foreword, and one on each section."""
    report = await service.for_change(session, report_id)
    check_version(report.version, expected)
    await service.change(session, report, patch)
    return _tagged(report, response)


@router.post("/annual-reports/{report_id}/approve", response_model=AnnualReportSummary)
async def approve_annual_report(
    *, session: Writing, manager: Manager, report_id: UUID, data: ApprovalIn, expected: IfMatch,
    response: Response,
) -> AnnualReport:  # fmt: skip
    """Approve the draft that you read, in a role: from now on it stays."""
    report = await service.for_change(session, report_id)
    check_version(report.version, expected)
    await service.approve(session, report, data.approved_as, Clerk(manager.subject, utc_now()))
    return _tagged(report, response)


@router.post("/annual-reports/{report_id}/reopen", response_model=AnnualReportSummary)
async def reopen_annual_report(
    *, session: Writing, _: Manager, report_id: UUID, expected: IfMatch, response: Response
) -> AnnualReport:
    """Make a draft again of a report that was approved and is not published."""
    report = await service.for_change(session, report_id)
    check_version(report.version, expected)
    await service.reopen(session, report)
    return _tagged(report, response)


@router.post("/annual-reports/{report_id}/publish", response_model=AnnualReportSummary)
async def publish_annual_report(
    *, session: Writing, manager: Manager, report_id: UUID, expected: IfMatch, response: Response
) -> AnnualReport:
    """Publish an approved report, for good. A mistake is mended by a correction."""
    report = await service.for_change(session, report_id)
    check_version(report.version, expected)
    await service.publish(session, report, Clerk(manager.subject, utc_now()))
    return _tagged(report, response)


@router.post("/principle-evidence", response_model=PrincipleEvidenceOut, status_code=201)
async def show_principle_by_record(
    session: Writing, ics: System, manager: Manager, data: PrincipleEvidenceIn
) -> PrincipleEvidence:
    """Record that an activity, a finding, an assembly or an answer shows a principle; for good."""
    return await principles.tag(session, ics, data, Clerk(manager.subject, utc_now()))


@router.get("/principle-evidence", response_model=PrincipleEvidenceListOut)
async def list_principle_evidence(
    session: Reading, _: Reader, principle: Annotated[Code | None, Query()] = None
) -> dict[str, Any]:
    """List what else than decisions shows a principle, oldest first."""
    return {"items": await principles.listed(session, principle)}


@public.get("")
async def list_published_annual_reports(session: Reading, ics: System) -> PublishedReportsOut:
    """List the published reports, those of the latest period first."""
    found = await service.published(session)
    corrected = await service.corrections(session, found)
    _, system_name = await vocabularies.names(session, ics)
    items = []
    for one in found:
        name = await gathering.body_name(session, one.body_id)
        items.append(
            PublishedReportOut.model_validate(
                {
                    "id": one.id,
                    "title": document.title(name, system_name, one.since, one.until),
                    "since": one.since,
                    "until": one.until,
                    "published_at": one.published_at,
                    "corrected_by": corrected.get(one.id),
                }
            )
        )
    return PublishedReportsOut(items=items)


@public.get("/{report_id}")
async def read_published_annual_report(
    session: Reading, ics: System, report_id: UUID, request: Request
) -> Document:
    """Read a published report as the parts of a document."""
    return await _published(session, ics, report_id, request)


@public.get("/{report_id}/report.json")
async def read_published_annual_report_as_data(
    session: Reading, report_id: UUID
) -> AnnualReportOut:
    """Read a published report as data: every figure with the records behind it."""
    return await service.read(session, report_id, _everybody())


@public.get("/{report_id}/document.html", response_class=Response)
async def read_published_annual_report_as_html(
    session: Reading, ics: System, report_id: UUID, request: Request
) -> Response:
    """Read a published report as one HTML page that needs nothing else."""
    return _html(await _published(session, ics, report_id, request))


@public.get("/{report_id}/document.docx", response_class=Response)
async def read_published_annual_report_as_docx(
    session: Reading, ics: System, report_id: UUID, request: Request
) -> Response:
    """Read a published report as DOCX."""
    return _docx(await _published(session, ics, report_id, request), report_id)


async def _published(session: Reading, ics: System, report_id: UUID, request: Request) -> Document:
    report = await service.read(session, report_id, _everybody())
    slug, _ = await vocabularies.names(session, ics)
    home = _home(request)
    return document.of(report, home, f"{home}/{slug}/annual-reports/{report_id}")


def _html(written: Document) -> Response:
    return Response(html.render(written), media_type=html.MEDIA_TYPE)


def _docx(written: Document, report_id: UUID) -> Response:
    named = {"Content-Disposition": f'attachment; filename="annual-report-{report_id}.docx"'}
    return Response(docx.render(written), media_type=docx.MEDIA_TYPE, headers=named)


def _tagged(report: AnnualReport, response: Response) -> AnnualReport:
    response.headers["ETag"] = etag(report.version)
    return report


def _seen(reader: Principal) -> Seen:
    return Seen("governance:manage" in reader.scopes, _today())


def _everybody() -> Seen:
    return Seen(manages=False, today=_today())


def _today() -> date:
    return day_in_england(utc_now())


def _home(request: Request) -> str:
    address: str = request.app.state.settings.public_url
    return address.rstrip("/")


def _own(request: Request) -> str:
    return _home(request) + request.url.path.rsplit("/", 1)[0]
