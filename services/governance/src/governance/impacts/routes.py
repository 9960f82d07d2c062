"""Further assessments over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.decisions.service import Clerk
from governance.impacts import service
from governance.impacts.kinds import Kind
from governance.impacts.models import ImpactAssessment
from governance.impacts.schemas import (
    AnswerOut,
    ImpactIn,
    ImpactOut,
    ImpactsOut,
    ImpactVersionsOut,
)

router = Router(prefix="/api/v1/{ics}/governance", tags=["impact assessments"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/decisions/{decision_id}/impact-assessments", response_model=ImpactsOut)
async def list_impacts(session: Reading, reader: Reader, decision_id: UUID) -> ImpactsOut:
    """List how a decision was assessed, and the kinds of assessment that are wanting."""
    found = await service.of_decision(session, decision_id)
    hidden = found.withheld and not _may_read_all(reader)
    return ImpactsOut(
        items=[_shown(row, hidden=hidden) for row in found.current],
        not_assessed=found.not_assessed,
    )


@router.post(
    "/decisions/{decision_id}/impact-assessments", response_model=ImpactOut, status_code=201
)
async def assess_impact(
    session: Writing, ics: System, manager: Manager, decision_id: UUID, data: ImpactIn
) -> ImpactOut:
    """Record an assessment of a decision, or its next version; earlier ones are kept."""
    clerk = Clerk(manager.subject, utc_now())
    return _shown(await service.assess(session, ics, decision_id, data, clerk), hidden=False)


@router.get(
    "/decisions/{decision_id}/impact-assessments/{kind}/versions",
    response_model=ImpactVersionsOut,
)
async def list_impact_versions(
    session: Reading, reader: Reader, decision_id: UUID, kind: str
) -> ImpactVersionsOut:
    """Give every version of an assessment, newest first."""
    withheld, found = await service.versions(session, decision_id, kind)
    hidden = withheld and not _may_read_all(reader)
    return ImpactVersionsOut(items=[_shown(row, hidden=hidden) for row in found])


def _shown(row: ImpactAssessment, *, hidden: bool) -> ImpactOut:
    answers = {code: AnswerOut.model_validate(said) for code, said in row.answers.items()}
    return ImpactOut(
        decision_id=row.decision_id,
        kind=Kind.model_validate(row.definition),
        version=row.version,
        answers=None if hidden else answers,
        reason=None if hidden else row.reason,
        post_id=row.post_id,
        recorded_at=row.recorded_at,
    )


def _may_read_all(principal: Principal) -> bool:
    return "governance:manage" in principal.scopes
