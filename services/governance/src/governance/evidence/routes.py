"""What is known of the library's findings and activities, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from common.web.dependencies import Paging, Principal, Reading, requires
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.evidence import service
from governance.evidence.schemas import ActivityOut, FindingOut

router = Router(prefix="/api/v1/{ics}/governance/evidence", tags=["evidence"])
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/findings", response_model=PageOut[FindingOut])
async def list_findings(
    *,
    session: Reading,
    _: Manager,
    page: Paging,
    request: Request,
    response: Response,
    state: Annotated[
        Literal["published", "superseded", "withdrawn"] | None,
        Query(description="Only versions in this state; those that can be cited are published."),
    ] = None,
) -> dict[str, Any]:
    """List the versions of findings that governance knows of."""
    return page_response(await service.finding_page(session, page, state), request, response)


@router.get("/activities", response_model=PageOut[ActivityOut])
async def list_activities(
    session: Reading, _: Manager, page: Paging, request: Request, response: Response
) -> dict[str, Any]:
    """List the activities that governance knows of."""
    return page_response(await service.activity_page(session, page), request, response)
