"""Search over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from common.web.dependencies import Paging, Reading, anonymous
from common.web.routing import Router
from insights.dependencies import API, AsOf, Reads
from insights.search import public, service
from insights.search.asked import finding_query
from insights.search.schemas import FindingQuery, FindingResults, NamedFindings

router = Router(prefix=API, tags=["search"])


@router.get("/search")
async def search_findings(
    *,
    query: Annotated[FindingQuery, Depends(finding_query)],
    session: Reading,
    reader: Reads,
    page: Paging,
    as_of: AsOf,
    request: Request,
    response: Response,
) -> FindingResults:
    """Search the published findings that you may see, with counts for each filter.

    Each tells how old it is: `ageing`.
    """
    found = await service.findings(session, reader, query, page, as_of=as_of)
    _say_next(found, request, response)
    return found


@router.get("/published-findings", dependencies=[anonymous()])
async def search_public_findings(
    *,
    query: Annotated[FindingQuery, Depends(finding_query)],
    session: Reading,
    page: Paging,
    as_of: AsOf,
    request: Request,
    response: Response,
) -> NamedFindings:
    """Search the published findings that are for everybody, as anyone may, with counts for each
    filter and the names of codes."""
    response.headers["Cache-Control"] = "no-store"
    found = await public.findings(session, query, page, as_of=as_of)
    _say_next(found, request, response)
    return found


def _say_next(found: FindingResults, request: Request, response: Response) -> None:
    if found.next_cursor is not None:
        address = request.url.include_query_params(cursor=found.next_cursor)
        response.headers.append("Link", f'<{address.path}?{address.query}>; rel="next"')
