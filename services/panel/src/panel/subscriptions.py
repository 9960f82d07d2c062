"""What the panel hears of other services."""

from __future__ import annotations

from common.events.corrections import AssemblyCorrected
from common.events.erasures import (
    GatewayErasureAcknowledged,
    GovernanceErasureAcknowledged,
    InsightsErasureAcknowledged,
)
from common.events.governance import (
    AssemblyAmended,
    AssemblyAnswered,
    AssemblyCancelled,
    AssemblyCommissioned,
    DecisionRecorded,
    FeedbackPublished,
)
from common.events.insights import (
    ActivityChanged,
    ActivityRegistered,
    FindingPublished,
    FindingSuperseded,
    FindingWithdrawn,
)
from common.messaging.subscriptions import Subscriptions
from panel.burden.handlers import note_changed
from panel.commissions.handlers import end_commission, keep_commission
from panel.erasures.handlers import on_acknowledged
from panel.facts.handlers import end_superseded, end_withdrawn, keep_decision, keep_finding
from panel.feedback.handlers import (
    correct_recommendation,
    link_survey,
    tell_participants,
    tell_those_who_sat,
)

SUBSCRIPTIONS = (
    Subscriptions("panel")
    .on(ActivityRegistered, link_survey)
    .on(ActivityChanged, note_changed)
    .on(FeedbackPublished, tell_participants)
    .on(FindingPublished, keep_finding)
    .on(FindingSuperseded, end_superseded)
    .on(FindingWithdrawn, end_withdrawn)
    .on(DecisionRecorded, keep_decision)
    .on(AssemblyCommissioned, keep_commission)
    .on(AssemblyAmended, keep_commission)
    .on(AssemblyCancelled, end_commission)
    .on(AssemblyAnswered, tell_those_who_sat)
    .on(AssemblyCorrected, correct_recommendation)
    .on(InsightsErasureAcknowledged, on_acknowledged)
    .on(GovernanceErasureAcknowledged, on_acknowledged)
    .on(GatewayErasureAcknowledged, on_acknowledged)
)
