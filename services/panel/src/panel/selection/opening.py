"""Opening a whole pool, so that an auditor can check what outsiders cannot (ADR 8).

Who opens one says why, and that is kept: who, when, what for. The pool is then shown to them alone,
for an hour: pseudonyms with salts and values, and no members' ids. Those who left are not in it;
nobody can open them any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.selection import repository, sealing, service
from panel.selection.document import Opening
from panel.selection.errors import NotInThisState, PoolNotOpen
from panel.selection.models import PoolOpening

OPEN_FOR = timedelta(hours=1)


async def open_pool(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    *,
    subject: str,
    reason: str,
    now: datetime,
) -> PoolOpening:
    """Note that somebody opens the pool of a selection that is committed to.

    Raises:
        SelectionNotFound, NotInThisState
    """
    selection = await service.the_selection(session, ics, selection_id)
    if selection.root is None:
        raise NotInThisState("committed, drawn or completed")
    opening = PoolOpening(
        ics=ics,
        id=new_id(),
        selection_id=selection_id,
        opened_by=subject,
        reason=reason,
        opened_at=now,
        until=now + OPEN_FOR,
    )
    session.add(opening)
    await session.flush()
    return opening


async def openings(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[PoolOpening]:
    """List who opened a pool, the first first.

    Raises:
        SelectionNotFound
    """
    await service.the_selection(session, ics, selection_id)
    return await repository.pool_openings(session, ics, selection_id)


async def opened(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    selection_id: UUID,
    *,
    opening_id: UUID,
    subject: str,
    now: datetime,
) -> list[Opening]:
    """Give the pool, to who opened it, while it is open.

    Raises:
        PoolNotOpen: if they did not open it, or its hour is over.
    """
    all_of_it = await openings(session, ics, selection_id)
    mine = {one.id: one.until for one in all_of_it if one.opened_by == subject}
    if opening_id not in mine or now >= mine[opening_id]:
        raise PoolNotOpen
    rows = await repository.entries(session, ics, selection_id)
    return list(await sealing.opened(ics, keys, rows))
