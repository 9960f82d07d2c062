"""What the decision log says of published feedback: ids in clear, words as commitments."""

from __future__ import annotations

from governance.decision_log.statements import Statement
from governance.feedback.models import Feedback


def of_published(feedback: Feedback) -> Statement:
    """State an answer that was published.

    Raises:
        ValueError: if it was not.
    """
    if feedback.published_at is None:
        raise ValueError("only what is published is logged")
    return Statement(
        kind="feedback.published" if feedback.corrects_id is None else "feedback.corrected",
        subject_id=feedback.id,
        version=feedback.version,
        recorded_at=feedback.published_at,
        public={
            "decision_id": feedback.decision_id,
            "corrects_id": feedback.corrects_id,
            "finding_ids": sorted(str(one) for one in feedback.finding_ids),
            "activity_ids": sorted(str(one) for one in feedback.activity_ids),
        },
        committed={
            "you_said": feedback.you_said,
            "we_did": feedback.we_did,
            "did_not": feedback.did_not,
        },
    )
