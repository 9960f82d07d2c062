"""What a vote settled: who was there, and who had an interest, up to its moment (rules 2 and 4).

A vote keeps who could vote in it. If somebody could afterwards be made to have been absent, or to
have had an interest all along, the record would hold a vote of somebody who had none.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from common.clock import ENGLAND
from common.db.engine import ReadSession
from common.errors import FieldError
from governance.sittings.errors import VoteSettled
from governance.sittings.models import Vote


async def require_unsettled(
    session: ReadSession, meeting_id: UUID, at: datetime, item_id: UUID | None = None
) -> None:
    """Refuse what would change who could vote in a vote that is on record. The meeting must be
    locked.

    Args:
        at: the moment from which it would hold.
        item_id: the item that it is about; None for every item.

    Raises:
        VoteSettled: if a vote was taken then or later.
    """
    query = select(Vote.at).where(Vote.meeting_id == meeting_id, Vote.at >= at)
    if item_id is not None:
        query = query.where(Vote.item_id == item_id)
    taken = await session.scalar(query.order_by(Vote.at.desc()).limit(1))
    if taken is not None:
        local = taken.astimezone(ENGLAND)
        raise VoteSettled(
            f"At {local:%H:%M} on {local.day} {local:%B %Y} a vote was taken, and who could vote "
            "in it is on record. Send a later moment, or record a defect of the meeting: "
            "POST /meetings/{id}/defects.",
            fields=(FieldError("body.at", "is not after a vote that is on record"),),
        )
