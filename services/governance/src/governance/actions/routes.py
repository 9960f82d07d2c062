"""Actions over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, requires
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.actions import service
from governance.actions.models import Action
from governance.actions.schemas import ActionIn, ActionOut, ActionPatch, Status
from governance.words import Day

router = Router(prefix="/api/v1/{ics}/governance", tags=["actions"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/actions", response_model=PageOut[ActionOut])
async def list_actions(
    *,
    session: Reading,
    reader: Reader,
    page: Paging,
    request: Request,
    response: Response,
    body_id: Annotated[UUID | None, Query(description="Only actions of this body.")] = None,
    meeting_id: Annotated[UUID | None, Query(description="Only those of this meeting.")] = None,
    status: Annotated[Status | None, Query(description="Only those in this status.")] = None,
    owner_post_id: Annotated[UUID | None, Query(description="Only those of this post.")] = None,
    due_by: Annotated[
        Day | None, Query(description="Only those due by this day; they have a due_on.")
    ] = None,
) -> dict[str, Any]:
    """List actions, the newest first; those of items that are withheld to those alone who keep the
    record."""
    found = await service.list_page(
        session,
        page,
        body_id=body_id,
        meeting_id=meeting_id,
        status=status,
        owner_post_id=owner_post_id,
        due_by=due_by,
        withheld_too=_keeps_the_record(reader),
    )
    return page_response(found, request, response)


@router.post("/actions", response_model=ActionOut, status_code=201)
async def add_action(
    session: Writing, ics: System, _: Manager, data: ActionIn, response: Response
) -> Action:
    """Keep an action."""
    action = await service.add(session, ics, data)
    response.headers["ETag"] = etag(action.version)
    return action


@router.get("/actions/{action_id}", response_model=ActionOut)
async def get_action(
    session: Reading, reader: Reader, action_id: UUID, response: Response
) -> Action:
    """Give an action."""
    action = await service.get(session, action_id, withheld_too=_keeps_the_record(reader))
    response.headers["ETag"] = etag(action.version)
    return action


@router.patch("/actions/{action_id}", response_model=ActionOut)
async def change_action(
    *,
    session: Writing, _: Manager, action_id: UUID, patch: ActionPatch, expected: IfMatch,
    response: Response,
) -> Action:  # fmt: skip
    """Change an action, close it, or open it again."""
    action = await service.get_for_change(session, action_id)
    check_version(action.version, expected)
    await service.change(session, action, patch, today=day_in_england(utc_now()))
    response.headers["ETag"] = etag(action.version)
    return action


def _keeps_the_record(principal: Principal) -> bool:
    """Say whether somebody may read what is withheld from the public."""
    return "governance:manage" in principal.scopes
