"""SQL of feedback."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, select

from common.db.engine import ReadSession, WriteSession
from governance.feedback.models import Feedback


async def get(session: ReadSession, feedback_id: UUID) -> Feedback | None:
    """Give one answer of the transaction's system."""
    query = select(Feedback).where(Feedback.id == feedback_id)
    return (await session.scalars(query)).one_or_none()


async def get_for_change(session: WriteSession, feedback_id: UUID) -> Feedback | None:
    """Give one answer, locked until the transaction ends."""
    query = select(Feedback).where(Feedback.id == feedback_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def is_corrected(session: ReadSession, feedback_id: UUID | None) -> bool:
    """Say whether a published answer took the place of another."""
    if feedback_id is None:
        return False
    taken = exists().where(Feedback.corrects_id == feedback_id, Feedback.status == "published")
    return bool(await session.scalar(select(taken)))


async def published(session: ReadSession) -> list[Feedback]:
    """List all that was published, oldest first."""
    query = select(Feedback).where(Feedback.status == "published")
    return list(await session.scalars(query.order_by(Feedback.published_at, Feedback.id)))


async def of_decision(session: ReadSession, decision_id: UUID) -> list[Feedback]:
    """List the feedback on a decision, oldest first."""
    query = select(Feedback).where(Feedback.decision_id == decision_id).order_by(Feedback.id)
    return list(await session.scalars(query))
