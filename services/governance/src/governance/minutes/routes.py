"""Imported minutes over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, requires
from common.web.form import UnsupportedMediaType
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.decisions.clock import require_after_the_log
from governance.decisions.service import Clerk
from governance.minutes import recording, service
from governance.minutes.content import with_source
from governance.minutes.doubts import doubts_with_state
from governance.minutes.models import MinutesImport
from governance.minutes.receiving import MAX_DOCUMENT, received
from governance.minutes.recording import Recording
from governance.minutes.schemas import (
    DraftOut,
    ImportOut,
    ImportPatch,
    ImportSummary,
    LeftOutOut,
    RecordedOut,
    SourceOut,
)
from governance.minutes.service import Importer

router = Router(prefix="/api/v1/{ics}/governance", tags=["minutes"])
Manager = Annotated[Principal, requires("governance:manage")]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TAKEN = ("text/plain", "text/markdown", "text/html", "application/xhtml+xml", "application/pdf",
          _DOCX, "application/xml", "text/xml", "application/octet-stream")  # fmt: skip
_BODY = {
    "requestBody": {
        "required": True,
        "description": "The minutes, or a pack with them: text in UTF-8, PDF, Word, a web page, or "
        "a meeting of ModernGov as its page or as XML. What it is is told by its bytes.",
        "content": {kind: {"schema": {"type": "string"}} for kind in _TAKEN},
    }
}


@router.post(
    "/minutes-imports",
    response_model=ImportOut,
    status_code=201,
    max_body_size=MAX_DOCUMENT,
    openapi_extra=_BODY,
    responses={200: {"model": ImportOut, "description": "The same minutes came before."}},
)
async def import_minutes(
    *,
    session: Writing,
    ics: System,
    manager: Manager,
    request: Request,
    response: Response,
    body_id: Annotated[UUID, Query(description="The body whose minutes they are.")],
) -> ImportOut:
    """Read minutes into a draft; nothing is recorded yet.

    The same bytes again for the same body give the draft that there is, with status 200.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _TAKEN:
        raise UnsupportedMediaType(f"Send the minutes as one of {', '.join(_TAKEN)}.")
    async with received(request.stream()) as sent:
        async with request.app.state.database.reading(ics) as early:
            held = await service.known(early, body_id, sent)
        # While a document is read, no connection to the database is held.
        if held is None:
            document = await service.read(sent)
            held, fresh = await service.import_read(
                session, ics, body_id, received=sent, document=document, importer=_importer(manager)
            )
            response.status_code = 201 if fresh else 200
        else:
            response.status_code = 200
    return _shown(held, response)


@router.get("/minutes-imports", response_model=PageOut[ImportSummary])
async def list_imports(
    *,
    session: Reading,
    _: Manager,
    page: Paging,
    request: Request,
    response: Response,
    body_id: Annotated[UUID | None, Query(description="Only those of this body.")] = None,
) -> dict[str, Any]:
    """List imported minutes, the newest first."""
    return page_response(await service.list_page(session, page, body_id), request, response)


@router.get("/minutes-imports/{import_id}", response_model=ImportOut)
async def get_import(
    session: Reading, _: Manager, import_id: UUID, response: Response
) -> ImportOut:
    """Give a draft: every piece with its lines and the source's own words there."""
    return _shown(await service.get(session, import_id), response)


@router.get("/minutes-imports/{import_id}/source", response_model=SourceOut)
async def get_source(session: Reading, _: Manager, import_id: UUID) -> SourceOut:
    """Give the text as it was sent, or the lines that were read out of the document."""
    found = await service.get(session, import_id)
    return SourceOut.model_construct(text=found.source_text, page_starts=found.page_starts)


@router.patch("/minutes-imports/{import_id}", response_model=ImportOut)
async def correct_import(
    *,
    session: Writing, manager: Manager, import_id: UUID, patch: ImportPatch, expected: IfMatch,
    response: Response,
) -> ImportOut:  # fmt: skip
    """Correct a draft; what was read, and its lines, stay beside each correction."""
    draft = await service.get_for_change(session, import_id)
    check_version(draft.version, expected)
    return _shown(await service.correct(session, draft, patch, _importer(manager)), response)


@router.post("/minutes-imports/{import_id}/record", response_model=RecordedOut)
async def record_import(
    session: Writing, ics: System, manager: Manager, import_id: UUID
) -> Recording:
    """Record the draft: its meeting, who came, the items, and a decision for each resolution.

    Recording it again gives what was recorded.
    """
    now = await require_after_the_log(session, utc_now())
    draft = await service.get_for_change(session, import_id)
    return await recording.record(session, ics, draft, Clerk(manager.subject, now))


def _importer(principal: Principal) -> Importer:
    return Importer(principal.subject, utc_now())


def _shown(imported: MinutesImport, response: Response) -> ImportOut:
    response.headers["ETag"] = etag(imported.version)
    # Cut as the reader cuts, or the lines would not be those that the pieces name.
    text = imported.source_text.replace("\r\n", "\n").replace("\r", "\n")
    draft = with_source(imported.content, text.split("\n"), imported.page_starts)
    draft["doubts"] = doubts_with_state(draft, imported.accepted_doubts)
    summary = ImportSummary.model_validate(imported).model_dump()
    return ImportOut(
        **summary,
        sha256=imported.digest.hex(),
        pages=len(imported.page_starts) or None,
        left_out=[LeftOutOut.model_validate(one) for one in imported.left_out],
        draft=DraftOut.model_validate(draft),
        corrections=imported.corrections,
        accepted_doubts=imported.accepted_doubts,
    )
