"""Decisions on items of an agenda that are withheld: they are withheld too."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from governance.decisions import repository
from governance.decisions.models import Decision
from governance.decisions.schemas import DecisionContent
from governance.meetings import agenda


async def open_of_item(session: ReadSession, item_id: UUID) -> list[UUID]:
    """List the decisions that everybody reads on an item, or that tell of a vote on it."""
    return await repository.open_of_item(session, item_id)


async def require_fit(
    session: WriteSession, meeting_id: UUID | None, item_id: UUID | None, content: DecisionContent
) -> None:
    """Refuse a decision that everybody would read on an item that they may not read.

    Raises:
        ItemNotFound: if the meeting has no such item.
        ItemWithheld: if the item is withheld and the decision is not.
    """
    if meeting_id is not None and item_id is not None and not content.confidential:
        await agenda.require_public(session, meeting_id, item_id)


async def require_still_fit(
    session: WriteSession, decision: Decision, content: DecisionContent
) -> None:
    """Refuse that everybody reads a decision on an item that they may not read, or of a vote on
    such an item.

    Raises:
        ItemWithheld: if an item is withheld and the decision is not.
    """
    await require_fit(session, decision.meeting_id, decision.item_id, content)
    if decision.item_id is None:
        for item_id in await repository.items_told(session, decision.id):
            await require_fit(session, decision.meeting_id, item_id, content)
