"""SQL of published meetings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from common.db.engine import ReadSession
from governance.bodies.models import Body
from governance.meetings.models import Meeting, MeetingPublication


async def last_published(
    session: ReadSession, body_id: UUID | None, since: datetime, most: int
) -> list[tuple[Meeting, str, MeetingPublication, datetime]]:
    """List meetings by their last publication, the newest first.

    Each row is (meeting, name of its body, last publication, when it was first published).
    """
    newest = (
        select(
            MeetingPublication.ics,
            MeetingPublication.meeting_id,
            func.max(MeetingPublication.version).label("version"),
            func.min(MeetingPublication.published_at).label("first_published_at"),
        )
        .group_by(MeetingPublication.ics, MeetingPublication.meeting_id)
        .subquery("newest")
    )
    query = (
        select(Meeting, Body.name, MeetingPublication, newest.c.first_published_at)
        .join(
            newest,
            (newest.c.ics == MeetingPublication.ics)
            & (newest.c.meeting_id == MeetingPublication.meeting_id)
            & (newest.c.version == MeetingPublication.version),
        )
        .join(
            Meeting,
            (Meeting.ics == MeetingPublication.ics) & (Meeting.id == MeetingPublication.meeting_id),
        )
        .join(Body, (Body.ics == Meeting.ics) & (Body.id == Meeting.body_id))
        .where(MeetingPublication.published_at >= since)
        .order_by(MeetingPublication.published_at.desc(), Meeting.id)
        .limit(most)
    )
    if body_id is not None:
        query = query.where(Meeting.body_id == body_id)
    return [tuple(row) for row in await session.execute(query)]
