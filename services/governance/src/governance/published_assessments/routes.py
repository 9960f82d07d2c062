"""Assessments for everybody, over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from common.clock import utc_now
from common.errors import FieldError, Invalid
from common.web.dependencies import Principal, Reading, System, Writing, anonymous, requires
from common.web.routing import Router
from governance.decisions.service import Clerk
from governance.published_assessments import service
from governance.published_assessments.schemas import (
    PublishedAssessmentOut,
    PublishedAssessmentsOut,
)
from governance.words import Code

TAG = "published assessments"
router = Router(prefix="/api/v1/{ics}/governance", tags=[TAG])
public = Router(
    prefix="/api/v1/{ics}/governance/published-assessments",
    tags=[TAG],
    dependencies=[anonymous()],
)
Manager = Annotated[Principal, requires("governance:manage")]


@router.post("/duty-assessments/{assessment_id}/publication", response_model=PublishedAssessmentOut)
async def publish_duty_assessment(
    session: Writing, ics: System, manager: Manager, assessment_id: UUID
) -> PublishedAssessmentOut:
    """Publish an assessment of the duty to involve as it stands: outcome, reasons and law, without
    who answered or the text of the proposal. After it was assessed again, publish it again."""
    return await service.publish_duty(session, ics, assessment_id, _clerk(manager))


@router.post(
    "/decisions/{decision_id}/impact-assessments/{kind}/publication",
    response_model=PublishedAssessmentOut,
)
async def publish_impact_assessment(
    session: Writing, ics: System, manager: Manager, decision_id: UUID, kind: Code
) -> PublishedAssessmentOut:
    """Publish the current version of a further assessment of a decision."""
    return await service.publish_impact(session, ics, decision_id, kind, _clerk(manager))


@public.get("", response_model=PublishedAssessmentsOut)
async def list_published_assessments(
    session: Reading,
    decision_id: Annotated[UUID | None, Query(description="Those of this decision.")] = None,
    paper_id: Annotated[
        UUID | None, Query(description="Those of this paper's item, and of what was decided on it.")
    ] = None,
) -> PublishedAssessmentsOut:
    """List the published assessments of a decision, or of a paper: name one of the two."""
    if decision_id is not None and paper_id is None:
        return PublishedAssessmentsOut(items=await service.of_decision(session, decision_id))
    if paper_id is not None and decision_id is None:
        return PublishedAssessmentsOut(items=await service.of_paper(session, paper_id))
    raise Invalid(
        "Name a decision or a paper, and not both.",
        fields=(FieldError("query.decision_id", "or paper_id must be given, one of the two"),),
    )


@public.get("/{kind}/{subject_id}", response_model=PublishedAssessmentOut)
async def get_published_assessment(
    session: Reading, kind: Code, subject_id: UUID
) -> PublishedAssessmentOut:
    """Give an assessment as it was published last. `kind` is `duty_to_involve`, with the id of the
    assessment, or that of a further assessment, with the id of the decision."""
    return await service.published(session, kind, subject_id)


def _clerk(manager: Principal) -> Clerk:
    return Clerk(manager.subject, utc_now())
