"""Search over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from common.web.dependencies import Paging, Reading
from common.web.routing import Router
from insights.dependencies import API, AsOf, Reads
from insights.search import service
from insights.search.schemas import FindingQuery, FindingResults, Order
from insights.words import Codes, Words

router = Router(prefix=API, tags=["search"])


async def finding_query(
    *,
    q: Annotated[
        Words | None,
        Query(description='Words as for a web search: "quoted phrase", or, -without.'),
    ] = None,
    theme: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    community: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    place: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    method: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    source: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    strength: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    organisation: Annotated[list[UUID], Query(max_length=200)] = [],  # noqa: B006
    heard_after: Annotated[date | None, Query(description="Heard on this day or later.")] = None,
    heard_before: Annotated[date | None, Query(description="Heard before this day.")] = None,
    order: Annotated[
        Order | None,
        Query(
            description="`relevance` where there are words, else `recency`. `strength`: what the "
            "system's rules of evidence count highest on the day of `as_of` comes first."
        ),
    ] = None,
) -> FindingQuery:
    """Read a search out of the address."""
    return FindingQuery(
        words=q or None,
        themes=theme,
        communities=community,
        places=place,
        methods=method,
        sources=source,
        strengths=strength,
        organisations=organisation,
        heard_after=heard_after,
        heard_before=heard_before,
        order=order,
    )


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
    if found.next_cursor is not None:
        address = request.url.include_query_params(cursor=found.next_cursor)
        response.headers.append("Link", f'<{address.path}?{address.query}>; rel="next"')
    return found
