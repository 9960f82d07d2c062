"""Which assessment a decision rests on: said once, beside the decision and not in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.decisions import service as decisions
from governance.decisions.service import Clerk
from governance.duty import repository, service
from governance.duty.errors import AssessmentNotFound, DecisionLinked
from governance.duty.models import Assessment, DecisionDuty, Proposal


@dataclass(frozen=True)
class Rest:
    """What a decision rests on."""

    link: DecisionDuty
    whole: service.Whole
    withheld: bool
    """The decision is withheld from the public."""


async def link(
    session: WriteSession, ics: SystemCode, decision_id: UUID, assessment_id: UUID, clerk: Clerk
) -> DecisionDuty:
    """Let a decision rest on an assessment as it stands, once and for good.

    Raises:
        DecisionNotFound, AssessmentNotFound: if this system has no such one.
        AssessmentOpen, AssessmentOutdated: if the assessment has no outcome for its proposal.
        DecisionLinked: if the decision rests on another one, or is another body's.
    """
    decision = (await decisions.get_for_change(session, decision_id)).decision
    assessment: Assessment = await service.get_for_change(session, assessment_id)
    known = await repository.of_decision(session, decision_id)
    if known is not None:
        if known.assessment_id == assessment_id:
            return known
        raise DecisionLinked("The decision rests on another assessment already.")
    if decision.body_id != assessment.body_id:
        raise DecisionLinked("The assessment is another body's.")
    service.require_complete(assessment)
    linked = DecisionDuty(
        ics=ics,
        decision_id=decision_id,
        assessment_id=assessment_id,
        round=assessment.round,
        linked_at=clerk.now,
        linked_by=clerk.subject,
    )
    session.add(linked)
    await session.flush()
    return linked


async def proposals_of_decision(session: ReadSession, decision_id: UUID) -> list[Proposal]:
    """List the texts of the proposal that a decision's assessment is about, oldest first."""
    found = await repository.of_decision(session, decision_id)
    if found is None:
        return []
    return (await repository.proposals(session, found.assessment_id))[::-1]


async def resting(session: ReadSession, assessment_id: UUID) -> list[DecisionDuty]:
    """List the decisions that rest on an assessment, each with its round."""
    return await repository.resting(session, assessment_id)


async def about(
    session: ReadSession, decision_ids: Sequence[UUID], item_id: UUID | None = None
) -> list[UUID]:
    """List the assessments that decisions rest on, or that are for an item of an agenda."""
    rested = [one.assessment_id for one in await repository.of_decisions(session, decision_ids)]
    of_item = [] if item_id is None else await repository.of_item(session, item_id)
    return sorted({*rested, *of_item})


async def of_decision(session: ReadSession, decision_id: UUID) -> Rest:
    """Give what a decision rests on.

    Raises:
        DecisionNotFound: if this system has no such decision.
        AssessmentNotFound: if it rests on no assessment.
    """
    recorded = await decisions.get(session, decision_id)
    found = await repository.of_decision(session, decision_id)
    if found is None:
        raise AssessmentNotFound
    assessment = await service.get(session, found.assessment_id)
    whole = await service.whole(session, assessment)
    return Rest(found, whole, recorded.version.confidential)
