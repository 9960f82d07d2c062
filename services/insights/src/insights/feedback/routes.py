"""Feedback over HTTP: sources, files, items."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from common.clock import day_in_england
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.dependencies import API, Deposits, Keys, Now, Reads, System
from insights.feedback import repository, searching, service
from insights.feedback.answers import mapping_of
from insights.feedback.asked import feedback_query
from insights.feedback.declaring import declared_by
from insights.feedback.forms import XLSX
from insights.feedback.limits import LARGEST_IMPORT, MostBytes, spooled
from insights.feedback.mapping import Mapping
from insights.feedback.models import FeedbackSource
from insights.feedback.progress import Watch
from insights.feedback.ready import ready_mappings
from insights.feedback.schemas import (
    CodebookIn,
    FeedbackQuery,
    FeedbackResults,
    FileOfAnswers,
    ImportReport,
    ProgressOut,
    ReadyMapping,
    RejectionOut,
    SourceIn,
    SourceOut,
    SourcePatch,
)
from insights.feedback.staging import Act

router = Router(prefix=API, tags=["feedback"])


@router.get("/feedback-mappings")
async def list_ready_mappings(reader: Reads) -> list[ReadyMapping]:
    """List the mappings that come with the library."""
    return list(ready_mappings().values())


@router.post("/feedback-mappings/from-codebook")
async def map_answers(
    codebook: CodebookIn,
    reader: Deposits,
    file: Annotated[FileOfAnswers, Query(description="Which of the panel's files.")] = "csv",
) -> Mapping:
    """Make the mapping of a panel's file of answers out of the survey's codebook.

    Each open answer becomes an item with its question. One in which something reads like personal
    data is rejected, for a person to look at.
    """
    return mapping_of(codebook, file)


@router.get("/feedback-sources")
async def list_sources(
    *, session: Reading, reader: Reads, page: Paging, request: Request, response: Response
) -> PageOut[SourceOut]:
    """List the sources of feedback that you may see, newest first."""
    found = await repository.sources(session, reader, page)
    body: Any = page_response(found.map(SourceOut.model_validate), request, response)
    return PageOut[SourceOut].model_validate(body)


@router.post("/feedback-sources", status_code=201)
async def register_source(
    *,
    data: SourceIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    request: Request,
    response: Response,
) -> SourceOut:
    """Register a source of feedback, with the mapping by which its files are read."""
    source = await service.register(session, Act(ics, reader, now), data)
    response.headers["Location"] = f"{request.url.path}/{source.id}"
    return _shown(source, response)


@router.get("/feedback-sources/{source_id}")
async def read_source(
    *, source_id: UUID, session: Reading, reader: Reads, response: Response
) -> SourceOut:
    """Read one source."""
    return _shown(await service.get(session, source_id, reader), response)


@router.patch("/feedback-sources/{source_id}")
async def change_source(
    *,
    source_id: UUID,
    data: SourcePatch,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> SourceOut:
    """Change a source. Items that are there already stay as they were read."""
    act = Act(ics, reader, now)
    source = await service.own(session, act, source_id)
    check_version(source.version, expected)
    return _shown(await service.change(session, act, source, data), response)


@router.post(
    "/feedback-sources/{source_id}/imports",
    status_code=201,
    max_body_size=LARGEST_IMPORT,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                name: {"schema": {"type": "string", "format": "binary"}}
                for name in ("text/csv", XLSX, "application/jsonl")
            },
        }
    },
)
async def import_feedback(
    *,
    source_id: UUID,
    request: Request,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    keys: Keys,
    most: MostBytes,
    response: Response,
    dry_run: bool = False,
) -> ImportReport:
    """Import a file as the body, or try it with `dry_run`; the report accounts for every row.

    CSV, Excel (.xlsx, its first sheet that isn't hidden) or JSON Lines. Good rows are kept all
    together, in one transaction; of a file that can't be read as a whole, nothing is. A row that
    was imported before is not added again, whatever the source's mapping, the other rows of the
    file, their order or its form were then: it is known by its id, by how it reads, or by what all
    of its cells say. Declare the encoding of
    CSV with the `charset` of the content type, or leave it to be found out. A formula is never
    evaluated: its row is rejected. For a large file, or over a line that breaks off, begin an
    upload instead (`/uploads`): that is resumed.
    """
    declared = declared_by(request.headers.get("content-type", ""), "header.Content-Type")
    async with spooled(request, most) as file:
        report = await service.take_in(
            session,
            Act(ics, reader, now),
            source_id,
            file,
            declared=declared,
            dry_run=dry_run,
            watch=Watch(request.app.state.database, ics),
            keys=keys,
        )
    response.headers["Location"] = (
        request.url.path.partition("/feedback-sources/")[0]
        + f"/feedback-imports/{report.import_id}"
    )
    return report


@router.get("/feedback-sources/{source_id}/imports")
async def list_imports(
    *,
    source_id: UUID,
    session: Reading,
    reader: Reads,
    page: Paging,
    request: Request,
    response: Response,
) -> PageOut[ImportReport]:
    """List the imports of a source, newest first, dry runs among them, without rejections."""
    found = await service.reports(session, source_id, reader, page)
    body: Any = page_response(found, request, response)
    return PageOut[ImportReport].model_validate(body)


@router.get("/feedback-sources/{source_id}/progress")
async def watch_import(source_id: UUID, session: Reading, reader: Reads, now: Now) -> ProgressOut:
    """Watch the import of a source that is under way: how many rows were read so far."""
    return await service.progress(session, source_id, reader, now=now)


@router.get("/feedback-imports/{import_id}")
async def read_import(import_id: UUID, session: Reading, reader: Reads) -> ImportReport:
    """Read the report of an import."""
    return await service.read_report(session, import_id, reader)


@router.get("/feedback-imports/{import_id}/rejections")
async def list_rejections(
    *,
    import_id: UUID,
    session: Reading,
    reader: Reads,
    page: Paging,
    request: Request,
    response: Response,
) -> PageOut[RejectionOut]:
    """List every row that wasn't taken, by line."""
    found = await service.rejections(session, import_id, reader, page)
    body: Any = page_response(found, request, response)
    return PageOut[RejectionOut].model_validate(body)


@router.get("/feedback")
async def search_feedback(
    *,
    query: Annotated[FeedbackQuery, Depends(feedback_query)],
    session: Reading,
    reader: Reads,
    now: Now,
    page: Paging,
    request: Request,
    response: Response,
) -> FeedbackResults:
    """Search feedback. Its words are for readers of the library only: no event or feed has them."""
    found = await searching.search(session, reader, query, page, on=day_in_england(now))
    if found.next_cursor is not None:
        address = request.url.include_query_params(cursor=found.next_cursor)
        response.headers.append("Link", f'<{address.path}?{address.query}>; rel="next"')
    return found


def _shown(source: FeedbackSource, response: Response) -> SourceOut:
    response.headers["ETag"] = etag(source.version)
    return SourceOut.model_validate(source)
