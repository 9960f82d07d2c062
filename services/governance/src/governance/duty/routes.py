"""The duty to involve over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.db.engine import ReadSession
from common.web.conditional import etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, requires
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.decisions.service import Clerk
from governance.dependencies import Assured, keeps_record
from governance.duty import attachments, due, law, presentation, service, urgency, withheld
from governance.duty.errors import AssessmentNotFound
from governance.duty.models import Assessment
from governance.duty.schemas import (
    AnswerIn,
    AssessmentIn,
    AssessmentOfDecision,
    AssessmentOut,
    DecisionDutyOut,
    Due,
    DueOut,
    DutiesOut,
    LimitIn,
    ProposalIn,
    ReturnIn,
    RoundIn,
    TemporaryChangeIn,
)

router = Router(prefix="/api/v1/{ics}/governance", tags=["duty to involve"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/duties", response_model=DutiesOut)
async def list_duties(
    _: Reader,
    on: Annotated[date | None, Query(description="The day asked about; today if none.")] = None,
) -> DutiesOut:
    """List the law on involvement in force on a day, and the grounds of urgency."""
    day = on or day_in_england(utc_now())
    found = [duty for duty in law.duties() if any(duty.binds(kind, day) for kind in duty.bodies)]
    return DutiesOut(duties=found, urgency_grounds=list(law.grounds(day)))


@router.get("/duty-assessments", response_model=PageOut[DueOut])
async def list_assessments(
    *,
    session: Reading,
    _: Manager,
    page: Paging,
    request: Request,
    response: Response,
    asked: Annotated[
        Due | None,
        Query(
            alias="due",
            description="What is due: decisions without an assessment, assessments that are "
            "unfinished or outdated, limits to review, temporary changes to bring back. All "
            "assessments if none.",
        ),
    ] = None,
    by: Annotated[date | None, Query(description="Due by this day; today if none.")] = None,
    body_id: Annotated[UUID | None, Query(description="Only of this body.")] = None,
) -> dict[str, Any]:
    """List assessments, or what is due, the newest first."""
    day = by or day_in_england(utc_now())
    found = await due.page(session, page, asked, day, body_id)
    return page_response(found, request, response)


@router.post("/duty-assessments", response_model=AssessmentOut, status_code=201)
async def begin_assessment(
    session: Writing, ics: System, manager: Manager, data: AssessmentIn, response: Response
) -> AssessmentOut:
    """Begin an assessment; the law in force for the body comes with it."""
    begun = await service.begin(session, ics, data, _clerk(manager))
    return await _answer(session, begun, response)


@router.get("/duty-assessments/{assessment_id}", response_model=AssessmentOut)
async def get_assessment(
    session: Reading, reader: Assured, assessment_id: UUID, response: Response
) -> AssessmentOut:
    """Give an assessment with every round, and the question that is next.

    A committee that gives assurance (`governance:assurance`) is told neither by whose account it
    was answered nor what exactly is proposed, and nothing of what is withheld.
    """
    found = await service.get(session, assessment_id)
    if keeps_record(reader):
        return await _answer(session, found, response)
    if found.id in await withheld.assessments(session):
        raise AssessmentNotFound
    return presentation.for_assurance(await _answer(session, found, response))


@router.post(
    "/duty-assessments/{assessment_id}/answers", response_model=AssessmentOut, status_code=201
)
async def answer_step(
    session: Writing, manager: Manager, assessment_id: UUID, data: AnswerIn, response: Response
) -> AssessmentOut:
    """Answer the next step; with the last one the outcome follows."""
    assessment = await service.get_for_change(session, assessment_id)
    await service.answer(session, assessment, data, _clerk(manager))
    return await _answer(session, assessment, response)


@router.post(
    "/duty-assessments/{assessment_id}/proposals", response_model=AssessmentOut, status_code=201
)
async def change_proposal(
    session: Writing, manager: Manager, assessment_id: UUID, data: ProposalIn, response: Response
) -> AssessmentOut:
    """Record what is proposed now; another text makes the assessment outdated."""
    assessment = await service.get_for_change(session, assessment_id)
    await service.propose(session, assessment, data.proposal, _clerk(manager))
    return await _answer(session, assessment, response)


@router.post(
    "/duty-assessments/{assessment_id}/rounds", response_model=AssessmentOut, status_code=201
)
async def reassess(
    session: Writing, manager: Manager, assessment_id: UUID, data: RoundIn, response: Response
) -> AssessmentOut:
    """Go through the steps again, under today's law; earlier rounds are kept."""
    assessment = await service.get_for_change(session, assessment_id)
    await service.reassess(session, assessment, data.reason, _clerk(manager))
    return await _answer(session, assessment, response)


@router.post(
    "/duty-assessments/{assessment_id}/limits", response_model=AssessmentOut, status_code=201
)
async def limit_involvement(
    session: Writing, manager: Manager, assessment_id: UUID, data: LimitIn, response: Response
) -> AssessmentOut:
    """Let urgency limit involvement, with its reason, until a review."""
    assessment = await service.get_for_change(session, assessment_id)
    await urgency.limit(session, assessment, data, _clerk(manager))
    return await _answer(session, assessment, response)


@router.post(
    "/duty-assessments/{assessment_id}/temporary-changes",
    response_model=AssessmentOut,
    status_code=201,
)
async def change_for_a_time(
    session: Writing, manager: Manager, assessment_id: UUID, data: TemporaryChangeIn,
    response: Response,
) -> AssessmentOut:  # fmt: skip
    """Record a temporary change, and the day on which it comes back."""
    assessment = await service.get_for_change(session, assessment_id)
    await urgency.change_for_a_time(session, assessment, data, _clerk(manager))
    return await _answer(session, assessment, response)


@router.post(
    "/duty-assessments/{assessment_id}/temporary-changes/{change_id}/return",
    response_model=AssessmentOut,
    status_code=201,
)
async def bring_back(
    *,
    session: Writing, manager: Manager, assessment_id: UUID, change_id: UUID, data: ReturnIn,
    response: Response,
) -> AssessmentOut:  # fmt: skip
    """Say what becomes of a temporary change: ended, extended, or made permanent."""
    assessment = await service.get_for_change(session, assessment_id)
    await urgency.bring_back(session, assessment, change_id, data, _clerk(manager))
    return await _answer(session, assessment, response)


@router.get("/decisions/{decision_id}/duty-assessment", response_model=DecisionDutyOut)
async def get_assessment_of_decision(
    session: Reading, reader: Reader, decision_id: UUID
) -> DecisionDutyOut:
    """Give the assessment that a decision rests on."""
    rest = await attachments.of_decision(session, decision_id)
    return presentation.of_decision(rest, withheld_too="governance:manage" in reader.scopes)


@router.post("/decisions/{decision_id}/duty-assessment", response_model=DecisionDutyOut)
async def rest_decision_on_assessment(
    session: Writing, ics: System, manager: Manager, decision_id: UUID, data: AssessmentOfDecision
) -> DecisionDutyOut:
    """Let a decision rest on an assessment as it stands, once and for good."""
    await attachments.link(session, ics, decision_id, data.assessment_id, _clerk(manager))
    rest = await attachments.of_decision(session, decision_id)
    return presentation.of_decision(rest, withheld_too=True)


async def _answer(
    session: ReadSession, assessment: Assessment, response: Response
) -> AssessmentOut:
    response.headers["ETag"] = etag(assessment.version)
    return presentation.shown(await service.whole(session, assessment))


def _clerk(principal: Principal) -> Clerk:
    return Clerk(principal.subject, utc_now())
