"""The matrix of what was heard, over HTTP: as data, as a picture and as a table."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response

from common.web.dependencies import Reading
from common.web.routing import Router
from insights.dependencies import API, AsOf, Reads
from insights.gaps import drawing, service
from insights.gaps.schemas import CommentsOut, GapQuery, GapsOut
from insights.vocabularies import service as vocabularies
from insights.words import Codes

router = Router(prefix=f"{API}/gaps", tags=["gaps"])


async def gap_query(
    *,
    as_of: AsOf,
    theme: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    community: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    place: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
) -> GapQuery:
    """Read out of the address what is asked for."""
    day: date = as_of
    return GapQuery(as_of=day, themes=theme, communities=community, places=place)


Asked = Annotated[GapQuery, Depends(gap_query)]


@router.get("")
async def read_gaps(*, query: Asked, session: Reading, reader: Reads) -> GapsOut:
    """Read what was heard by theme, community and place as of a day, and which were never heard.

    Among the published findings that you may see. The same day gives the same answer, however much
    is published later; what is withdrawn or superseded leaves every day.
    """
    return await service.matrix(session, reader, query)


@router.get("/comments")
async def read_comments(
    *,
    session: Reading,
    reader: Reads,
    as_of: AsOf,
    theme: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
) -> CommentsOut:
    """Read how many comments of imported feedback were about each theme, made up to a day.

    By labels of the files and by what people accepted of suggestions, as they are now.
    """
    day: date = as_of
    return await service.comments(session, reader, GapQuery(as_of=day, themes=theme))


@router.get("/heatmap.svg", response_class=Response)
async def draw_gaps(*, query: Asked, session: Reading, reader: Reads) -> Response:
    """Draw themes by communities, the stronger and fresher the darker, as SVG.

    `table.html` says the same in a table.
    """
    gaps = await service.by_theme_and_community(session, reader, query)
    listing = await vocabularies.listing(session, on=query.as_of)
    return Response(drawing.heat_map(gaps, listing, query), media_type=drawing.SVG)


@router.get("/table.html", response_class=Response)
async def tabulate_gaps(*, query: Asked, session: Reading, reader: Reads) -> Response:
    """Give the same as the heat map, as a table for reading and for screen readers."""
    gaps = await service.by_theme_and_community(session, reader, query)
    listing = await vocabularies.listing(session, on=query.as_of)
    return Response(drawing.table(gaps, listing, query), media_type="text/html; charset=utf-8")
