"""What the panel does when other services speak."""

from __future__ import annotations

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.events.governance import FeedbackPublished
from common.events.insights import ActivityRegistered
from panel.feedback import service


async def link_survey(event: Event[ActivityRegistered], session: WriteSession) -> None:
    """Note that an activity is a survey of ours; others are passed over."""
    if event.data.survey_id is not None:
        ics = SystemCode(event.ics)
        await service.link_activity(session, ics, event.data.activity_id, event.data.survey_id)


async def tell_participants(event: Event[FeedbackPublished], session: WriteSession) -> None:
    """Tell those who took part what came of it."""
    await service.publish(session, SystemCode(event.ics), event.data)
