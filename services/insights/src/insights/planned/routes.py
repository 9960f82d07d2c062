"""What boards mean to take up, with the gaps that it touches, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.dependencies import API, AsOf, Manages, Now, Reads
from insights.planned import service
from insights.planned.schemas import PlannedItemOut, ThemesIn

router = Router(prefix=f"{API}/planned-items", tags=["gaps"])


@router.get("")
async def list_planned_items(
    *,
    session: Reading,
    reader: Reads,
    page: Paging,
    as_of: AsOf,
    request: Request,
    response: Response,
    body_id: Annotated[UUID | None, Query(description="Of this board alone.")] = None,
) -> PageOut[PlannedItemOut]:
    """List what boards mean to take up, each with the gaps of what was heard that it touches.

    For editors, and of boards that meet in public for partners; among the findings that you may
    see. Of what is about no theme and no place by its words, a person can say what it is about.
    """
    found = await service.page(session, reader, page, body_id=body_id, on=as_of)
    body: Any = page_response(found, request, response)
    return PageOut[PlannedItemOut].model_validate(body)


@router.put("/{item_id}/themes")
async def say_what_it_is_about(
    *, item_id: UUID, data: ThemesIn, session: Writing, reader: Manages, now: Now
) -> PlannedItemOut:
    """Say which themes an item of a board's plan is about; the last who says it is right."""
    return await service.say_themes(session, reader, item_id, data.themes, on=now.date())
