"""Decisions on items of an agenda that are withheld: they are withheld too."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from governance.decisions import repository
from governance.decisions.schemas import DecisionContent
from governance.meetings import agenda


async def open_of_item(session: ReadSession, item_id: UUID) -> list[UUID]:
    """List the decisions on an item that everybody reads."""
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
