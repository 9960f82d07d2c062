"""Commissions over HTTP, for the staff who make selections."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from common.web.dependencies import Paging, Reading, System
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.commissions import service
from panel.commissions.schemas import CommissionOut
from panel.dependencies import Reader

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: selections"])


@router.get("/commissions")
async def list_commissions(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: Reader,
    cancelled: Annotated[bool, Query(description="Those that were cancelled too.")] = False,
) -> PageOut[CommissionOut]:
    """List what bodies have commissioned, the newest first; a selection names one by its id."""
    page = await service.list_page(session, ics, paging, cancelled_too=cancelled)
    shown = page_response(page, request, response)
    return PageOut[CommissionOut].model_validate(shown)
