"""A clock that was moved back would put new decisions before old ones (rule 12)."""

from __future__ import annotations

from datetime import datetime

from common.db.engine import ReadSession
from governance.decision_log import service as decision_log
from governance.decisions import checks


async def require_after_the_log(session: ReadSession, now: datetime) -> datetime:
    """Give the moment at which something is put on record, if the log was not signed after it.

    A made-up past (`governance.samples`) is recorded without asking.

    Raises:
        ClockMovedBack: if the log's last checkpoint bears a later time.
    """
    signed_at = await decision_log.last_signed_at(session)
    if signed_at is not None:
        checks.require_clock(signed_at, now)
    return now
