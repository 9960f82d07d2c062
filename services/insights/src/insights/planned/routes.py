"""What boards mean to take up, with the gaps that it touches, over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.documents import Document, docx, html
from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.audience import Reader
from insights.dependencies import API, AsOf, Manages, Now, Reads
from insights.planned import document, service
from insights.planned.schemas import PlannedItemOut, ThemesIn
from insights.vocabularies import service as vocabularies

router = Router(prefix=f"{API}/planned-items", tags=["gaps"])

OfBody = Annotated[UUID | None, Query(description="Of this board alone.")]


@router.get("")
async def list_planned_items(
    *,
    session: Reading,
    reader: Reads,
    page: Paging,
    as_of: AsOf,
    request: Request,
    response: Response,
    body_id: OfBody = None,
) -> PageOut[PlannedItemOut]:
    """List what boards mean to take up, each with the gaps of what was heard that it touches.

    For editors, and of boards that meet in public for partners; among the findings that you may
    see. Of what is about no theme and no place by its words, a person can say what it is about.
    """
    found = await service.page(session, reader, page, body_id=body_id, on=as_of)
    body: Any = page_response(found, request, response)
    return PageOut[PlannedItemOut].model_validate(body)


@router.get("/document.html", response_class=Response)
async def read_planned_items_as_html(
    *, session: Reading, reader: Reads, as_of: AsOf, now: Now, body_id: OfBody = None
) -> Response:
    """Read the same as one HTML page that needs nothing else, those that come soonest first.

    200 items at most; it says so where there are more.
    """
    written = await _document(session, reader, body_id, as_of, now)
    return Response(html.render(written), media_type=html.MEDIA_TYPE)


@router.get("/document.docx", response_class=Response)
async def read_planned_items_as_docx(
    *, session: Reading, reader: Reads, as_of: AsOf, now: Now, body_id: OfBody = None
) -> Response:
    """Read the same as DOCX, to put it before a planning group."""
    written = await _document(session, reader, body_id, as_of, now)
    named = {"Content-Disposition": 'attachment; filename="plans-and-gaps.docx"'}
    return Response(docx.render(written), media_type=docx.MEDIA_TYPE, headers=named)


@router.put("/{item_id}/themes")
async def say_what_it_is_about(
    *, item_id: UUID, data: ThemesIn, session: Writing, reader: Manages, now: Now
) -> PlannedItemOut:
    """Say which themes an item of a board's plan is about; the last who says it is right."""
    return await service.say_themes(session, reader, item_id, data.themes, on=day_in_england(now))


async def _document(
    session: ReadSession, reader: Reader, body_id: UUID | None, on: date, now: datetime
) -> Document:
    items, more = await service.soonest(session, reader, body_id=body_id, on=on)
    known = await vocabularies.listing(session, on=on)
    system = await vocabularies.system(session)
    author = system.name if system else ""
    return document.of(items, known, author, on=on, made_at=now, more=more)
