"""SQL of actions."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.actions.models import Action
from governance.meetings.models import AgendaItem

_WITHHELD = exists().where(
    AgendaItem.ics == Action.ics,
    AgendaItem.id == Action.item_id,
    AgendaItem.withheld_reason.is_not(None),
)
"""It came of an item that is withheld: its words say what that is about."""


async def get(session: ReadSession, action_id: UUID, *, withheld_too: bool) -> Action | None:
    """Give one action of the transaction's system."""
    query = select(Action).where(Action.id == action_id)
    if not withheld_too:
        query = query.where(~_WITHHELD)
    return (await session.scalars(query)).one_or_none()


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
    owner_post_id: UUID | None,
    due_by: date | None,
    withheld_too: bool,
) -> Page[Action]:
    """List actions, the newest first."""
    query = select(Action)
    if not withheld_too:
        query = query.where(~_WITHHELD)
    if due_by is not None:
        query = query.where(Action.due_on <= due_by)
    for column, value in (
        (Action.body_id, body_id),
        (Action.meeting_id, meeting_id),
        (Action.status, status),
        (Action.owner_post_id, owner_post_id),
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
