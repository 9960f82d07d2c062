"""Withholding an item of an agenda: what hangs on it is withheld first, each with its reason, so
that no door is left by which it is read (rule 7)."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import WriteSession
from governance.decisions import withheld as decisions
from governance.meetings.errors import ItemHasOpenRecords
from governance.papers import published
from governance.plans import telling


async def require_nothing_open(session: WriteSession, item_id: UUID) -> None:
    """Refuse to withhold an item of which everybody reads a paper or a decision; the item must be
    locked.

    Raises:
        ItemHasOpenRecords: naming each paper and decision.
    """
    papers = await published.open_of_item(session, item_id)
    taken = await decisions.open_of_item(session, item_id)
    if papers or taken:
        raise ItemHasOpenRecords(papers, taken)


async def tell(session: WriteSession, item_id: UUID) -> None:
    """Tell other services of what hangs on an item, once it was withheld or opened."""
    await telling.tell_again(session, item_id)
