"""Public minutes over HTTP: as the parts of a document, as HTML and as DOCX."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from common.documents import Document, docx, html
from common.web.dependencies import Reading, System, anonymous
from common.web.routing import Router
from governance.public_minutes import document, service
from governance.vocabularies import service as vocabularies

router = Router(
    prefix="/api/v1/{ics}/governance/published-meetings/{meeting_id}/minutes",
    tags=["public register"], dependencies=[anonymous()],
)  # fmt: skip


@router.get("")
async def read_published_minutes(
    session: Reading, ics: System, meeting_id: UUID, request: Request
) -> Document:
    """Read the approved minutes of a meeting as the parts of a document."""
    return await _written(session, ics, meeting_id, request)


@router.get("/document.html", response_class=Response)
async def read_published_minutes_as_html(
    session: Reading, ics: System, meeting_id: UUID, request: Request
) -> Response:
    """Read the approved minutes of a meeting as one HTML page that needs nothing else."""
    written = await _written(session, ics, meeting_id, request)
    return Response(html.render(written), media_type=html.MEDIA_TYPE)


@router.get("/document.docx", response_class=Response)
async def read_published_minutes_as_docx(
    session: Reading, ics: System, meeting_id: UUID, request: Request
) -> Response:
    """Read the approved minutes of a meeting as DOCX."""
    written = await _written(session, ics, meeting_id, request)
    named = {"Content-Disposition": f'attachment; filename="minutes-{meeting_id}.docx"'}
    return Response(docx.render(written), media_type=docx.MEDIA_TYPE, headers=named)


async def _written(session: Reading, ics: System, meeting_id: UUID, request: Request) -> Document:
    minutes = await service.of(session, meeting_id)
    slug, name = await vocabularies.names(session, ics)
    public_url: str = request.app.state.settings.public_url
    return document.of(minutes, name, f"{public_url.rstrip('/')}/{slug}")
