"""Assessments of what is kept from the public: who keeps no record is told of none."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, select

from common.db.engine import ReadSession
from governance.decisions.models import Decision, DecisionVersion
from governance.duty.models import Assessment, DecisionDuty
from governance.meetings.models import AgendaItem


async def assessments(session: ReadSession) -> set[UUID]:
    """Give the assessments on which a decision rests that is withheld now, or that are for an item
    of an agenda which is."""
    decided = (
        select(DecisionDuty.assessment_id)
        .join(Decision, Decision.id == DecisionDuty.decision_id)
        .join(
            DecisionVersion,
            and_(
                DecisionVersion.decision_id == Decision.id,
                DecisionVersion.version == Decision.version,
            ),
        )
        .where(DecisionVersion.confidential.is_(True))
    )
    on_agenda = (
        select(Assessment.id)
        .join(AgendaItem, AgendaItem.id == Assessment.item_id)
        .where(AgendaItem.withheld_reason.is_not(None))
    )
    return set(await session.scalars(decided)) | set(await session.scalars(on_agenda))
