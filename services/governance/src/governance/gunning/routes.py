"""The Gunning pack over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.decisions.service import Clerk
from governance.gunning import principles, service
from governance.gunning.models import Opening
from governance.gunning.schemas import (
    GunningOut,
    OpeningIn,
    OpeningOut,
    OpeningsOut,
    PrincipleOut,
)

router = Router(prefix="/api/v1/{ics}/governance", tags=["gunning principles"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/meetings/{meeting_id}/items/{item_id}/openings", response_model=OpeningsOut)
async def list_openings(
    session: Reading, _: Manager, meeting_id: UUID, item_id: UUID
) -> dict[str, Any]:
    """List what members opened of an item, in order."""
    return {"items": await service.openings(session, meeting_id, item_id)}


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/openings", response_model=OpeningOut, status_code=201
)
async def open_paper(
    *,
    session: Writing, ics: System, manager: Manager, meeting_id: UUID, item_id: UUID,
    data: OpeningIn,
) -> Opening:  # fmt: skip
    """Record that a member opens the paper of an item, or a finding, at this moment."""
    clerk = Clerk(manager.subject, utc_now())
    return await service.opened(session, ics, meeting_id, item_id, data, clerk=clerk)


@router.get("/decisions/{decision_id}/gunning", response_model=GunningOut)
async def get_gunning_pack(session: Reading, reader: Reader, decision_id: UUID) -> GunningOut:
    """Give for each Gunning principle the dated evidence on record, and what is missing."""
    recorded = await service.decision_of(session, decision_id)
    record = await service.gather(session, recorded)
    withheld = recorded.version.confidential and "governance:manage" not in reader.scopes
    found = [] if withheld else principles.pack(record)
    return GunningOut(
        decision_id=decision_id,
        reference=recorded.decision.reference,
        decided_at=record.decided.at,
        decided_by=record.decided.source,
        withheld_reason=recorded.version.withheld_reason,
        principles=[PrincipleOut.model_validate(one) for one in found],
    )
