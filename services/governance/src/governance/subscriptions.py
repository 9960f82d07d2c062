"""The table event type → handler."""

from __future__ import annotations

from common.events.erasures import GovernanceErasureAcknowledged
from common.events.insights import (
    ActivityChanged,
    ActivityRegistered,
    FindingPublished,
    FindingSuperseded,
    FindingWithdrawn,
)
from common.events.panel import (
    MemberErased,
    SelectionCommitted,
    SelectionCompleted,
    SelectionCorrected,
    SelectionDrawn,
    SelectionSeated,
)
from common.messaging.erasure import erases_members
from common.messaging.subscriptions import Subscriptions
from governance.assemblies import handlers as assemblies
from governance.evidence import handlers

SUBSCRIPTIONS = (
    Subscriptions("governance")
    .on(MemberErased, erases_members(GovernanceErasureAcknowledged))
    .on(ActivityRegistered, handlers.keep_activity)
    .on(ActivityChanged, handlers.keep_activity)
    .on(FindingPublished, handlers.keep_published_finding)
    .on(FindingSuperseded, handlers.keep_superseded_finding)
    .on(FindingWithdrawn, handlers.keep_withdrawn_finding)
    .on(SelectionCommitted, assemblies.keep_committed)
    .on(SelectionDrawn, assemblies.keep_drawn)
    .on(SelectionCorrected, assemblies.keep_corrected)
    .on(SelectionSeated, assemblies.keep_seated)
    .on(SelectionCompleted, assemblies.keep_completed)
)
