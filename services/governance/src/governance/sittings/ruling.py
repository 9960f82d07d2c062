"""Who rules on an interest in an item: the chair, but not on their own (rule 4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.db.engine import WriteSession
from common.errors import FieldError
from governance.meetings import service as meetings
from governance.sittings import service
from governance.sittings.errors import NoQuorumRule, OwnInterest, RuleOutOfDate


async def require_another_rules(
    session: WriteSession, meeting_id: UUID, item_id: UUID, post_id: UUID, at: datetime
) -> None:
    """Refuse a ruling by which whoever is in the chair would let themselves take part.

    Before anybody is there it is the chair who rules. Where the terms name no chair, or the body
    has no terms by which it could vote, nothing is refused.

    Raises:
        MeetingNotFound, ItemNotFound: if there is no such meeting, or it has no such item.
        OwnInterest: if the post is in the chair at that moment.
    """
    await meetings.get_for_change(session, meeting_id)
    try:
        chamber = await service.chamber(session, meeting_id, item_id, at)
    except (NoQuorumRule, RuleOutOfDate):
        return
    if post_id == (chamber.presiding or chamber.chair):
        raise OwnInterest(fields=(FieldError("body.post_id", "is in the chair at that moment"),))
