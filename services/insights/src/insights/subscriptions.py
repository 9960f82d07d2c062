"""The table event type → handler.

The library holds nothing of the panel's members, so it has nothing to do when one leaves or is
erased, and subscribes to neither event.
"""

from __future__ import annotations

from common.events.governance import DecisionRecorded, FeedbackPublished
from common.events.panel import SurveyClosed, SurveyOpened
from common.messaging.subscriptions import Subscriptions
from insights.activities.handlers import on_survey_opened
from insights.citations.handlers import on_decision_recorded, on_feedback_published
from insights.findings.handlers import on_survey_closed

SUBSCRIPTIONS = (
    Subscriptions("insights")
    .on(SurveyOpened, on_survey_opened)
    .on(SurveyClosed, on_survey_closed)
    .on(DecisionRecorded, on_decision_recorded)
    .on(FeedbackPublished, on_feedback_published)
)
