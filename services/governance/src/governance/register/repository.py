"""SQL of the public register: meetings as they were published last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, func, select
from sqlalchemy import cast as sql_cast

from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.bodies.models import Body
from governance.meetings.models import Meeting, MeetingPublication

Row = tuple[Meeting, str, MeetingPublication]
"""A meeting, the name of its body, and its last publication."""


async def bodies(session: ReadSession, on: date) -> list[Body]:
    """List the bodies that are in being on a day, by name."""
    query = select(Body).where(
        Body.valid_from <= on, Body.valid_to.is_(None) | (Body.valid_to > on)
    )
    return list(await session.scalars(query.order_by(Body.name, Body.id)))


async def page(
    session: ReadSession, request: PageRequest, *, body_id: UUID | None, today: date, coming: bool
) -> Page[Row]:
    """List published meetings from a day on, the soonest first; or those before it, the latest
    first."""
    day = _published_day()
    query = _last_published()
    query = query.where(day >= today.isoformat() if coming else day < today.isoformat())
    if body_id is not None:
        query = query.where(Meeting.body_id == body_id)
    keys: Any = (day, Meeting.id)
    query = after_cursor(query, keys, (str, UUID), request, descending=not coming)
    rows = [_row(one) for one in await session.execute(query)]
    return page_of(rows, request, lambda row: (_day_of(row), row[0].id))


async def published(session: ReadSession, meeting_ids: Sequence[UUID]) -> list[Row]:
    """Give those of the meetings that were published, by id."""
    query = _last_published().where(Meeting.id.in_(meeting_ids)).order_by(Meeting.id)
    return [_row(one) for one in await session.execute(query)]


def _published_day() -> ColumnElement[str]:
    """Give the day as it was published, as ISO text, which sorts as days do; the last to which the
    meeting was adjourned, and of old publications without content the meeting's own."""
    last: Any = MeetingPublication.content["also_on"][-1].astext
    told: Any = MeetingPublication.content["held_on"].astext
    return cast("ColumnElement[str]", func.coalesce(last, told, sql_cast(Meeting.held_on, Text)))


def _day_of(row: Row) -> str:
    meeting, _, publication = row
    told = publication.content or {}
    days = [told.get("held_on", meeting.held_on.isoformat()), *told.get("also_on", [])]
    return str(days[-1])


def _last_published() -> Select[Any]:
    query: Any = (
        select(Meeting, Body.name, MeetingPublication)
        .join(
            MeetingPublication,
            (MeetingPublication.ics == Meeting.ics)
            & (MeetingPublication.meeting_id == Meeting.id)
            & (MeetingPublication.version == Meeting.published_version),
        )
        .join(Body, (Body.ics == Meeting.ics) & (Body.id == Meeting.body_id))
    )
    return cast("Select[Any]", query)


def _row(row: Any) -> Row:
    return row[0], row[1], row[2]
