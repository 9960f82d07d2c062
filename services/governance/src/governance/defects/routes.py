"""Defects over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.defects import service
from governance.defects.schemas import DefectIn, DefectOut, DefectsOut
from governance.defects.service import Found

router = Router(prefix="/api/v1/{ics}/governance/meetings", tags=["sittings"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/{meeting_id}/defects", response_model=DefectsOut)
async def list_defects(session: Reading, _: Reader, meeting_id: UUID) -> DefectsOut:
    """List what was found to be wrong with a meeting, and whether its decisions stand."""
    return DefectsOut(items=[_shown(one) for one in await service.of_meeting(session, meeting_id)])


@router.post("/{meeting_id}/defects", response_model=DefectOut, status_code=201)
async def record_defect(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: DefectIn
) -> DefectOut:
    """Record what was found to be wrong with a meeting after it."""
    return _shown(
        await service.record(
            session, ics, meeting_id, data, recorded_by=manager.subject, now=utc_now()
        )
    )


def _shown(found: Found) -> DefectOut:
    defect, concerned = found
    names = set(DefectOut.model_fields) - {"decision_ids"}
    return DefectOut(decision_ids=concerned, **{name: getattr(defect, name) for name in names})
