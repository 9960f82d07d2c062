"""Whether a selection fits the commission that it is made for: when prepared, and until it sits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.commissions import service as commissions
from panel.commissions.errors import CommissionTaken
from panel.commissions.models import Commission
from panel.selection import repository
from panel.selection.models import Selection
from panel.selection.schemas import CategoryIn


async def refuse_unfit(
    session: ReadSession,
    ics: SystemCode,
    assembly_id: UUID | None,
    *,
    seats: int,
    categories: Sequence[CategoryIn],
) -> None:
    """Refuse what is asked of a selection, where its commission asks for something else.

    Raises:
        CommissionUnknown, CommissionCancelled, CommissionTaken
        Invalid: if seats differ, or a category that must be reflected has no quota.
    """
    if assembly_id is None:
        return
    names = [one.category for one in categories]
    await commissions.refuse_unfit(session, ics, assembly_id, seats=seats, categories=names)
    if await repository.is_committed_for(session, ics, assembly_id):
        raise CommissionTaken


async def hold_to_commit(session: WriteSession, ics: SystemCode, selection: Selection) -> None:
    """Hold the commission of a selection that is committed to, so that nobody else commits to one
    for it.

    Raises:
        CommissionUnknown, CommissionCancelled, CommissionChanged, CommissionTaken
    """
    if selection.assembly_id is None:
        return
    await commissions.hold_standing(
        session,
        ics,
        selection.assembly_id,
        seats=selection.seats,
        categories={row[0] for row in selection.quotas},
    )
    if await repository.is_committed_for(session, ics, selection.assembly_id):
        raise CommissionTaken


async def hold(session: WriteSession, ics: SystemCode, selection: Selection) -> Commission | None:
    """Give the commission of a selection, held; None where no body commissioned it.

    Raises:
        CommissionUnknown, CommissionCancelled
    """
    if selection.assembly_id is None:
        return None
    return await commissions.hold_uncancelled(session, ics, selection.assembly_id)
