"""SQL of what went out."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.circulation.models import AgendaIssue, Presentation


async def issues(session: ReadSession, meeting_ids: Sequence[UUID]) -> list[AgendaIssue]:
    """List the issues of meetings' agendas, in order."""
    query = select(AgendaIssue).where(AgendaIssue.meeting_id.in_(meeting_ids))
    return list(await session.scalars(query.order_by(AgendaIssue.issued_on, AgendaIssue.id)))


async def presentations(session: ReadSession, meeting_ids: Sequence[UUID]) -> list[Presentation]:
    """List what boards had of meetings, in order."""
    query = select(Presentation).where(Presentation.meeting_id.in_(meeting_ids))
    order = (Presentation.presented_on, Presentation.board, Presentation.what)
    return list(await session.scalars(query.order_by(*order)))
