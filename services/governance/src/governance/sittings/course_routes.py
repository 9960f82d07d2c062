"""Confirming the quorum, adjourning and resuming, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.sittings import proceedings
from governance.sittings.course_schemas import (
    AdjournmentIn,
    AdjournmentOut,
    AdjournmentsOut,
    ConfirmationIn,
    ConfirmationOut,
    ConfirmationsOut,
)
from governance.sittings.models import Adjournment, QuorumConfirmation

router = Router(prefix="/api/v1/{ics}/governance/meetings", tags=["sittings"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/{meeting_id}/quorum-confirmations", response_model=ConfirmationsOut)
async def list_confirmations(session: Reading, _: Reader, meeting_id: UUID) -> dict[str, Any]:
    """List when the chair confirmed that the meeting is quorate."""
    return {"items": await proceedings.confirmations_of(session, meeting_id)}


@router.post("/{meeting_id}/quorum-confirmations", response_model=ConfirmationOut, status_code=201)
async def confirm_quorum(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: ConfirmationIn
) -> QuorumConfirmation:
    """Record that the chair confirmed that the meeting is quorate."""
    return await proceedings.confirm_quorum(
        session, ics, meeting_id, data, recorded_by=manager.subject, now=utc_now()
    )


@router.get("/{meeting_id}/adjournments", response_model=AdjournmentsOut)
async def list_adjournments(session: Reading, _: Reader, meeting_id: UUID) -> dict[str, Any]:
    """List when a meeting was adjourned and resumed."""
    return {"items": await proceedings.adjournments(session, meeting_id)}


@router.post("/{meeting_id}/adjournments", response_model=AdjournmentOut, status_code=201)
async def adjourn_or_resume(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: AdjournmentIn
) -> Adjournment:
    """Record that the chair adjourned a meeting, or that it was resumed."""
    return await proceedings.adjourn(
        session, ics, meeting_id, data, recorded_by=manager.subject, now=utc_now()
    )
