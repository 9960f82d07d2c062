"""What the panel hears of other services."""

from __future__ import annotations

from common.events.governance import FeedbackPublished
from common.events.insights import ActivityRegistered
from common.messaging.subscriptions import Subscriptions
from panel.feedback.handlers import link_survey, tell_participants

SUBSCRIPTIONS = (
    Subscriptions("panel")
    .on(ActivityRegistered, link_survey)
    .on(FeedbackPublished, tell_participants)
)
