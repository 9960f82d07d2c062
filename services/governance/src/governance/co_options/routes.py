"""Co-options over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.co_options import service
from governance.co_options.schemas import CoOptionIn, CoOptionOut, CoOptionsOut
from governance.co_options.service import CoOpted

router = Router(prefix="/api/v1/{ics}/governance/bodies", tags=["bodies"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/{body_id}/co-options", response_model=CoOptionsOut)
async def list_co_options(session: Reading, _: Reader, body_id: UUID) -> CoOptionsOut:
    """List a body's co-opted members, and on what ground each was co-opted."""
    found = await service.of_body(session, body_id)
    return CoOptionsOut(items=[_shown(one) for one in found])


@router.post("/{body_id}/co-options", response_model=CoOptionOut, status_code=201)
async def co_opt_member(
    *, session: Writing, ics: System, manager: Manager, body_id: UUID, data: CoOptionIn
) -> CoOptionOut:
    """Co-opt a member, by a decision of the body or by the chair to reach a quorum."""
    return _shown(
        await service.co_opt(
            session, ics, body_id, data, recorded_by=manager.subject, now=utc_now()
        )
    )


def _shown(one: CoOpted) -> CoOptionOut:
    names = ("post_id", "ground", "chosen_by", "decision_id", "meeting_id")
    return CoOptionOut(
        holder_id=None if one.holder is None else one.holder.id,
        valid_from=one.post.valid_from,
        valid_to=one.post.valid_to,
        **{name: getattr(one.co_option, name) for name in names},
    )
