"""Call-in over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.db.engine import ReadSession
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Principal, Reading, Writing, requires
from common.web.routing import Router
from governance.call_ins import service
from governance.call_ins.schemas import (
    CallInIn,
    CallInOut,
    OutcomeIn,
    OutcomeOut,
    ReconsiderationIn,
)
from governance.decisions import service as decisions
from governance.decisions.presentation import shown
from governance.decisions.schemas import DecisionOut
from governance.decisions.service import Clerk, Recorded

router = Router(prefix="/api/v1/{ics}/governance", tags=["call-in"])
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/decisions/{decision_id}/call-in", response_model=CallInOut)
async def get_call_in(session: Reading, _: Manager, decision_id: UUID) -> CallInOut:
    """Give who called a decision in, and what came of it."""
    found, outcomes = await service.get(session, decision_id)
    own = ("decision_id", "by_post_ids", "by_body_id", "reason", "called_at")
    return CallInOut(
        outcomes=[OutcomeOut.model_validate(one) for one in outcomes],
        **{name: getattr(found, name) for name in own},
    )


@router.post("/decisions/{decision_id}/call-in", response_model=DecisionOut, status_code=201)
async def call_decision_in(
    *,
    session: Writing, manager: Manager, decision_id: UUID, data: CallInIn, expected: IfMatch,
    response: Response,
) -> DecisionOut:  # fmt: skip
    """Call a decision in: it is on hold, and a new version says so."""
    recorded = await _for_change(session, decision_id, expected)
    recorded = await service.call_in(session, recorded, data, _clerk(manager))
    return await _answer(session, recorded, response)


@router.post(
    "/decisions/{decision_id}/call-in/outcome", response_model=DecisionOut, status_code=201
)
async def conclude_call_in(
    *,
    session: Writing, manager: Manager, decision_id: UUID, data: OutcomeIn, expected: IfMatch,
    response: Response,
) -> DecisionOut:  # fmt: skip
    """Say what the committee says that looked at it: it stands, or it is sent back."""
    recorded = await _for_change(session, decision_id, expected)
    recorded = await service.conclude(session, recorded, data, _clerk(manager))
    return await _answer(session, recorded, response)


@router.post(
    "/decisions/{decision_id}/call-in/reconsideration", response_model=DecisionOut, status_code=201
)
async def reconsider_decision(
    *,
    session: Writing, manager: Manager, decision_id: UUID, data: ReconsiderationIn,
    expected: IfMatch, response: Response,
) -> DecisionOut:  # fmt: skip
    """Say what the body decided again: it stands, or another decision takes its place."""
    recorded = await _for_change(session, decision_id, expected)
    recorded = await service.reconsider(session, recorded, data, _clerk(manager))
    return await _answer(session, recorded, response)


async def _for_change(session: Writing, decision_id: UUID, expected: IfMatch) -> Recorded:
    recorded = await decisions.get_for_change(session, decision_id)
    check_version(recorded.decision.version, expected)
    return recorded


async def _answer(session: ReadSession, recorded: Recorded, response: Response) -> DecisionOut:
    response.headers["ETag"] = etag(recorded.decision.version)
    return (await shown(session, [recorded], withheld_too=True))[0]


def _clerk(principal: Principal) -> Clerk:
    return Clerk(principal.subject, utc_now())
