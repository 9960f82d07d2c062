"""SQL of citations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, cast, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from insights.citations.models import Decision, DecisionEvidence, DecisionFeedback


async def upsert_decision(session: WriteSession, values: dict[str, Any]) -> bool:
    """Keep a decision if it is newer than what is known; tell whether it was."""
    statement = insert(Decision).values(values)
    fresh = {name: statement.excluded[name] for name in values if name not in {"ics", "id"}}
    written = await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "id"],
            set_=fresh,
            where=Decision.version < statement.excluded.version,
        ).returning(Decision.id)
    )
    return written.scalar_one_or_none() is not None


async def replace_evidence(
    session: WriteSession, decision_id: UUID, rows: Sequence[dict[str, Any]]
) -> None:
    """Let the evidence of a decision be these rows and no others."""
    await session.execute(
        delete(DecisionEvidence).where(DecisionEvidence.decision_id == decision_id)
    )
    if rows:
        await session.execute(insert(DecisionEvidence).values(list(rows)).on_conflict_do_nothing())


async def add_feedback(session: WriteSession, values: dict[str, Any]) -> None:
    """Keep an answer that was published; a second one under its id replaces it."""
    statement = insert(DecisionFeedback).values(values)
    fresh = {name: statement.excluded[name] for name in values if name not in {"ics", "id"}}
    await session.execute(statement.on_conflict_do_update(index_elements=["ics", "id"], set_=fresh))


async def mark_corrected(session: WriteSession, feedback_id: UUID, at: datetime) -> None:
    """Note when another answer took the place of one; nothing happens if it is not known."""
    await session.execute(
        update(DecisionFeedback).where(DecisionFeedback.id == feedback_id).values(corrected_at=at)
    )


async def citing(
    session: ReadSession, finding_ids: Collection[UUID]
) -> Sequence[tuple[UUID, Decision, int]]:
    """Give the decisions that cite findings, and which version each cites; newest first."""
    query = (
        select(DecisionEvidence.finding_id, Decision, DecisionEvidence.finding_version)
        .join(DecisionEvidence, DecisionEvidence.decision_id == Decision.id)
        .where(DecisionEvidence.finding_id.in_(finding_ids))
        .order_by(Decision.decided_on.desc(), Decision.reference, DecisionEvidence.finding_version)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def feedback_on(
    session: ReadSession, finding_ids: Collection[UUID]
) -> Sequence[DecisionFeedback]:
    """Give the answers that rest on any of the findings, newest first; none to a decision that is
    withheld by now, whose title they repeat."""
    withheld = select(Decision.id).where(
        Decision.id == DecisionFeedback.decision_id, Decision.confidential
    )
    query = (
        select(DecisionFeedback)
        .where(
            DecisionFeedback.finding_ids.overlap(cast(list(finding_ids), ARRAY(Uuid))),
            ~withheld.exists(),
        )
        .order_by(DecisionFeedback.published_at.desc(), DecisionFeedback.id)
    )
    return (await session.scalars(query)).all()
