"""Saved searches over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.dependencies import API, Now, Reads, System
from insights.saved_searches import service
from insights.saved_searches.models import SavedSearch
from insights.saved_searches.schemas import (
    MatchOut,
    SavedSearchIn,
    SavedSearchOut,
    SavedSearchPatch,
)

router = Router(prefix=f"{API}/saved-searches", tags=["saved searches"])


@router.get("")
async def list_saved_searches(
    *, session: Reading, reader: Reads, page: Paging, request: Request, response: Response
) -> PageOut[SavedSearchOut]:
    """List the searches that your organisation keeps, by name."""
    found = await service.page(session, reader, page)
    body: Any = page_response(found.map(SavedSearchOut.model_validate), request, response)
    return PageOut[SavedSearchOut].model_validate(body)


@router.post("", status_code=201)
async def save_search(
    *,
    data: SavedSearchIn,
    session: Writing,
    ics: System,
    reader: Reads,
    now: Now,
    request: Request,
    response: Response,
) -> SavedSearchOut:
    """Keep a search for your organisation: what is published from now on and matches is told."""
    search = await service.save(session, ics, reader, data, now=now)
    response.headers["Location"] = f"{request.url.path}/{search.id}"
    return _shown(search, response)


@router.get("/{search_id}")
async def read_saved_search(
    *, search_id: UUID, session: Reading, reader: Reads, response: Response
) -> SavedSearchOut:
    """Read one saved search."""
    return _shown(await service.get(session, search_id, reader), response)


@router.patch("/{search_id}")
async def change_saved_search(
    *,
    search_id: UUID,
    data: SavedSearchPatch,
    session: Writing,
    ics: System,
    reader: Reads,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> SavedSearchOut:
    """Change a saved search; what matched it before stays."""
    search = await service.change(session, ics, reader, search_id, data, expected=expected, now=now)
    return _shown(search, response)


@router.delete("/{search_id}", status_code=204)
async def delete_saved_search(
    *, search_id: UUID, session: Writing, reader: Reads, expected: IfMatch
) -> None:
    """Delete a saved search, with its matches and the notices of them."""
    await service.delete(session, reader, search_id, expected)


@router.get("/{search_id}/matches")
async def list_matches(
    *,
    search_id: UUID,
    session: Reading,
    reader: Reads,
    page: Paging,
    request: Request,
    response: Response,
) -> PageOut[MatchOut]:
    """List the findings that matched since the search was saved, newest first."""
    found = await service.matches(session, reader, search_id, page)
    body: Any = page_response(found, request, response)
    return PageOut[MatchOut].model_validate(body)


def _shown(search: SavedSearch, response: Response) -> SavedSearchOut:
    response.headers["ETag"] = etag(search.version)
    return SavedSearchOut.model_validate(search)
