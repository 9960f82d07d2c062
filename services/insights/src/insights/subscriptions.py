"""The table event type → handler.

The library holds nothing of the panel's members beside parked events; it says so when one is
erased.
"""

from __future__ import annotations

from common.events.erasures import InsightsErasureAcknowledged
from common.events.governance import DecisionRecorded, FeedbackPublished
from common.events.panel import (
    MemberErased,
    SelectionCompleted,
    SurveyClosed,
    SurveyExtended,
    SurveyOpened,
)
from common.events.plans import PlanItemPlanned
from common.messaging.erasure import erases_members
from common.messaging.subscriptions import Subscriptions
from insights.activities.handlers import (
    on_selection_completed,
    on_survey_extended,
    on_survey_opened,
)
from insights.citations.handlers import on_decision_recorded, on_feedback_published
from insights.findings.handlers import on_survey_closed
from insights.planned.handlers import on_plan_item_planned

SUBSCRIPTIONS = (
    Subscriptions("insights")
    .on(MemberErased, erases_members(InsightsErasureAcknowledged))
    .on(SurveyOpened, on_survey_opened)
    .on(SelectionCompleted, on_selection_completed)
    .on(SurveyExtended, on_survey_extended)
    .on(SurveyClosed, on_survey_closed)
    .on(DecisionRecorded, on_decision_recorded)
    .on(FeedbackPublished, on_feedback_published)
    .on(PlanItemPlanned, on_plan_item_planned)
)
