"""An organisation's box of notices, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.dependencies import API, Now, Reads
from insights.notices import atom, service
from insights.notices.schemas import NoticeOut, ReadIn, UnreadOut
from insights.vocabularies import service as vocabularies

router = Router(prefix=f"{API}/notices", tags=["notices"])

Unread = Annotated[
    bool | None, Query(description="`true`: those not read yet; `false`: those read.")
]


@router.get("")
async def list_notices(
    *,
    session: Reading,
    reader: Reads,
    page: Paging,
    request: Request,
    response: Response,
    unread: Unread = None,
) -> PageOut[NoticeOut]:
    """List what your organisation is told, newest first."""
    found = await service.page(session, reader, page, unread=unread)
    body: Any = page_response(found, request, response)
    return PageOut[NoticeOut].model_validate(body)


@router.get("/unread")
async def count_unread_notices(*, session: Reading, reader: Reads) -> UnreadOut:
    """Count the notices that wait to be read."""
    return UnreadOut(unread=await service.count_unread(session, reader))


@router.get("/feed.atom", response_class=Response)
async def read_notices_as_atom(
    *, session: Reading, reader: Reads, page: Paging, request: Request
) -> Response:
    """Read what your organisation is told as Atom, newest first; it needs your key like the rest.

    Reading the feed marks nothing as read.
    """
    found = await service.page(session, reader, page)
    system = await vocabularies.system(session)
    home: str = request.app.state.settings.public_url
    own = f"{home}{request.url.path}"
    after = f"{own}?limit={page.limit}&cursor={found.next_cursor}" if found.next_cursor else None
    query = f"?{request.url.query}" if request.url.query else ""
    written = atom.write_atom(
        found.items, author=system.name if system else "", self_url=own + query, next_url=after
    )
    return Response(written, media_type=f"{atom.MEDIA_TYPE}; charset=utf-8")


@router.post("/read", status_code=204)
async def mark_notices_as_read(*, data: ReadIn, session: Writing, reader: Reads, now: Now) -> None:
    """Mark every notice up to one as read; what came later stays unread."""
    await service.mark_until(session, reader, data.until, read_at=now)


@router.post("/{notice_id}/read")
async def mark_notice_as_read(
    *, notice_id: UUID, session: Writing, reader: Reads, now: Now
) -> NoticeOut:
    """Mark one notice as read."""
    return await service.mark(session, reader, notice_id, read_at=now)


@router.post("/{notice_id}/unread")
async def mark_notice_as_unread(*, notice_id: UUID, session: Writing, reader: Reads) -> NoticeOut:
    """Mark one notice as not read yet."""
    return await service.mark(session, reader, notice_id, read_at=None)
