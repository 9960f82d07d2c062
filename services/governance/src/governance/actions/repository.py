"""SQL of actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.actions.models import Action


async def get(session: ReadSession, action_id: UUID) -> Action | None:
    """Give one action of the transaction's system."""
    return (await session.scalars(select(Action).where(Action.id == action_id))).one_or_none()


async def get_for_change(session: WriteSession, action_id: UUID) -> Action | None:
    """Give one action, locked until the transaction ends."""
    query = select(Action).where(Action.id == action_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def page(
    session: ReadSession,
    request: PageRequest,
    *,
    body_id: UUID | None,
    meeting_id: UUID | None,
    status: str | None,
) -> Page[Action]:
    """List actions, the newest first."""
    query = select(Action)
    for column, value in (
        (Action.body_id, body_id),
        (Action.meeting_id, meeting_id),
        (Action.status, status),
    ):
        if value is not None:
            query = query.where(column == value)
    keys: Any = (Action.id,)
    query = after_cursor(query, keys, (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))


async def ids_of_meeting(session: ReadSession, meeting_id: UUID) -> list[UUID]:
    """Give the ids of the actions of a meeting, in the order of their keeping."""
    query = select(Action.id).where(Action.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(Action.id)))
