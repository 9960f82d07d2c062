"""Search over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from common.db.pagination import MAX_LIMIT, Cursor, PageRequest
from common.web.dependencies import Reading
from common.web.routing import Router
from insights.dependencies import API, Reads
from insights.search import service
from insights.search.schemas import FindingQuery, FindingResults

router = Router(prefix=API, tags=["search"])


class Search(FindingQuery):
    """A search and its page."""

    limit: int = Field(default=20, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=1000)


@router.get("/search")
async def search_findings(
    *,
    query: Annotated[Search, Query()],
    session: Reading,
    reader: Reads,
    request: Request,
    response: Response,
) -> FindingResults:
    """Search the published findings that you may see, with counts for each filter."""
    after = Cursor(query.cursor) if query.cursor is not None else None
    found = await service.findings(session, reader, query, PageRequest(query.limit, after))
    if found.next_cursor is not None:
        address = request.url.include_query_params(cursor=found.next_cursor)
        response.headers.append("Link", f'<{address.path}?{address.query}>; rel="next"')
    return found
