"""A body took a finding up, and another took the decision: whose answer closes the thread."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession
from common.errors import FieldError, Invalid
from governance.decisions import service as decisions
from governance.feedback import service as feedback
from governance.feedback.errors import FeedbackNotFound
from governance.threads.models import FeedbackThread


async def require_answers(
    session: ReadSession, thread: FeedbackThread, feedback_id: UUID | None
) -> None:
    """Check that an answer closes the thread of a finding; none may always be named.

    Raises:
        Invalid: if the thread is a decision's, or the answer is not published, is withheld, or its
            decision does not rely on the finding.
    """
    if feedback_id is None:
        return
    if thread.finding_id is None:
        raise _not("belongs to the thread of a finding; a decision is answered by its own feedback")
    try:
        answer = await feedback.get(session, feedback_id)
    except FeedbackNotFound:
        raise _not("is no published feedback of this system") from None
    decided = await decisions.get(session, answer.decision_id)
    if answer.status != "published" or decided.version.confidential:
        raise _not("is no published feedback of this system")
    if thread.finding_id not in answer.finding_ids:
        raise _not("is on a decision that does not rely on the finding")


def _not(why: str) -> Invalid:
    return Invalid(
        "Name published feedback on a decision that relies on the finding.",
        fields=(FieldError("body.answered_by_id", why),),
    )
