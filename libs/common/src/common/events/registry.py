"""The registry: every event that may travel, by type. Nothing else is sent or understood."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from common.events import corrections, erasures, governance, insights, panel, plans
from common.events.envelope import EventData

_ALL: tuple[type[EventData], ...] = (
    panel.MemberJoined,
    panel.MemberLeft,
    panel.MemberErased,
    panel.SurveyOpened,
    panel.SurveyExtended,
    panel.SurveyClosed,
    panel.RepresentationMeasured,
    panel.SelectionCommitted,
    panel.SelectionCorrected,
    panel.SelectionDrawn,
    panel.SelectionSeated,
    panel.SelectionCompleted,
    insights.OrganisationRecorded,
    insights.ActivityRegistered,
    insights.ActivityChanged,
    insights.FindingPublished,
    insights.FindingSuperseded,
    insights.FindingWithdrawn,
    insights.StoryPublished,
    insights.StoryWithdrawn,
    governance.MeetingPublished,
    governance.PaperPublished,
    plans.PlanItemPlanned,
    governance.DecisionRecorded,
    governance.FeedbackPublished,
    governance.AssemblyCommissioned,
    governance.AssemblyAmended,
    governance.AssemblyCancelled,
    governance.AssemblyReported,
    governance.AssemblyAnswered,
    corrections.AssemblyCorrected,
    governance.QuestionAnswered,
    governance.PetitionThresholdReached,
    governance.PetitionAnswered,
    erasures.InsightsErasureAcknowledged,
    erasures.GovernanceErasureAcknowledged,
    erasures.GatewayErasureAcknowledged,
)

EVENT_TYPES: Mapping[str, type[EventData]] = MappingProxyType({e.event_type: e for e in _ALL})
"""Event type → its data class."""

TOPICS: frozenset[str] = frozenset(e.topic for e in _ALL)
"""Every topic that the platform uses."""


def event_type(name: str) -> type[EventData]:
    """Give the data class of an event type.

    Raises:
        KeyError: if there is no such type.
    """
    return EVENT_TYPES[name]
