"""Urgent decisions over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.db.engine import ReadSession
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Principal, System, Writing, requires
from common.web.routing import Router
from governance.decisions import service as decisions
from governance.decisions.clock import require_after_the_log
from governance.decisions.presentation import shown
from governance.decisions.schemas import DecisionOut
from governance.decisions.service import Clerk, Recorded
from governance.urgent import service
from governance.urgent.schemas import RatificationIn, UrgentIn

router = Router(prefix="/api/v1/{ics}/governance", tags=["urgent decisions"])
Manager = Annotated[Principal, requires("governance:manage")]


@router.post("/bodies/{body_id}/urgent-decisions", response_model=DecisionOut, status_code=201)
async def decide_urgently(
    *,
    session: Writing, ics: System, manager: Manager, body_id: UUID, data: UrgentIn,
    response: Response,
) -> DecisionOut:  # fmt: skip
    """Record a decision that could not wait for a meeting; the next meeting is told of it."""
    await require_after_the_log(session, utc_now())
    recorded = await service.decide(session, ics, body_id, data, _clerk(manager))
    return await _answer(session, recorded, response)


@router.post("/decisions/{decision_id}/ratification", response_model=DecisionOut, status_code=201)
async def ratify_decision(
    *,
    session: Writing, manager: Manager, decision_id: UUID, data: RatificationIn,
    expected: IfMatch, response: Response,
) -> DecisionOut:  # fmt: skip
    """Say whether the body ratified an urgent decision; not ratified, it is in force no more."""
    recorded = await decisions.get_for_change(session, decision_id)
    check_version(recorded.decision.version, expected)
    recorded = await service.ratify(session, recorded, data, _clerk(manager))
    return await _answer(session, recorded, response)


async def _answer(session: ReadSession, recorded: Recorded, response: Response) -> DecisionOut:
    response.headers["ETag"] = etag(recorded.decision.version)
    return (await shown(session, [recorded], withheld_too=True))[0]


def _clerk(principal: Principal) -> Clerk:
    return Clerk(principal.subject, utc_now())
