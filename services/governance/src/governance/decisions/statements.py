"""What the decision log says of a recorded version: codes and ids in clear, words as commitments.

Any words may hold a name that has to be erased one day, so none are in the log in clear. Where the
decision is withheld, neither is what it relies on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.events.governance import EvidenceCited
from governance.decision_log.statements import Statement
from governance.decisions.course import read
from governance.decisions.models import Decision, DecisionVersion


def of_version(
    decision: Decision, version: DecisionVersion, cited: Sequence[EvidenceCited]
) -> Statement:
    """State a version of a decision."""
    public: dict[str, Any] = {
        "reference": decision.reference,
        "body_id": decision.body_id,
        "meeting_id": decision.meeting_id,
        "decided_on": decision.decided_on,
        "outcome": version.outcome,
        "kind_of_activity": version.kind_of_activity,
        "effective_on": version.effective_on,
        "review_on": version.review_on,
        "confidential": version.confidential,
    }
    committed: dict[str, Any] = {
        "title": version.title,
        "parts": version.parts,
        "involvement_statement": version.involvement_statement,
        "not_done": version.not_done,
        "mover": version.mover,
        "seconder": version.seconder,
        "reason": version.reason,
        "withheld_reason": version.withheld_reason,
    }
    relied_on: dict[str, Any] = {
        "item_id": decision.item_id,
        "evidence": sorted(
            ({"finding_id": str(one.finding_id), "version": one.version} for one in cited),
            key=lambda one: str(one["finding_id"]),
        ),
        "activity_ids": sorted(str(one) for one in version.activity_ids),
    }
    if version.course is not None:
        # Leaves of decisions without a course are as they were before there were courses.
        committed["course_in_words"] = version.course
        relied_on["course"] = read(version.course).in_clear()
    (committed if version.confidential else public).update(relied_on)
    return Statement(
        kind="decision.recorded" if version.version == 1 else "decision.corrected",
        subject_id=decision.id,
        version=version.version,
        recorded_at=version.recorded_at,
        public=public,
        committed=committed,
    )
