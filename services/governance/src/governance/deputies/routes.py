"""Deputies over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.deputies import service
from governance.deputies.schemas import NominationIn, NominationOut, NominationsOut, RulingIn
from governance.deputies.service import Stands

router = Router(prefix="/api/v1/{ics}/governance", tags=["sittings"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/meetings/{meeting_id}/deputies", response_model=NominationsOut)
async def list_deputies(session: Reading, _: Reader, meeting_id: UUID) -> NominationsOut:
    """List the deputies nominated for a meeting, and what the chair ruled."""
    found = await service.of_meeting(session, meeting_id)
    return NominationsOut(items=[_shown(one) for one in found])


@router.post("/meetings/{meeting_id}/deputies", response_model=NominationOut, status_code=201)
async def nominate_deputy(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: NominationIn
) -> NominationOut:
    """Record that a member nominated a deputy for a meeting."""
    return _shown(
        await service.nominate(
            session, ics, meeting_id, data, recorded_by=manager.subject, now=utc_now()
        )
    )


@router.post(
    "/meetings/{meeting_id}/deputies/{nomination_id}/rulings",
    response_model=NominationOut,
    status_code=201,
)
async def rule_on_deputy(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, nomination_id: UUID,
    data: RulingIn,
) -> NominationOut:  # fmt: skip
    """Record what the chair ruled on a deputy, or that the member withdrew the nomination."""
    return _shown(
        await service.rule(
            session, ics, meeting_id, nomination_id, data, recorded_by=manager.subject,
            now=utc_now(),
        )
    )  # fmt: skip


def _shown(found: Stands) -> NominationOut:
    nomination, ruling = found
    names = set(NominationOut.model_fields) - {"outcome", "reason", "ruled_at"}
    return NominationOut(
        outcome=None if ruling is None else ruling.outcome,
        reason=None if ruling is None else ruling.reason,
        ruled_at=None if ruling is None else ruling.at,
        **{name: getattr(nomination, name) for name in names},
    )
