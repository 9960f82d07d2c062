"""SQL of deputies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.deputies.models import DeputyNomination, DeputyRuling


async def nominations(session: ReadSession, meeting_id: UUID) -> list[DeputyNomination]:
    """List the nominations for a meeting, in order."""
    query = select(DeputyNomination).where(DeputyNomination.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(DeputyNomination.id)))


async def rulings(
    session: ReadSession, meeting_id: UUID, until: datetime | None = None
) -> list[tuple[UUID, DeputyRuling]]:
    """List the rulings on a meeting's nominations with the post they are for, in order."""
    query = (
        select(DeputyNomination.post_id, DeputyRuling)
        .join(
            DeputyNomination,
            (DeputyNomination.ics == DeputyRuling.ics)
            & (DeputyNomination.id == DeputyRuling.nomination_id),
        )
        .where(DeputyNomination.meeting_id == meeting_id)
        .order_by(DeputyRuling.at, DeputyRuling.id)
    )
    if until is not None:
        query = query.where(DeputyRuling.at <= until)
    return [(post, ruling) for post, ruling in await session.execute(query)]
