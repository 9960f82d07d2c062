"""What governance says, as the library keeps it."""

from __future__ import annotations

from common.clock import utc_now
from common.db.engine import WriteSession
from common.db.tenancy import system_code
from common.events.envelope import Event
from common.events.governance import DecisionRecorded, FeedbackPublished
from insights.citations import service


async def on_decision_recorded(event: Event[DecisionRecorded], session: WriteSession) -> None:
    """Note on each finding that a decision cites it."""
    await service.keep_decision(session, system_code(event.ics), event.data, now=utc_now())


async def on_feedback_published(event: Event[FeedbackPublished], session: WriteSession) -> None:
    """Note on each finding what came of it."""
    await service.keep_feedback(session, system_code(event.ics), event.data, now=utc_now())
