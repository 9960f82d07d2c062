"""Briefs over HTTP: as data, as HTML and as DOCX."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from common.documents import Document, docx, html
from common.web.dependencies import Paging, Reading, System, Writing, anonymous
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.audience import ANYONE
from insights.briefs import document, service
from insights.briefs.schemas import BriefIn, BriefOut, BriefSummary
from insights.dependencies import API, Now, Reads
from insights.vocabularies import service as vocabularies

router = Router(prefix=f"{API}/briefs", tags=["briefs"])
public = Router(prefix=f"{API}/published-briefs", tags=["briefs"], dependencies=[anonymous()])


@router.post("", status_code=201)
async def make_brief(
    *,
    data: BriefIn,
    session: Writing,
    ics: System,
    reader: Reads,
    now: Now,
    request: Request,
    response: Response,
) -> BriefOut:
    """Ask a question: the brief tells what is known, from whom, how strong and how old.

    Say with words and filters what to look for; a question by itself looks for findings about a
    theme that it names, or with half of its words. It keeps the versions that it rests on, and
    never changes. Ask again to have a newer one.
    Whoever reads the library may ask; a brief for everybody needs the scope `insights:deposit`.
    """
    brief = await service.make(session, ics, data, reader, now=now)
    response.headers["Location"] = f"{request.url.path}/{brief.id}"
    return brief


@router.get("")
async def list_briefs(
    *, session: Reading, reader: Reads, page: Paging, request: Request, response: Response
) -> PageOut[BriefSummary]:
    """List the briefs that you may see, the newest first."""
    found = await service.page(session, reader, page)
    body: Any = page_response(found.map(BriefSummary.model_validate), request, response)
    return PageOut[BriefSummary].model_validate(body)


@router.get("/{brief_id}")
async def read_brief(*, brief_id: UUID, session: Reading, reader: Reads) -> BriefOut:
    """Read a brief as it was made; findings that were withdrawn since are named, not told."""
    return await service.read(session, brief_id, reader)


@router.get("/{brief_id}/document.html", response_class=Response)
async def read_brief_as_html(
    *, brief_id: UUID, session: Reading, reader: Reads, request: Request
) -> Response:
    """Read a brief as one HTML page that needs nothing else."""
    brief = await service.read(session, brief_id, reader)
    return Response(html.render(_document(brief, request)), media_type=html.MEDIA_TYPE)


@router.get("/{brief_id}/document.docx", response_class=Response)
async def read_brief_as_docx(
    *, brief_id: UUID, session: Reading, reader: Reads, request: Request
) -> Response:
    """Read a brief as DOCX, to put it into a paper."""
    brief = await service.read(session, brief_id, reader)
    named = {"Content-Disposition": f'attachment; filename="brief-{brief.id}.docx"'}
    written = docx.render(_document(brief, request))
    return Response(written, media_type=docx.MEDIA_TYPE, headers=named)


@public.get("/{brief_id}")
async def read_public_brief(*, brief_id: UUID, session: Reading, request: Request) -> Document:
    """Read a brief that is for everybody, as the parts of a document."""
    brief = await service.read(session, brief_id, ANYONE)
    system = await vocabularies.system(session)
    slug = system.slug if system else ""
    return document.of(brief, f"{_home(request)}/{slug}/briefs/{brief.id}")


def _document(brief: BriefOut, request: Request) -> Document:
    """Write the document; its address is the brief's own, as the gateway has it."""
    own = request.url.path.rsplit("/", 1)[0]
    return document.of(brief, _home(request) + own)


def _home(request: Request) -> str:
    address: str = request.app.state.settings.public_url
    return address
