"""SQL of call-in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.call_ins.models import CallIn, Outcome


async def get(session: ReadSession, decision_id: UUID) -> CallIn | None:
    """Give who called a decision in."""
    query = select(CallIn).where(CallIn.decision_id == decision_id)
    return (await session.scalars(query)).one_or_none()


async def outcomes(session: ReadSession, decision_id: UUID) -> list[Outcome]:
    """List what came of it, in order."""
    query = select(Outcome).where(Outcome.decision_id == decision_id).order_by(Outcome.step)
    return list(await session.scalars(query))
