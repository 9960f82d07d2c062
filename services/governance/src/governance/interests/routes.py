"""Interests over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.interests import service
from governance.interests.models import Interest, ItemInterest
from governance.interests.schemas import (
    InterestEnd,
    InterestIn,
    InterestOut,
    InterestsOut,
    ItemInterestIn,
    ItemInterestOut,
    ItemInterestsOut,
)
from governance.meetings import agenda
from governance.sittings import ruling

router = Router(prefix="/api/v1/{ics}/governance", tags=["interests"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/bodies/{body_id}/interests", response_model=InterestsOut)
async def list_interests(session: Reading, _: Reader, body_id: UUID) -> dict[str, Any]:
    """Give the register of interests of a body, newest first."""
    return {"items": await service.register(session, body_id)}


@router.post("/posts/{post_id}/interests", response_model=InterestOut, status_code=201)
async def declare_interest(
    *,
    session: Writing, ics: System, _: Manager, post_id: UUID, data: InterestIn, response: Response,
) -> Interest:  # fmt: skip
    """Enter an interest in the register."""
    interest = await service.declare(session, ics, post_id, data)
    response.headers["ETag"] = etag(interest.version)
    return interest


@router.patch("/interests/{interest_id}", response_model=InterestOut)
async def end_interest(
    *,
    session: Writing, _: Manager, interest_id: UUID, data: InterestEnd, expected: IfMatch,
    response: Response,
) -> Interest:  # fmt: skip
    """Say when an interest ended."""
    interest = await service.for_change(session, interest_id)
    check_version(interest.version, expected)
    await service.end(session, interest, data.ended_on)
    response.headers["ETag"] = etag(interest.version)
    return interest


@router.get("/meetings/{meeting_id}/items/{item_id}/interests", response_model=ItemInterestsOut)
async def list_item_interests(
    session: Reading, reader: Reader, meeting_id: UUID, item_id: UUID
) -> dict[str, Any]:
    """List what was declared and ruled on an item; on one that is withheld for those alone who keep
    the record."""
    found = await service.of_item(session, meeting_id, item_id)
    hidden = await agenda.hidden_from(session, meeting_id, reader.scopes)
    return {"items": [] if item_id in hidden else found}


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/interests",
    response_model=ItemInterestOut,
    status_code=201,
)
async def declare_item_interest(
    *,
    session: Writing, ics: System, manager: Manager, meeting_id: UUID, item_id: UUID,
    data: ItemInterestIn,
) -> ItemInterest:  # fmt: skip
    """Record an interest in an item, with the chair's ruling. Nobody rules on their own."""
    if data.takes_part:
        await ruling.require_another_rules(session, meeting_id, item_id, data.post_id, data.at)
    return await service.declare_in_item(
        session, ics, meeting_id, item_id, data, recorded_by=manager.subject, now=utc_now()
    )
