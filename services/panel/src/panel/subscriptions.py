"""What the panel hears of other services."""

from __future__ import annotations

from common.events.erasures import (
    GatewayErasureAcknowledged,
    GovernanceErasureAcknowledged,
    InsightsErasureAcknowledged,
)
from common.events.governance import FeedbackPublished
from common.events.insights import ActivityChanged, ActivityRegistered
from common.messaging.subscriptions import Subscriptions
from panel.burden.handlers import note_changed
from panel.erasures.handlers import on_acknowledged
from panel.feedback.handlers import link_survey, tell_participants

SUBSCRIPTIONS = (
    Subscriptions("panel")
    .on(ActivityRegistered, link_survey)
    .on(ActivityChanged, note_changed)
    .on(FeedbackPublished, tell_participants)
    .on(InsightsErasureAcknowledged, on_acknowledged)
    .on(GovernanceErasureAcknowledged, on_acknowledged)
    .on(GatewayErasureAcknowledged, on_acknowledged)
)
