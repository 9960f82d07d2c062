"""SQL of the duty to involve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession, WriteSession
from governance.duty.models import (
    Assessment,
    DecisionDuty,
    Limit,
    Proposal,
    Return,
    Round,
    StepAnswer,
    TemporaryChange,
)


async def get(session: ReadSession, assessment_id: UUID) -> Assessment | None:
    """Give one assessment of the transaction's system."""
    query = select(Assessment).where(Assessment.id == assessment_id)
    return (await session.scalars(query)).one_or_none()


async def of_item(session: ReadSession, item_id: UUID) -> list[UUID]:
    """List the assessments that are for an item of an agenda."""
    return list(await session.scalars(select(Assessment.id).where(Assessment.item_id == item_id)))


async def get_for_change(session: WriteSession, assessment_id: UUID) -> Assessment | None:
    """Give one assessment, locked until the transaction ends."""
    query = select(Assessment).where(Assessment.id == assessment_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def proposals(session: ReadSession, assessment_id: UUID) -> list[Proposal]:
    """List the texts of a proposal, newest first."""
    query = select(Proposal).where(Proposal.assessment_id == assessment_id)
    return list(await session.scalars(query.order_by(Proposal.number.desc())))


async def proposal(session: ReadSession, assessment_id: UUID, number: int) -> Proposal:
    """Give one text of a proposal, which must be there."""
    query = select(Proposal).where(
        Proposal.assessment_id == assessment_id, Proposal.number == number
    )
    return (await session.scalars(query)).one()


async def rounds(session: ReadSession, assessment_id: UUID) -> list[Round]:
    """List the rounds of an assessment, newest first."""
    query = select(Round).where(Round.assessment_id == assessment_id)
    return list(await session.scalars(query.order_by(Round.round.desc())))


async def answers(session: ReadSession, assessment_id: UUID) -> dict[int, list[StepAnswer]]:
    """Give the answers of an assessment by round, in the order of the steps."""
    query = select(StepAnswer).where(StepAnswer.assessment_id == assessment_id)
    found: dict[int, list[StepAnswer]] = defaultdict(list)
    for row in await session.scalars(query.order_by(StepAnswer.round, StepAnswer.step)):
        found[row.round].append(row)
    return found


async def limits(session: ReadSession, assessment_id: UUID) -> list[Limit]:
    """List how urgency limited involvement, newest first."""
    query = select(Limit).where(Limit.assessment_id == assessment_id)
    return list(await session.scalars(query.order_by(Limit.id.desc())))


async def temporary_changes(
    session: ReadSession, assessment_id: UUID
) -> list[tuple[TemporaryChange, Return | None]]:
    """List temporary changes with what became of them, newest first."""
    query = (
        select(TemporaryChange, Return)
        .outerjoin(
            Return, (Return.ics == TemporaryChange.ics) & (Return.change_id == TemporaryChange.id)
        )
        .where(TemporaryChange.assessment_id == assessment_id)
        .order_by(TemporaryChange.id.desc())
    )
    return [(change, came) for change, came in (await session.execute(query)).all()]


async def decision_ids(session: ReadSession, assessment_id: UUID) -> list[UUID]:
    """List the decisions that rest on an assessment."""
    query = select(DecisionDuty.decision_id).where(DecisionDuty.assessment_id == assessment_id)
    return list(await session.scalars(query.order_by(DecisionDuty.decision_id)))


async def of_decision(session: ReadSession, decision_id: UUID) -> DecisionDuty | None:
    """Give the assessment that a decision rests on."""
    query = select(DecisionDuty).where(DecisionDuty.decision_id == decision_id)
    return (await session.scalars(query)).one_or_none()


async def of_decisions(session: ReadSession, decision_ids: Sequence[UUID]) -> list[DecisionDuty]:
    """List which rounds of which assessments some decisions rest on."""
    query = select(DecisionDuty).where(DecisionDuty.decision_id.in_(decision_ids))
    return list(await session.scalars(query))


async def resting(session: ReadSession, assessment_id: UUID) -> list[DecisionDuty]:
    """List the decisions that rest on an assessment, each with its round."""
    query = select(DecisionDuty).where(DecisionDuty.assessment_id == assessment_id)
    return list(await session.scalars(query.order_by(DecisionDuty.linked_at)))
