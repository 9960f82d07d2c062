"""Delegations over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from common.clock import day_in_england, utc_now
from common.db.engine import ReadSession
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.decisions import service as decisions
from governance.decisions.clock import require_after_the_log
from governance.decisions.presentation import shown
from governance.decisions.schemas import DecisionOut
from governance.decisions.service import Clerk, Recorded
from governance.delegations import exercising, service
from governance.delegations.models import Delegation, Revocation
from governance.delegations.schemas import (
    DelegatedDecisionsOut,
    DelegationIn,
    DelegationOut,
    DelegationsOut,
    ExerciseIn,
    RevocationIn,
)
from governance.reporting import service as reporting

router = Router(prefix="/api/v1/{ics}/governance", tags=["delegations"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/bodies/{body_id}/delegations", response_model=DelegationsOut)
async def list_delegations(session: Reading, reader: Reader, body_id: UUID) -> DelegationsOut:
    """List what a body delegated, the newest first, with what was decided under each.

    What withheld decisions delegated is told to those who keep the record alone.
    """
    found = await service.of_body(session, body_id)
    under = await service.exercises(session, [given.id for given, _ in found])
    today = day_in_england(utc_now())
    items = []
    for given, revoked in found:
        decision = await decisions.get(session, given.decision_id)
        if decision.version.confidential and not _may_read_all(reader):
            continue
        items.append(_delegation(given, revoked, under[given.id], today))
    return DelegationsOut(items=items)


@router.post("/decisions/{decision_id}/delegations", response_model=DecisionOut, status_code=201)
async def delegate_power(
    *,
    session: Writing, manager: Manager, decision_id: UUID, data: DelegationIn, expected: IfMatch,
    response: Response,
) -> DecisionOut:  # fmt: skip
    """Let a decision give a power to a role or post: a new version is recorded."""
    recorded = await decisions.get_for_change(session, decision_id)
    check_version(recorded.decision.version, expected)
    recorded = await service.delegate(session, recorded, data, _clerk(manager))
    return await _answer(session, recorded, response)


@router.post("/delegations/{delegation_id}/revocation", response_model=DecisionOut, status_code=201)
async def revoke_delegation(
    session: Writing, manager: Manager, delegation_id: UUID, data: RevocationIn, response: Response
) -> DecisionOut:
    """Take a power back from today on; gives the decision that had given it."""
    recorded = await service.revoke(session, delegation_id, data.reason, _clerk(manager))
    return await _answer(session, recorded, response)


@router.post("/delegations/{delegation_id}/exercises", response_model=DecisionOut, status_code=201)
async def exercise_delegation(
    *,
    session: Writing, ics: System, manager: Manager, delegation_id: UUID, data: ExerciseIn,
    response: Response,
) -> DecisionOut:  # fmt: skip
    """Record a decision under a delegation; the body's next meeting is told of it."""
    await require_after_the_log(session, utc_now())
    recorded = await exercising.exercise(session, ics, delegation_id, data, _clerk(manager))
    return await _answer(session, recorded, response)


@router.get("/bodies/{body_id}/delegated-decisions", response_model=DelegatedDecisionsOut)
async def list_delegated_decisions(
    session: Reading,
    reader: Reader,
    body_id: UUID,
    meeting_id: Annotated[
        UUID | None, Query(description="The meeting that is told; the next one if none.")
    ] = None,
) -> DelegatedDecisionsOut:
    """List the decisions taken under delegation since the meeting before."""
    period = await reporting.since_last_meeting(
        session, body_id, "delegation", meeting_id, day_in_england(utc_now())
    )
    found = [await decisions.get(session, one) for one in period.decision_ids]
    items = await shown(session, found, withheld_too=_may_read_all(reader))
    return DelegatedDecisionsOut(since=period.since, until=period.until, items=items)


def _delegation(
    given: Delegation, revoked: Revocation | None, under: list[UUID], today: date
) -> DelegationOut:
    own = ("id", "decision_id", "body_id", "part", "role", "scope", "until", "conditions")
    return DelegationOut.model_validate(
        {name: getattr(given, name) for name in own}
        | {
            "state": service.state_on((given, revoked), today),
            "revoked_on": revoked and revoked.revoked_on,
            "revoked_reason": revoked and revoked.reason,
            "exercises": under,
        }
    )


async def _answer(session: ReadSession, recorded: Recorded, response: Response) -> DecisionOut:
    response.headers["ETag"] = etag(recorded.decision.version)
    return (await shown(session, [recorded], withheld_too=True))[0]


def _clerk(principal: Principal) -> Clerk:
    return Clerk(principal.subject, utc_now())


def _may_read_all(principal: Principal) -> bool:
    return "governance:manage" in principal.scopes
